"""The Origin Engine page, known part: docs/vos-api.md#origin-tasks and docs/vos-api.md#ingest-points."""

from collections.abc import Iterator

from msgspec import UNSET, field

from vos_exporter.vos.identifiers import first_uuid
from vos_exporter.vos.payloads.base import Payload, Rows, Text, distinct, rows, text


class OriginTask(Payload, frozen=True, gc=False):
    """One live-ingest origin task; storage is in MB, decimal or binary not stated. Numbers may be text."""

    origin_task_id: Text = None
    origin_task_name: Text = None
    group_id: Text = None
    group_member_index: Text = None
    state: Text = None
    num_associated_ingest_points: Text = None
    used_storage_in_mb: Text = field(default=None, name="usedStorageInMB")

    def role(self) -> str:
        """``primary`` or ``backup``; empty where VOS gives no index."""
        index = text(self.group_member_index)
        if not index:
            return ""
        return "primary" if index == "0" else "backup"


class EndPoint(Payload, frozen=True, gc=False):
    """One member of an ingest point: an origin host and its state."""

    host_uuid: Text = None
    state: Text = None


class IngestPoint(Payload, frozen=True, gc=False):
    """One ingest point; service id and package sit in the free text of ``description``."""

    id: Text = None
    description: Text = None
    tag: Text = None
    state: Text = None
    end_points: Rows[EndPoint | None] = UNSET

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
