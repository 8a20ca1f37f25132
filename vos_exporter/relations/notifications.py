"""Notifications of a service: the bridge from what VOS raises to the channel it is about."""

from collections import Counter
from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import Family, gauge
from vos_exporter.relations.base import Relation, RowsByRoute
from vos_exporter.relations.service_names import Services
from vos_exporter.vos.notification_classes import Reader
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.notifications import Notification

SERVICE_ACTIVE = gauge(
    "vos_service_notifications_active",
    "Active notifications of a service, by its id or else by an exact and unique name; only those there are.",
    "service_id", "notification_class", "notification_severity",
)  # fmt: skip


_UNSAID = (None, "")


def relate(rows: RowsByRoute, ctx: Context, findings: Findings) -> Iterable[Family]:
    """Count the active notifications per service; those of no service, or of several, belong to none."""
    notifications: Sequence[Notification] = rows["notifications"]
    naming = [
        row for row in notifications if row.service_id not in _UNSAID or row.channel_name not in _UNSAID
    ]
    services = Services(rows["services"] if naming else ())
    read = Reader(ctx.options.notifications)
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in naming:
        service_id = services.find(text(row.service_id), text(row.channel_name))
        if service_id and row.active():
            counts[service_id, *read.kind(row)] += 1
    return (SERVICE_ACTIVE.family(counts.items()),)


RELATIONS = (
    Relation(
        name="service_notifications",
        routes=frozenset({"services", "notifications"}),
        families=(SERVICE_ACTIVE,),
        relate=relate,
    ),
)
