"""The Origin Engine page, known part: ``/vos-api/live-ingest-origin/v1/...`` (docs/vos-api.md)."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import UNSET, field

from vos_exporter.vos.fields import numeric, spellings
from vos_exporter.vos.identifiers import first_uuid
from vos_exporter.vos.numbers import Measure, Measured, Nothing, Unitless, measure
from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text
from vos_exporter.vos.units import BaseUnit, Unit

_STORAGE = Measure((BaseUnit.BYTES,))
_INGEST_POINTS = Measure((BaseUnit.COUNT,), unit=Unit.COUNT)


class OriginTask(Payload, frozen=True, gc=False):
    """One live-ingest origin task; storage is in MB, decimal or binary not stated. Numbers may be text."""

    origin_task_id: Text = None
    origin_task_name: Text = None
    group_id: Text = None
    group_member_index: Text = None
    state: Text = None
    num_associated_ingest_points: Text = None
    used_storage_in_mb: Text = field(default=None, name="usedStorageInMB")

    spelled: ClassVar = {
        "origin_task_id": ("taskId", "id", "uuid"),
        "origin_task_name": ("taskName", "name"),
        "group_id": ("redundancyGroupId", "originTaskGroupId"),
        "group_member_index": ("memberIndex", "groupIndex"),
        "state": ("originTaskState", "taskState", "status"),
        "num_associated_ingest_points": (
            "associatedIngestPoints",
            "numIngestPoints",
            "ingestPointCount",
            "ingestPoints",
        ),
    }
    known: ClassVar = ("description", "labels")
    measured: ClassVar = {
        "used_storage_in_mb": numeric(
            "used_storage", spellings(("storage",), ("Used", "Usage"), ("used",)), _STORAGE
        )
    }
    watched: ClassVar = ("state",)

    def role(self) -> str:
        """``primary`` or ``backup``; empty where VOS gives no index."""
        index = text(self.group_member_index)
        if not index:
            return ""
        return "primary" if index == "0" else "backup"

    def storage(self) -> Measured | Unitless | Nothing:
        """The storage it uses, in bytes: by the unit of the known key, or by what says that of another."""
        value: object = self.used_storage_in_mb
        if isinstance(value, Measured | Unitless):
            return value
        return measure(value, _STORAGE, Unit.MEGABYTES)

    def ingest_points(self) -> Measured | Unitless | Nothing:
        """How many ingest points it holds."""
        return measure(self.num_associated_ingest_points, _INGEST_POINTS)


class EndPoint(Payload, frozen=True, gc=False):
    """One member of an ingest point: an origin host and its state."""

    host_uuid: Text = None
    state: Text = None

    spelled: ClassVar = {
        "host_uuid": ("hostId", "originTaskId", "host"),
        "state": ("endPointState", "status"),
    }
    known: ClassVar = ("id", "name")


class IngestPoint(Payload, frozen=True, gc=False):
    """One ingest point; service id and package sit in the free text of ``description``."""

    id: Text = None
    description: Text = None
    tag: Text = None
    state: Text = None
    end_points: Rows[EndPoint | None] = UNSET

    spelled: ClassVar = {
        "id": ("ingestPointId", "uuid"),
        "description": ("desc",),
        "tag": ("label", "name"),
        "state": ("ingestPointState", "status"),
        "end_points": ("members", "ingestEndPoints"),
    }
    known: ClassVar = ("labels",)
    watched: ClassVar = ("state", "end_points")

    def service_id(self) -> str:
        """The first UUID of the description; the service may be gone."""
        return first_uuid(text(self.description))

    def package(self) -> str:
        """What follows the second colon of the description."""
        parts = text(self.description).split(":", 2)
        return parts[2].strip() if len(parts) > 2 else ""

    def members(self) -> Iterator[EndPoint]:
        """Its end points that say which host they are on, each host once."""
        return (
            point
            for point in distinct(rows(self.end_points), lambda point: point.host_uuid)
            if text(point.host_uuid)
        )
