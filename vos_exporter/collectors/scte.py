"""The SCTE Logs page; off by default, as in the seed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vos_exporter.collectors.base import Collector, Context
from vos_exporter.collectors.observed import Observed, observe
from vos_exporter.families import Family, counter
from vos_exporter.options import Event
from vos_exporter.scte35 import LAST_EVENT, last_events
from vos_exporter.vos.payloads.reported import Record
from vos_exporter.vos.payloads.scte import EVENT_CLASSES, SCTE_LOGS, LogRow, read_log
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.times import stamp

EVENTS = counter(
    "vos_scte35_log_events_total",
    "SCTE-35 events first seen in the log since the exporter started, once each; its first read counts none.",
    "event_class",
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

    def collect(self, payload: Sequence[Record], ctx: Context) -> Iterable[Family]:
        """Events observed since the first scrape, and the last one per service."""
        rows = list(read_log(payload, SCTE_LOGS.overridden(ctx.overrides)))
        memory = remember(rows, ctx)
        ctx.kept = memory
        return (
            EVENTS.family(((name,), count) for name, count in memory.classes.items()),
            last_events((row.service, row.time) for row in rows if row.names_an_id),
        )


def remember(rows: Sequence[LogRow], ctx: Context) -> Memory:
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
        ctx.events.extend(event(row, ctx.now) for row in fresh)
    return Memory(seen.after, classes)


def event(row: LogRow, now: float) -> Event:
    """One line: a row of the log, and when we saw it."""
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
