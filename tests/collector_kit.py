"""What tests of collectors, relations and the topology share: bodies to rows to the text Prometheus reads."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.exposition import Format, assemble, encode
from vos_exporter.families import Family
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads.decoding import Decoded, decode_rows
from vos_exporter.vos.payloads.reported import decode_records
from vos_exporter.vos.routes import BY_KEY

FIXTURES = Path(__file__).parent / "fixtures"
GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("VOS_EXPORTER_UPDATE_GOLDEN") == "1"

NOW = 1_700_000_000.0
"""A Tuesday, 22:13:20 UTC."""

PUBLIC_ROUTES = (
    "services",
    "sources",
    "destinations",
    "profiles",
    "images",
    "uplinks",
    "uplink_groups",
    "uplink_status",
    "origin_tasks",
    "ingest_points",
)
"""The routes whose fields are public and whose rows have a key."""

SERVICE, SOURCE, DESTINATION, GROUP, LINK = (f"{n}0000000-0000-4000-8000-000000000000" for n in "12345")


def body(name: str) -> bytes:
    """The fixture ``<route>/<case>``."""
    return (FIXTURES / f"{name}.json").read_bytes()


def decode(route_key: str, content: bytes, row_limit: int = 100_000) -> Decoded[Any]:
    """Rows of ``content`` as the scrape decodes them."""
    route = BY_KEY[route_key]
    if isinstance(route.shape, FieldTable):
        return decode_records(content, route.shape, row_limit)
    return decode_rows(content, route.shape, route.row_key, row_limit)


def rows(route_key: str, *items: object) -> list[Any]:
    """The rows of a body that holds ``items``, all of which must be readable."""
    decoded = decode(route_key, json.dumps(items).encode())
    assert len(decoded.rows) == len(items)
    return decoded.rows


def collect(
    route_key: str, *items: object, ctx: Context | None = None, findings: Findings | None = None
) -> dict[str, dict[Any, float]]:
    """The series a body that holds ``items`` gives: family name to label values to value."""
    return series(
        COLLECTORS[route_key].collect(
            rows(route_key, *items), ctx or Context(now=NOW), findings or Findings()
        )
    )


def series(families: Iterable[Family]) -> dict[str, dict[Any, float]]:
    """Family name to label values (the bare text where there is one label) to value; no series twice."""
    found: dict[str, dict[Any, float]] = {}
    for family in families:
        samples = found.setdefault(family.declaration.name, {})
        for labels, value in family:
            assert len(labels) == len(family.declaration.labels)
            key = labels[0] if len(labels) == 1 else labels
            assert key not in samples, f"{family.declaration.name}{labels} twice"
            samples[key] = value
    return found


def expose(families: Iterable[Family]) -> str:
    """The text exposition of ``families``."""
    return assemble(encode(families, 100_000), Format.TEXT).decode()


def check_golden(name: str, actual: str) -> None:
    """Compare with ``golden/<name>.prom``, or write it when asked to by the environment."""
    path = GOLDEN / f"{name}.prom"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with VOS_EXPORTER_UPDATE_GOLDEN=1 and read it"
    assert actual == path.read_text(encoding="utf-8")
