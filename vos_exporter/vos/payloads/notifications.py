"""The Notifications page: ``/vos-api/notification/v1/notifications`` (docs/vos-api.md#notifications)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit
from vos_exporter.vos.payloads.base import Payload, Text, text
from vos_exporter.vos.payloads.quantities import amount


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

    def active(self) -> bool:
        """Whether it is open; also where its state is missing, because we asked for active ones."""
        return self.state == "ACTIVE" or text(self.state).strip().lower() in ("", "active")

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
    milliseconds = amount(value)
    return milliseconds if milliseconds is not None and milliseconds > 0 else None


NOTIFICATION_TYPES = FieldTable(
    identity=(("type", "id", "typeId", "code", "name"),),
    fields=(
        Field("title", ("title", "description", "displayName", "text"), Unit.TEXT),
        Field("severity", ("severity", "defaultSeverity", "level"), Unit.TEXT),
    ),
)
