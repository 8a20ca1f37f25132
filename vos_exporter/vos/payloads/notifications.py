"""The Notifications page: ``/vos-api/notification/v1/notifications`` (dossier, section 8.2)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit
from vos_exporter.vos.payloads.base import Number, Payload, Text


class Notification(Payload, frozen=True, gc=False):
    """One notification; times are epoch milliseconds. ``id``, ``type`` and ``service_id`` are assumed."""

    id: Text = None
    type: Text = None
    severity: Text = None
    state: Text = None
    title: Text = None
    creation_time: Number = None
    resolved_time: Number = None
    channel_name: Text = None
    object_name: Text = None
    service_id: Text = None


NOTIFICATION_TYPES = FieldTable(
    identity=(("type", "id", "name"),),
    fields=(
        Field("title", ("title", "description"), Unit.TEXT),
        Field("severity", ("severity", "defaultSeverity"), Unit.TEXT),
    ),
)
