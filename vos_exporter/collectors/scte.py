"""The SCTE Logs page; off by default, as in the connector."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.observed import Observed, observe
from vos_exporter.collectors.options import Event
from vos_exporter.families import Family, counter, gauge
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.payloads.scte import EVENT_CLASSES, LogRow, read_log, untold_times
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.times import stamp

EVENTS = counter(
    "vos_scte35_log_events_total",
    "SCTE-35 events first seen in the log since the exporter started, once each; its first read counts none.",
    "event_class",
)

LAST_EVENT = gauge(
    "vos_scte35_last_event_timestamp_seconds",
    "When the newest SCTE-35 event of the service happened; only services in the log rows VOS answered.",
    "service_id",
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept from one scrape to the next; never changed in place.

    Attributes:
        observed: the rows seen so far.
        classes: events observed so far, by class.
    """

    observed: Observed
    classes: Mapping[str, int]


class ScteLogsCollector(Collector[Record]):
    """Events of the SCTE log; a service the row only names is told by a relation."""

    route = BY_KEY["scte_logs"]
    families = (EVENTS, LAST_EVENT)

    def collect(self, payload: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Events observed since the first scrape, and the last one per service."""
        rows = list(read_log(payload))
        for key, value in untold_times(payload):
            findings.hints.note(Kind.UNREADABLE, key, value)
        memory = remember(rows, ctx, findings)
        findings.kept = memory
        return (
            EVENTS.family(((name,), count) for name, count in memory.classes.items()),
            last_events((row.service, row.time) for row in rows if row.names_an_id),
        )


def remember(rows: Sequence[LogRow], ctx: Context, findings: Findings) -> Memory:
    """Count the events that are new in ``rows``, and write them to the log stream where it is on."""
    before: Memory | None = ctx.memory
    by_key: dict[int, LogRow] = {}
    for row in rows:
        by_key.setdefault(row.key, row)
    times = ((key, None if row.time is None else row.time * 1000) for key, row in by_key.items())
    seen = observe(before.observed if before else None, times, ctx.truncated, ctx.now)
    fresh = [by_key[key] for key in seen.fresh]
    classes = Counter(before.classes if before else dict.fromkeys(EVENT_CLASSES, 0))
    classes.update(row.event_class for row in fresh)
    if ctx.options.scte_logs.log:
        findings.events.extend(event(row, ctx.now) for row in fresh)
    return Memory(seen.after, classes)


def event(row: LogRow, now: float) -> Event:
    """One line: a row of the log, and when we saw it (epoch seconds)."""
    return {
        "event": "new",
        "time": stamp(now * 1000),
        "class": row.event_class,
        "service": row.service,
        "service_id": row.service if row.names_an_id else "",
        "event_type": row.event_type,
        "event_id": row.event_id,
        "level": row.level,
        "message": row.message,
        "happened": None if row.time is None else stamp(row.time * 1000),
    }


def last_events(events: Iterable[tuple[str, float | None]]) -> Family:
    """The newest of ``events``, each the id of a service and epoch seconds, per service."""
    newest: dict[str, float] = {}
    for service_id, time in events:
        if time is not None:
            newest[service_id] = max(time, newest.get(service_id, 0.0))
    return LAST_EVENT.family(((service_id,), time) for service_id, time in newest.items())
