"""The SCTE Logs page: nothing about this body is published (docs/vos-api.md#scte-logs)."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vos_exporter.vos.fields import Field, FieldTable, Unit, canonical
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.quantities import boolean, convert
from vos_exporter.vos.payloads.reported import Record

SCTE_LOGS = FieldTable(
    fields=(
        Field("time", ("time", "timestamp", "eventTime", "creationTime", "date"), Unit.MILLISECONDS),
        Field("service", ("serviceId", "serviceUuid", "service", "serviceName"), Unit.TEXT),
        Field("service", ("channelId", "channelName", "channel"), Unit.TEXT),
        Field("event_type", ("spliceType", "spliceCommandType", "spliceCommand"), Unit.TEXT),
        Field("event_type", ("eventType", "command", "type"), Unit.TEXT),
        Field("event_id", ("eventId", "spliceEventId"), Unit.TEXT),
        Field("cancelled", ("cancelled", "canceled", "cancel", "spliceEventCancelIndicator"), Unit.BOOLEAN),
        Field("level", ("level", "severity", "logLevel", "status"), Unit.TEXT),
        Field("message", ("message", "description", "text"), Unit.TEXT),
        Field("log_id", ("id", "logId", "uuid"), Unit.TEXT),
    ),
)

EVENT_CLASSES: tuple[str, ...] = ("splice_insert", "time_signal", "cancel", "error", "other")
"""The values of ``event_class``."""

EVENT_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("error", re.compile(r"error|fail|invalid|corrupt|malformed|crc")),
    ("cancel", re.compile(r"cancel")),
    ("splice_insert", re.compile(r"insert|\A(0x0*)?5\Z")),
    ("time_signal", re.compile(r"time.?signal|segmentation|\A(0x0*)?6\Z")),
)
"""Class and pattern, searched in the lower-cased event type; numbers are the commands of ANSI/SCTE 35."""

ERROR_LEVELS = frozenset({"error", "err", "critical", "fatal", "failed", "failure"})

_TEXT_LIMIT = 256


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log.

    Attributes:
        key: what tells it from others over scrapes: its id, else a hash of what it says.
        time: when it happened, in epoch seconds; ``None`` where the row does not say.
        service: the service as the row calls it, id or name; empty where it does not.
        event_class: one of :data:`EVENT_CLASSES`.
        event_type: the raw text of what happened.
        event_id: the id of the splice event; used again and again.
        level: how bad it is, raw.
        message: what the row says beside all that.
    """

    key: int
    time: float | None
    service: str
    event_class: str
    event_type: str
    event_id: str
    level: str
    message: str

    @property
    def names_an_id(self) -> bool:
        """Whether the service is called by what looks like an id of VOS (docs/vos-api.md#identifiers)."""
        return is_uuid(self.service)


def read_log(rows: Iterable[Record], table: FieldTable) -> Iterator[LogRow]:
    """The rows of the log; ``table`` with the operator's overrides already in it."""
    plans: dict[tuple[str, ...], _Plan] = {}
    for row in rows:
        keys = tuple(row.values)
        plan = plans.get(keys)
        if plan is None:
            plan = plans[keys] = _plan(keys, table)
        yield _log_row(row.values, plan)


def class_of(event_type: str, level: str = "", cancelled: bool = False) -> str:
    """One of :data:`EVENT_CLASSES` for what a row says."""
    if level.strip().lower() in ERROR_LEVELS:
        return "error"
    if cancelled:
        return "cancel"
    shown = event_type[:_TEXT_LIMIT].strip().lower()
    return next((name for name, pattern in EVENT_PATTERNS if pattern.search(shown)), "other")


_Plan = Mapping[str, list[tuple[Field, str]]]
"""Concept to the fields and keys that rows of one kind have for it, in order."""


def _plan(keys: tuple[str, ...], table: FieldTable) -> _Plan:
    present = {canonical(key): key for key in reversed(keys)}
    plan: dict[str, list[tuple[Field, str]]] = {}
    for entry in table.fields:
        found = plan.setdefault(entry.concept, [])
        found += [(entry, present[name]) for name in map(canonical, entry.aliases) if name in present]
    return plan


def _log_row(values: Mapping[str, Any], plan: _Plan) -> LogRow:
    event_type, level = _text(values, plan, "event_type"), _text(values, plan, "level")
    service, event_id = _text(values, plan, "service"), _text(values, plan, "event_id")
    message, own = _text(values, plan, "message"), _text(values, plan, "log_id")
    cancelled = any(boolean(values[key]) for _, key in plan["cancelled"])
    time = _time(values, plan)
    return LogRow(
        key=hash(("id", own)) if own else hash((time, service, event_type, event_id, message)),
        time=time,
        service=service,
        event_class=class_of(event_type, level, cancelled),
        event_type=event_type,
        event_id=event_id,
        level=level,
        message=message,
    )


def _text(values: Mapping[str, Any], plan: _Plan, concept: str) -> str:
    for _, key in plan[concept]:
        value = values[key]
        if isinstance(value, str | int | float):
            return text(value).strip()
    return ""


def _time(values: Mapping[str, Any], plan: _Plan) -> float | None:
    """Numbers in the unit of their field; texts as ISO 8601, in UTC where they name no zone."""
    for entry, key in plan["time"]:
        measured = convert(values[key], entry.unit, entry.scale)
        seconds = measured[1] if measured else _iso(values[key])
        if seconds is not None and seconds > 0 and math.isfinite(seconds):
            return seconds
    return None


def _iso(value: object) -> float | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value[:_TEXT_LIMIT].strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
