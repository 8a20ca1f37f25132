"""What tests of collectors, relations and the topology share: bodies to rows to the text Prometheus reads."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.exposition import Format, assemble, encode
from vos_exporter.families import Family
from vos_exporter.vos import decoding
from vos_exporter.vos.decoding import Asked, Decoded
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.routes import BY_KEY, ROUTES, Route

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOLDEN = Path(__file__).parents[1] / "golden"
SAME_AS = {
    "extra-keys": "{}-typical",
    "numbers-as-text": "{}-typical",
    "object-with-one-list": "{}-typical",
    "repeated-members": "{}-typical",
    "second-spelling": "{}-typical",
    "missing-keys": "{}-null-values",
    "empty": "destinations-empty",  # no row says nothing, whatever its route
}
"""Case to the golden file it equals, unless it has one of its own; ``{}`` is the route."""

UPDATE = os.environ.get("VOS_EXPORTER_UPDATE_GOLDEN") == "1"

NOW = 1_700_000_000.0
"""A Tuesday, 22:13:20 UTC."""

PUBLIC_ROUTES = tuple(route.key for route in ROUTES if isinstance(route.shape, type) and route.row_key)
"""The routes whose fields are known and whose rows have a key."""

ALWAYS = {"typical", "extra-keys", "numbers-as-text", "empty"}
LISTS = {"null-values", "bad-items", "duplicate-ids", "object-with-one-list"}
KEYED = {"missing-keys", "repeated-members"}


def wanted(route: Route) -> set[str]:
    """The cases each route has a fixture of."""
    if isinstance(route.shape, FieldTable) and (route.shape.singleton or route.shape.envelope):
        return ALWAYS | {"second-spelling"}
    return ALWAYS | LISTS | (KEYED if route.key in PUBLIC_ROUTES else {"second-spelling"})


def pinned(route_key: str) -> bool:
    """Whether a golden exposition of the route is kept; `test_all_collectors` says so where none is."""
    return (GOLDEN / f"{route_key}-typical.prom").exists()


SERVICE, SOURCE, DESTINATION, GROUP, LINK = (f"{n}0000000-0000-4000-8000-000000000000" for n in "12345")


def body(name: str) -> bytes:
    """The fixture ``<route>/<case>``."""
    return (FIXTURES / f"{name}.json").read_bytes()


def decode(
    route_key: str,
    content: bytes,
    row_limit: int = 100_000,
    headers: Mapping[str, str] | None = None,
    **asked: Any,
) -> Decoded[Any]:
    """Rows of ``content`` as the scrape decodes them."""
    return decoding.decode(BY_KEY[route_key], content, Asked(row_limit=row_limit, **asked), headers or {})


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


def goldens(prefix: str, case: str) -> tuple[Path, Path]:
    """The file ``case`` of ``prefix`` may have of its own, and the one it equals without."""
    own = GOLDEN / f"{prefix}-{case}.prom"
    return own, GOLDEN / f"{SAME_AS[case].format(prefix)}.prom" if case in SAME_AS else own


def check_golden(prefix: str, case: str, actual: str) -> None:
    """Compare with what is kept for ``case``, or keep it when asked to by the environment."""
    own, same = goldens(prefix, case)
    if UPDATE:
        _keep(own, same, actual)
    path = own if own.exists() else same
    assert path.exists(), f"{own.name} is missing: run with VOS_EXPORTER_UPDATE_GOLDEN=1 and read it"
    assert actual == path.read_text(encoding="utf-8"), f"{prefix}-{case} is not what {path.name} says"


def _keep(own: Path, same: Path, actual: str) -> None:
    if own != same and same.exists() and same.read_text(encoding="utf-8") == actual:
        own.unlink(missing_ok=True)
    else:
        own.write_text(actual, encoding="utf-8")
