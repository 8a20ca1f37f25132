"""What the SCTE log's collector and its relation share: both can name the service of an event."""

from collections.abc import Iterable

from vos_exporter.families import Family, gauge

LAST_EVENT = gauge(
    "vos_scte35_last_event_timestamp_seconds",
    "When the newest SCTE-35 event of the service happened; only services in the log rows VOS answered.",
    "service_id",
)


def last_events(events: Iterable[tuple[str, float | None]]) -> Family:
    """The newest of ``events``, each the id of a service and epoch seconds, per service."""
    newest: dict[str, float] = {}
    for service_id, time in events:
        if time is not None:
            newest[service_id] = max(time, newest.get(service_id, 0.0))
    return LAST_EVENT.family(((service_id,), time) for service_id, time in newest.items())
