"""One route of one scrape: bytes to rows to families to encoded parts. Pure but for the thread it may use."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import RouteSettings, TargetSettings
from vos_exporter.exposition import Encoded, encode
from vos_exporter.scrape.result import Reading, Rejection
from vos_exporter.scrape.threads import in_thread
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads.decoding import Decoded, decode_rows
from vos_exporter.vos.payloads.reported import decode_records
from vos_exporter.vos.routes import Route

THREAD_ABOVE = 128 * 1024
"""Bytes; a larger body is read in a worker thread, so that the event loop is never blocked for long."""


async def read(route: Route, settings: TargetSettings, body: bytes, now: float, memory: Any) -> Reading:
    """Decode, collect and encode ``body``.

    Args:
        route: whose body it is.
        settings: of the target it came from.
        body: as VOS answered it.
        now: when the scrape began, in seconds since the epoch.
        memory: what the collector kept at its last ``ok`` scrape.

    Raises:
        BodyError: the body as a whole cannot be read.
    """
    if len(body) > THREAD_ABOVE:
        return await in_thread(_read, route, settings, body, now, memory)
    return _read(route, settings, body, now, memory)


def _read(route: Route, target: TargetSettings, body: bytes, now: float, memory: Any) -> Reading:
    settings = target.routes[route.key]
    decoded = _decode(route, settings, body, target.row_limit)
    asked = row_limit(route, settings)
    truncated = decoded.over_limit > 0 or (asked is not None and decoded.items >= asked)
    context = Context(
        now=now, options=target.collectors, overrides=settings.fields, truncated=truncated, memory=memory
    )
    findings = Findings()
    families = COLLECTORS[route.key].collect(decoded.rows, context, findings)
    parts = encode(families, target.series_limit)
    return Reading(
        decoded,
        findings,
        parts,
        truncated=None if asked is None else truncated,
        rejected=_rejections(decoded, parts, findings),
    )


def _decode(route: Route, settings: RouteSettings, body: bytes, limit: int) -> Decoded[Any]:
    if isinstance(route.shape, FieldTable):
        return decode_records(body, route.shape.overridden(settings.fields), limit)
    return decode_rows(body, route.shape, route.row_key, limit)


def row_limit(route: Route, settings: RouteSettings) -> int | None:
    """How many rows VOS was asked for at most, where the route has such a parameter."""
    asked = settings.params.get(route.limit_param or "", "")
    return int(asked) if asked.isdecimal() else None


def _rejections(decoded: Decoded[Any], parts: list[Encoded], findings: Findings) -> Mapping[Rejection, int]:
    return Counter(
        {
            Rejection.DECODE: decoded.undecodable + findings.undecodable,
            Rejection.DUPLICATE: decoded.duplicates + sum(part.duplicates for part in parts),
            Rejection.LIMIT: decoded.over_limit
            + decoded.left_out
            + findings.folded
            + sum(part.over_limit for part in parts),
        }
    )
