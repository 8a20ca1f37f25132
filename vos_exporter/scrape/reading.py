"""One route of one scrape: bytes to rows to families to encoded parts. Pure but for the thread it may use."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import RouteSettings, TargetSettings
from vos_exporter.exposition import Encoded, encode
from vos_exporter.scrape.result import Reading, Rejection
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.decoding import Asked, BodyError, Decoded, Knowledge, decode, joined
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.routes import Route

THREAD_ABOVE = 128 * 1024
"""Bytes; a larger body is read beside the event loop, so that it is never held up for long."""

ROWS_ABOVE = 100
"""Rows; more are collected beside the event loop, for the same reason."""


class Page(NamedTuple):
    """One answer of VOS: the body, decompressed, and its headers by lower-cased name."""

    body: bytes
    headers: Mapping[str, str]


async def decoded(
    route: Route, settings: TargetSettings, page: Page, now: float, knowledge: Knowledge | None, lane: Lane
) -> Decoded[Any]:
    """The rows of ``page``.

    Args:
        route: whose answer it is.
        settings: of the target it came from.
        page: as VOS answered it.
        now: when the scrape began, in seconds since the epoch.
        knowledge: what earlier answers of the route taught.
        lane: of the target.

    Raises:
        BodyError: the body as a whole cannot be read.
    """
    asked = _asked(route, settings, now, knowledge)
    if len(page.body) > THREAD_ABOVE:
        return await lane.do(decode, route, page.body, asked, page.headers)
    return decode(route, page.body, asked, page.headers)


async def collected(
    route: Route, settings: TargetSettings, rows: Decoded[Any], now: float, memory: Any, lane: Lane
) -> Reading:
    """The families of what was decoded, encoded.

    Args:
        route: whose answer it is.
        settings: of the target it came from.
        rows: what was decoded.
        now: when the scrape began, in seconds since the epoch.
        memory: what the collector kept at its last ``ok`` scrape.
        lane: of the target.
    """
    if len(rows.rows) > ROWS_ABOVE:
        return await lane.do(_collected, route, settings, rows, now, memory)
    return _collected(route, settings, rows, now, memory)


def read_pages(
    route: Route,
    settings: TargetSettings,
    pages: Sequence[Page],
    now: float,
    memory: Any = None,
    knowledge: Knowledge | None = None,
) -> Reading:
    """Decode, collect and encode the ``pages`` of one answer; one that cannot be read leaves those before it.

    Raises:
        BodyError: the first page as a whole cannot be read.
    """
    first, *later = pages
    asked = _asked(route, settings, now, knowledge)
    read = [decode(route, first.body, asked, first.headers)]
    whole = True
    for page in later:
        try:
            read.append(decode(route, page.body, asked, page.headers))
        except BodyError:
            whole = False
            break
    rows = read[0]
    if later:
        rows = joined(read, route, settings.row_limit, whole and read[-1].next is None)
    return _collected(route, settings, rows, now, memory)


def _asked(route: Route, settings: TargetSettings, now: float, knowledge: Knowledge | None) -> Asked:
    own = settings.routes[route.key]
    return Asked(settings.row_limit, row_limit(route, own), own.fields, own.rows, knowledge, now)


def _collected(
    route: Route, settings: TargetSettings, rows: Decoded[Any], now: float, memory: Any
) -> Reading:
    context = Context(
        now=now,
        options=settings.collectors,
        overrides=settings.routes[route.key].fields,
        truncated=rows.truncated,
        memory=memory,
    )
    findings = Findings(hints=rows.hints, spelled=rows.spelled)
    families = COLLECTORS[route.key].collect(rows.rows, context, findings)
    parts = encode(families, settings.series_limit)
    rejected = _rejections(rows, parts, findings)
    return Reading(rows, findings, parts, rows.truncated, rejected, context.timeless)


def row_limit(route: Route, settings: RouteSettings) -> int | None:
    """How many rows VOS was asked for at most, where the route has such a parameter."""
    asked = settings.params.get(route.limit_param or "", "")
    return int(asked) if asked.isdecimal() else None


def _rejections(rows: Decoded[Any], parts: list[Encoded], findings: Findings) -> Mapping[Rejection, int]:
    totals = rows.hints.totals
    return Counter(
        {
            Rejection.DECODE: rows.undecodable,
            Rejection.DUPLICATE: rows.duplicates + sum(part.duplicates for part in parts),
            Rejection.LIMIT: rows.over_limit
            + rows.left_out
            + findings.folded
            + sum(part.over_limit for part in parts),
            Rejection.FIELD: totals[Kind.UNREADABLE],
            Rejection.IMPLAUSIBLE: totals[Kind.IMPLAUSIBLE],
        }
    )
