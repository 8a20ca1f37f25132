"""The SCTE Logs page: nothing about this body is published (docs/vos-api.md)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vos_exporter.vos.fields import Field, FieldTable, Kind, canonical, flag
from vos_exporter.vos.fields import text as text_field
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.numbers import boolean
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.states import SWITCH, is_nothing
from vos_exporter.vos.times import epoch_seconds

_COMMAND = re.compile(r"splice(insert|null|schedule)|timesignal|bandwidthreservation|privatecommand")

SCTE_LOGS = FieldTable(
    fields=(
        Field(
            "time",
            (
                "time",
                "timestamp",
                "eventTime",
                "creationTime",
                "createdAt",
                "logTime",
                "date",
                "dateTime",
                "datetime",
            ),
            Kind.TIME,
            watched=True,
        ),
        text_field(
            "service",
            "serviceId",
            "serviceUuid",
            "service",
            "serviceName",
            "channelId",
            "channelName",
            "channel",
        ),
        text_field(
            "event_type",
            "spliceType",
            "spliceCommandType",
            "spliceCommand",
            "eventType",
            "command",
            "commandType",
            "type",
        ),
        text_field("event_id", "eventId", "spliceEventId"),
        flag(
            "cancelled",
            ("cancelled", "canceled", "cancel", "spliceEventCancelIndicator", "isCancelled"),
            SWITCH,
        ),
        text_field("level", "level", "severity", "logLevel", "status"),
        text_field("message", "message", "description", "text"),
        text_field("log_id", "id", "logId", "uuid"),
    ),
    known=(
        "preRoll",
        "preRollTime",
        "breakDuration",
        "duration",
        "outOfNetwork",
        "outOfNetworkIndicator",
        "autoReturn",
        "pid",
        "tier",
        "ptsTime",
        "pts",
        "spliceTime",
        "segmentationType",
        "segmentationTypeId",
        "upid",
    ),
    reports=False,
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


def read_log(rows: Iterable[Record]) -> Iterator[LogRow]:
    """The rows of the log."""
    return map(_log_row, rows)


def class_of(event_type: str, level: str = "", cancelled: bool = False) -> str:
    """One of :data:`EVENT_CLASSES` for what a row says."""
    if level.strip().lower() in ERROR_LEVELS:
        return "error"
    if cancelled:
        return "cancel"
    shown = event_type[:_TEXT_LIMIT].strip().lower()
    return next((name for name, pattern in EVENT_PATTERNS if pattern.search(shown)), "other")


def _log_row(row: Record) -> LogRow:
    event_type, level = _event_type(row), row.text("level")
    service, event_id = row.text("service"), row.text("event_id")
    message, own = row.text("message"), row.text("log_id")
    time = _time(row)
    return LogRow(
        key=hash(("id", own)) if own else hash((time, service, event_type, event_id, message)),
        time=time,
        service=service,
        event_class=class_of(event_type, level, _cancelled(row)),
        event_type=event_type,
        event_id=event_id,
        level=level,
        message=message,
    )


def _event_type(row: Record) -> str:
    """What happened; a command that is an object is called by the key it stands under."""
    said = row.text("event_type")
    if said:
        return said
    commands = (key for key in row.plan.unread if _COMMAND.search(canonical(key)))
    return next((part for key in commands for part in key.split(".") if _COMMAND.search(canonical(part))), "")


def _cancelled(row: Record) -> bool:
    claims = (claim for found in row.plan.numbers for claim in found)
    return any(boolean(row.values[claim.key], SWITCH) for claim in claims)


def _time(row: Record) -> float | None:
    """In epoch seconds, under the best key that tells a plausible one."""
    moments = (epoch_seconds(row.values[key]) for key in row.plan.keys.get("time", ()))
    return next((moment for moment in moments if moment is not None), None)


def untold_times(rows: Iterable[Record]) -> Iterator[tuple[str, Any]]:
    """The keys and values of rows that tell a time which is no plausible one."""
    for row in rows:
        key = row.key("time")
        if key and not is_nothing(row.values[key]) and _time(row) is None:
            yield key, row.values[key]
