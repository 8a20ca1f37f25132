"""One door to the way of the data: pages of one route in, what the exporter says of them out.

The only module of the proofs about tongues that knows how the exporter is built inside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from vos_exporter.collectors.options import FieldOverride
from vos_exporter.config import Auth, TargetSettings, default_routes
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape.reading import Page as Answer
from vos_exporter.scrape.reading import read_pages
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.routes import BY_KEY

NOW = 1_700_000_000.0
"""When every scrape of these tests begins: a Tuesday, 22:13:20 UTC."""

Labels = frozenset[tuple[str, str]]
SeriesId = tuple[str, Labels]


class Page(NamedTuple):
    """One answer of VOS."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Hint(NamedTuple):
    """Something the exporter says it did not understand.

    Attributes:
        kind: ``unread``, ``unreadable``, ``no_unit``, ``implausible``, ``missing``, ``unmapped`` or ``rows``.
        path: where in the body, as ``nodes[].cpu``; never a value.
    """

    kind: str
    path: str


@dataclass(slots=True)
class Reading:
    """What became of one route.

    Attributes:
        outcome: ``ok`` or ``failed``.
        reason: of a failure, as ``vos_api_request_errors_total`` has it.
        detail: the sentence beside it.
        series: name and labels to value.
        hints: what was not understood.
        counters: rejected items by reason, ``truncated`` (0 or 1), and ``unmapped`` values.
    """

    outcome: str
    reason: str = ""
    detail: str = ""
    series: dict[SeriesId, float] = field(default_factory=dict)
    hints: list[Hint] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)


def read(
    route_key: str,
    pages: Sequence[Page],
    options: Mapping[str, Any] | None = None,
    before: Sequence[Page] | None = None,
    known: Sequence[Page] | None = None,
) -> Reading:
    """Decode, collect, encode and parse again what ``pages`` of one route hold.

    Args:
        route_key: key of the route table.
        pages: the answers in the order of their links; the first is always asked for.
        options: what an operator would write below ``routes: <key>:``.
        before: the answers of the scrape before, for what counts from one to the next.
        known: earlier answers of the same system, for what they taught about its keys.
    """
    route, target = BY_KEY[route_key], _target(route_key, options or {})
    memory = None
    if before is not None:
        memory = read_pages(route, target, _answers(before), NOW - 60).findings.kept
    knowledge = None
    try:
        if known is not None:
            knowledge = read_pages(route, target, _answers(known), NOW - 60).decoded.knowledge
        read = read_pages(route, target, _answers(pages), NOW, memory, knowledge)
    except BodyError as error:
        return Reading("failed", "decode", str(error))
    counters = {str(reason): count for reason, count in read.rejected.items()}
    counters["truncated"] = int(read.truncated)
    counters["unmapped"] = sum(map(len, read.findings.unmapped.values()))
    hints = [Hint(str(hint.kind), hint.path) for hint in read.findings.hints]
    series = _series(assemble(read.parts, Format.TEXT).decode())
    return Reading("ok", series=series, hints=hints, counters=counters)


def _answers(pages: Sequence[Page]) -> list[Answer]:
    """The answers as the client gives them: header names in lower case."""
    return [
        Answer(page.body, {name.lower(): value for name, value in page.headers.items()}) for page in pages
    ]


def _target(route_key: str, options: Mapping[str, Any]) -> TargetSettings:
    routes = default_routes()
    fields = msgspec.convert(options.get("fields", {}), dict[str, FieldOverride | None])
    routes[route_key] = msgspec.structs.replace(
        routes[route_key], fields=fields, rows=options.get("rows"), enabled=True
    )
    return TargetSettings(name="vos", url="https://vos.example.com", auth=Auth(), routes=routes)


def _series(text: str) -> dict[SeriesId, float]:
    """Every sample, by name and labels; the parser of another library tells us what Prometheus would see."""
    found: dict[SeriesId, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found, f"{key} twice"
            found[key] = sample.value
    return found
