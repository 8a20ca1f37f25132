"""The Origin Engine page, known part: ``/vos-api/live-ingest-origin/v1/...`` (dossier, section 4)."""

from msgspec import UNSET, UnsetType, field

from vos_exporter.vos.payloads.base import Number, Payload, Rows, Text


class OriginTask(Payload, frozen=True, gc=False):
    """One live-ingest origin task; storage is in MB, decimal or binary not stated."""

    origin_task_id: Text = None
    origin_task_name: Text = None
    group_id: Text = None
    group_member_index: Text = None
    state: Text = None
    num_associated_ingest_points: Number | UnsetType = UNSET
    used_storage_in_mb: Number | UnsetType = field(default=UNSET, name="usedStorageInMB")


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
