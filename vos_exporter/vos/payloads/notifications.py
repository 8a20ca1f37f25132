"""The Notifications page: ``/vos-api/notification/v1/notifications`` (docs/vos-api.md)."""

from collections.abc import Sequence
from operator import attrgetter
from typing import ClassVar, cast

from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.fields import text as text_field
from vos_exporter.vos.payloads.base import Payload, Text, text, texts
from vos_exporter.vos.states import NOTIFICATION_STATE, is_nothing
from vos_exporter.vos.times import epoch_seconds

_USUAL = range(946_684_800_000, 4_102_444_800_000)
"""Milliseconds of plausible dates: what VOS is known to say, read without a closer look."""


class Notification(Payload, frozen=True, gc=False):
    """One notification; times are epoch milliseconds. ``id``, ``type`` and ``service_id`` are assumed."""

    id: Text = None
    type: Text = None
    severity: Text = None
    state: Text = None
    title: Text = None
    creation_time: Text = None
    resolved_time: Text = None
    channel_name: Text = None
    object_name: Text = None
    service_id: Text = None

    spelled: ClassVar = {
        "id": ("notificationId", "alarmId", "uuid"),
        "type": ("notificationType", "alarmType", "typeId", "code"),
        "severity": ("severityLevel", "alarmSeverity", "perceivedSeverity", "notificationSeverity", "level"),
        "state": ("alarmState", "notificationState", "status", "alarmStatus"),
        "title": ("summary", "alarmTitle", "text", "message", "alarmText", "description"),
        "creation_time": (
            "createdAt",
            "created",
            "creationDate",
            "createTime",
            "createdTime",
            "raisedAt",
            "raiseTime",
            "raisedTime",
            "raised",
            "startTime",
            "activeTime",
            "eventTime",
            "timestamp",
            "time",
        ),
        "resolved_time": (
            "resolvedAt",
            "resolved",
            "resolveTime",
            "resolutionTime",
            "clearedAt",
            "clearTime",
            "clearedTime",
            "cleared",
            "endTime",
            "closedAt",
        ),
        "channel_name": ("serviceName", "channel", "service"),
        "object_name": ("object", "sourceName", "objectLabel"),
        "service_id": ("serviceUuid", "channelId"),
    }
    known: ClassVar = (
        "description",
        "objectId",
        "objectType",
        "category",
        "node",
        "host",
        "acknowledged",
        "updateTime",
        "labels",
        "details",
        "count",
    )
    watched: ClassVar = ("severity",)

    def active(self) -> bool:
        """Whether it is open: VOS was asked for active ones, so it is, unless it says that it is over."""
        if self.state == "ACTIVE":
            return True
        told = NOTIFICATION_STATE.verdict(text(self.state))
        return self.resolved() is None if told is None else told

    def over(self) -> bool:
        """Whether it says itself that it is over."""
        told = NOTIFICATION_STATE.verdict(text(self.state))
        return self.resolved() is not None if told is None else not told

    def created(self) -> float | None:
        """When it was raised, in epoch milliseconds; ``None`` where VOS does not say."""
        return moment(self.creation_time)

    def resolved(self) -> float | None:
        """When it was resolved, in epoch milliseconds; ``None`` while it is not."""
        return moment(self.resolved_time)

    def key(self) -> int:
        """What tells it from others over scrapes: its id, else a hash of the fields that never change."""
        if self.id is not None and self.id != "":
            return hash(("id", text(self.id)))
        return hash((self.created() or self.creation_time, self.title, self.channel_name, self.object_name))


def moment(value: Text) -> float | None:
    """``value`` as epoch milliseconds if it can be a time; 0 is how some versions say "never"."""
    if type(value) is int and value in _USUAL:
        return float(value)
    seconds = None if value is None else epoch_seconds(value)
    return None if seconds is None else seconds * 1000


def moments(values: Sequence[Text]) -> list[float | None]:
    """The :func:`moment` of each of ``values``; where all are as usual, nobody looks at each of them."""
    if set(map(type, values)) == {int} and _all_usual(cast("Sequence[int]", values)):
        return list(map(float, cast("Sequence[int]", values)))
    return list(map(moment, values))


def no_times(values: Sequence[Text]) -> list[Text]:
    """Those of ``values`` that say something, and no plausible time."""
    kinds = set(map(type, values))
    if kinds <= {type(None)} or (kinds == {int} and _all_usual(cast("Sequence[int]", values))):
        return []
    return list(filter(is_no_time, values))


def _all_usual(values: Sequence[int]) -> bool:
    return min(values) in _USUAL and max(values) in _USUAL


def keys(rows: Sequence[Notification]) -> list[int]:
    """The :meth:`Notification.key` of each of ``rows``."""
    ids = texts(map(_ID, rows))
    return [hash(("id", said)) for said in ids] if all(ids) else [row.key() for row in rows]


def are_active(rows: Sequence[Notification]) -> list[bool]:
    """Whether each of ``rows`` is :meth:`Notification.active`."""
    states = list(map(_STATE, rows))
    if states.count("ACTIVE") == len(states):
        return [True] * len(states)
    return [row.active() for row in rows]


def is_no_time(value: Text) -> bool:
    """Whether ``value`` says something, and no plausible time."""
    return not is_nothing(value) and value not in (0, "0") and moment(value) is None


_ID, _STATE = attrgetter("id"), attrgetter("state")

NOTIFICATION_TYPES = FieldTable(
    identity=(("type", "id", "typeId", "code", "name"),),
    fields=(
        text_field("title", "title", "description", "displayName", "text"),
        text_field("severity", "severity", "defaultSeverity", "level"),
    ),
    reports=False,
)
