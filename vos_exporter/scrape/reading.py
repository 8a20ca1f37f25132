"""One route of one scrape: bytes to rows to families to encoded parts. Pure but for the thread it may use."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vos_exporter.client import Response
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import RouteSettings, Target
from vos_exporter.exposition import Encoded, encode
from vos_exporter.scrape.ledger import Rejection
from vos_exporter.scrape.threads import in_thread
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.payloads.decoding import BodyError, Decoded, decode_any, decode_rows
from vos_exporter.vos.payloads.reported import decode_records
from vos_exporter.vos.routes import Route

THREAD_ABOVE = 128 * 1024
"""Bytes; a larger body is read in a worker thread, so that the event loop is never blocked for long."""


@dataclass(slots=True)
class Reading:
    """Everything one body gave."""

    decoded: Decoded[Any]
    parts: list[Encoded]
    truncated: bool
    findings: Findings
    rejected: Mapping[Rejection, int]


async def read(route: Route, target: Target, response: Response, now: float, memory: Any) -> Reading:
    """Decode, collect and encode ``response``.

    Raises:
        BodyError: the body as a whole cannot be read.
    """
    if len(response.body) > THREAD_ABOVE:
        return await in_thread(_read, route, target, response.body, now, memory)
    return _read(route, target, response.body, now, memory)


def _read(route: Route, target: Target, body: bytes, now: float, memory: Any) -> Reading:
    settings = target.routes[route.key]
    decoded = _decode(route, settings, body, target.row_limit)
    asked = row_limit(route, settings)
    context = Context(
        now=now,
        options=target.collectors,
        overrides=settings.fields,
        truncated=decoded.over_limit > 0 or (asked is not None and decoded.items >= asked),
        memory=memory,
    )
    findings = Findings()
    families = COLLECTORS[route.key].collect(decoded.rows, context, findings)
    parts = encode(families, target.series_limit)
    return Reading(decoded, parts, context.truncated, findings, _rejections(decoded, parts, findings))


def _decode(route: Route, settings: RouteSettings, body: bytes, limit: int) -> Decoded[Any]:
    if isinstance(route.shape, FieldTable):
        return decode_records(body, route.shape.overridden(settings.fields), limit)
    return decode_rows(body, route.shape, route.row_key, limit)


def is_json(body: bytes) -> bool:
    """Whether ``body`` is JSON at all, whatever its shape."""
    try:
        decode_any(body)
    except BodyError:
        return False
    return True


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
