"""The SCTE Logs page: nothing about this body is published (dossier, section 9.4)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

SCTE_LOGS = FieldTable(
    fields=(
        Field("time", ("time", "timestamp"), Unit.MILLISECONDS),
        Field("service", ("serviceId", "service", "channelName"), Unit.TEXT),
        Field("event_type", ("spliceType", "eventType", "type"), Unit.TEXT),
        Field("event_id", ("eventId", "id"), Unit.TEXT),
    ),
)
