"""One route of one scrape: bytes to rows to families to encoded parts. Pure but for the thread it may use."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from vos_exporter.client import Response
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import RouteSettings, Target
from vos_exporter.exposition import Encoded, encode
from vos_exporter.scrape.ledger import Rejection
from vos_exporter.scrape.threads import in_thread
from vos_exporter.vos.decoding import Asked, BodyError, Decoded, Knowledge, decode, joined
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.routes import Route

THREAD_ABOVE = 128 * 1024
"""Bytes; a larger body is read in a worker thread, so that the event loop is never blocked for long."""


class Page(NamedTuple):
    """One answer of VOS: the body, decompressed, and its headers by lower-cased name."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(slots=True)
class Reading:
    """Everything one body gave."""

    decoded: Decoded[Any]
    parts: list[Encoded]
    truncated: bool
    findings: Findings
    rejected: Mapping[Rejection, int]


async def read(
    route: Route, target: Target, response: Response, now: float, memory: Any, knowledge: Knowledge | None = None
) -> Reading:
    """Decode, collect and encode ``response``.

    Raises:
        BodyError: the body as a whole cannot be read.
    """
    page = Page(response.body, {})
    if len(response.body) > THREAD_ABOVE:
        return await in_thread(read_pages, route, target, [page], now, memory, knowledge)
    return read_pages(route, target, [page], now, memory, knowledge)


def read_pages(
    route: Route,
    target: Target,
    pages: Sequence[Page],
    now: float,
    memory: Any = None,
    knowledge: Knowledge | None = None,
) -> Reading:
    """Decode, collect and encode the ``pages`` of one answer.

    Raises:
        BodyError: the first page as a whole cannot be read.
    """
    decoded = decoded_pages(route, target, pages, now, knowledge)
    return collected(route, target, decoded, now, memory)


def decoded_pages(
    route: Route, target: Target, pages: Sequence[Page], now: float, knowledge: Knowledge | None
) -> Decoded[Any]:
    """The rows of ``pages``; a later page that cannot be read leaves the ones before it, as a part."""
    first, *later = pages
    read = [decode(route, first.body, asked(route, target, now, knowledge), first.headers)]
    whole = True
    for page in later:
        try:
            read.append(decode(route, page.body, asked(route, target, now, read[0].knowledge), page.headers))
        except BodyError:
            whole = False
            break
    if later:
        last = read[-1]
        whole = whole and last.next is None
        return joined(read, route, target.row_limit, whole)
    return read[0]


def asked(route: Route, target: Target, now: float, knowledge: Knowledge | None) -> Asked:
    """What decoding has to know of ``route``."""
    settings = target.routes[route.key]
    return Asked(
        row_limit=target.row_limit,
        limit=row_limit(route, settings),
        fields=settings.fields,
        rows=settings.rows,
        knowledge=knowledge,
        now=now,
    )


def collected(route: Route, target: Target, decoded: Decoded[Any], now: float, memory: Any) -> Reading:
    """The families of what was decoded, encoded."""
    context = Context(
        now=now,
        options=target.collectors,
        overrides=target.routes[route.key].fields,
        truncated=decoded.truncated,
        memory=memory,
    )
    findings = Findings(hints=decoded.hints, spelled=decoded.spelled)
    families = COLLECTORS[route.key].collect(decoded.rows, context, findings)
    parts = encode(families, target.series_limit)
    return Reading(decoded, parts, context.truncated, findings, _rejections(decoded, parts, findings))


def row_limit(route: Route, settings: RouteSettings) -> int | None:
    """How many rows VOS was asked for at most, where the route has such a parameter."""
    limit = settings.params.get(route.limit_param or "", "")
    return int(limit) if limit.isdecimal() else None


def _rejections(decoded: Decoded[Any], parts: list[Encoded], findings: Findings) -> Mapping[Rejection, int]:
    totals = decoded.hints.totals
    return Counter(
        {
            Rejection.DECODE: decoded.undecodable,
            Rejection.DUPLICATE: decoded.duplicates + sum(part.duplicates for part in parts),
            Rejection.LIMIT: decoded.over_limit
            + decoded.left_out
            + findings.folded
            + sum(part.over_limit for part in parts),
            Rejection.FIELD: totals[Kind.UNREADABLE],
            Rejection.IMPLAUSIBLE: totals[Kind.IMPLAUSIBLE],
        }
    )
