"""The Notification Types subpage: everything that can be raised."""

from collections import Counter
from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.notification_classes import SEVERITIES, SEVERITY_FIELD, Reader
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.routes import BY_KEY

INFO = info(
    "vos_notification_type_info",
    "A notification that can be raised; its class is read from the title, else from the type.",
    "notification_type", "title", "default_severity", "notification_class",
)  # fmt: skip
TYPES = gauge(
    "vos_notification_types",
    "Notification types by default severity; all severities are always present.",
    "default_severity",
)


class NotificationTypesCollector(Collector[Record]):
    """What VOS can notify of, with the severity it has by default."""

    route = BY_KEY["notification_types"]
    families = (INFO, TYPES)
    state_fields = (SEVERITY_FIELD,)

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """The table of types, and how many there are per severity."""
        read = Reader(ctx.options.notifications)
        infos = INFO.family()
        counts = Counter(dict.fromkeys(SEVERITIES, 0))
        raws = [row.text("severity") for row in rows]
        for row, raw in zip(rows, raws, strict=True):
            title = row.text("title")
            severity = read.severity(raw)
            infos.add(1, row.id, title, severity, read.classify(title or row.id))
            counts[severity] += 1
        findings.note_unmapped(SEVERITY_FIELD, sorted(read.unmapped(raws)), "severity")
        return infos, TYPES.family(((severity,), count) for severity, count in counts.items())
