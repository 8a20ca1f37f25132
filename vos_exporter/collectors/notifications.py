"""The Notifications page: what is active now, what was ever observed, and the history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.bounds import OTHER, STATE_LIMIT, Bounded
from vos_exporter.collectors.notification_events import Open, follow
from vos_exporter.collectors.observed import Observed, observe
from vos_exporter.families import Family, counter, gauge
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES, SEVERITY_FIELD, Reader
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.notifications import Notification, is_no_time
from vos_exporter.vos.routes import BY_KEY

ACTIVE = gauge(
    "vos_notifications_active",
    "Active notifications by severity; all severities are always present.",
    "notification_severity",
)
ACTIVE_BY_CLASS = gauge(
    "vos_notifications_active_by_class",
    "Active notifications by class (read from the title) and severity; all pairs are always present.",
    "notification_class", "notification_severity",
)  # fmt: skip
OLDEST = gauge(
    "vos_notification_oldest_active_timestamp_seconds",
    "When the oldest active notification was raised (creationTime); only severities that have one.",
    "notification_severity",
)
OBSERVED = counter(
    "vos_notifications_observed_total",
    "Notifications first seen since the exporter started, once each; its first read counts none.",
    "notification_severity",
)
TYPE_OBSERVED = counter(
    "vos_notification_type_observed_total",
    "Notifications first seen since the exporter started, by type (type); absent where VOS tells no type.",
    "notification_type",
)
HISTORY = gauge(
    "vos_notifications",
    "Notifications of any state VOS still lists; without a state they are under other.",
    "notification_state", "notification_severity",
)  # fmt: skip

KNOWN_STATES = ("active",)
"""States, lower-cased, that are always present; no other literal value is public."""

TYPE_LIMIT = 200
"""Types that are counted apart; the later ones are ``other``."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept from one scrape to the next; never changed in place.

    Attributes:
        observed: the notifications seen so far.
        severities: observed so far, by severity.
        types: observed so far, by type; its keys are the types that are counted apart.
        open: the notifications not over yet, where the log stream is on.
        at: when the scrape of the latest answer began, in epoch seconds.
    """

    observed: Observed
    severities: Mapping[str, int]
    types: Mapping[str, int]
    open: Open | None
    at: float


class NotificationsCollector(Collector[Notification]):
    """Active notifications."""

    route = BY_KEY["notifications"]
    families = (ACTIVE, ACTIVE_BY_CLASS, OLDEST, OBSERVED, TYPE_OBSERVED)
    state_fields = (SEVERITY_FIELD,)

    def collect(self, payload: Sequence[Notification], ctx: Context, findings: Findings) -> Iterable[Family]:
        """What is active now, and what was observed since the first scrape."""
        read = Reader(ctx.options.notifications)
        note_severities(payload, findings, read)
        memory = remember(payload, ctx, findings, read)
        findings.kept = memory
        return (
            *active(payload, read),
            OBSERVED.family(((severity,), count) for severity, count in memory.severities.items()),
            TYPE_OBSERVED.family(((name,), count) for name, count in memory.types.items()),
        )


class NotificationHistoryCollector(Collector[Notification]):
    """Notifications of any state."""

    route = BY_KEY["notification_history"]
    families = (HISTORY,)
    state_fields = (SEVERITY_FIELD,)

    def collect(self, payload: Sequence[Notification], ctx: Context, findings: Findings) -> Iterable[Family]:
        """The page's summary: how many notifications per state and severity."""
        read = Reader(ctx.options.notifications)
        note_severities(payload, findings, read)
        found = Counter(
            (text(row.state).strip().lower() or OTHER, read.severity(row.severity)) for row in payload
        )
        named = {state for state, _ in found}.difference(KNOWN_STATES, (OTHER,))
        shown = Bounded(findings.bounded(named, STATE_LIMIT - len(KNOWN_STATES)).kept.union(KNOWN_STATES))
        states = sorted({*KNOWN_STATES, *(shown(state) for state, _ in found)})
        counts = Counter(dict.fromkeys(((state, severity) for state in states for severity in SEVERITIES), 0))
        for (state, severity), count in found.items():
            counts[shown(state), severity] += count
        return (HISTORY.family(counts.items()),)


def note_severities(payload: Sequence[Notification], findings: Findings, read: Reader) -> None:
    """Say which raw severities no map knows, and which times are none."""
    findings.note_unmapped(SEVERITY_FIELD, sorted(read.unmapped(row.severity for row in payload)), "severity")
    for row in payload:
        for key, told in (("creationTime", row.creation_time), ("resolvedTime", row.resolved_time)):
            if is_no_time(told):
                findings.hints.note(Kind.UNREADABLE, findings.told(key), told)


def active(payload: Sequence[Notification], read: Reader) -> Iterable[Family]:
    """Counts of the active rows, and the oldest per severity."""
    rows = [row for row in payload if row.active()]
    kinds = dict.fromkeys(((name, severity) for name in CLASSES for severity in SEVERITIES), 0)
    kinds.update(Counter(map(read.kind, rows)))
    severities = dict.fromkeys(SEVERITIES, 0)
    for (_, severity), count in kinds.items():
        severities[severity] += count
    yield ACTIVE.family(((severity,), count) for severity, count in severities.items())
    yield ACTIVE_BY_CLASS.family(kinds.items())
    yield oldest(rows, read)


def oldest(rows: Iterable[Notification], read: Reader) -> Family:
    """When the oldest of ``rows`` was raised, per severity, in epoch seconds."""
    first: dict[str, float] = {}
    for row in rows:
        created = row.created()
        if created is not None:
            severity = read.severity(row.severity)
            if created < first.get(severity, float("inf")):
                first[severity] = created
    return OLDEST.family(((severity,), created / 1000) for severity, created in first.items())


def remember(payload: Sequence[Notification], ctx: Context, findings: Findings, read: Reader) -> Memory:
    """Count the notifications that are new in ``payload``, and write what the log stream wants to know."""
    before: Memory | None = ctx.memory
    by_key: dict[int, Notification] = {}
    for row in payload:
        by_key.setdefault(row.key(), row)
    times = ((key, row.created()) for key, row in by_key.items())
    seen = observe(before.observed if before else None, times, ctx.truncated, ctx.now)
    fresh = [by_key[key] for key in seen.fresh]
    severities = Counter(before.severities if before else dict.fromkeys(SEVERITIES, 0))
    severities.update(read.severity(row.severity) for row in fresh)
    return Memory(
        seen.after,
        severities,
        count_types(before.types if before else {}, by_key.values(), fresh, findings),
        follow(by_key, seen.fresh, before, ctx, findings, read),
        max(ctx.now, before.at if before else ctx.now),
    )


def count_types(
    before: Mapping[str, int], rows: Iterable[Notification], fresh: Iterable[Notification], findings: Findings
) -> Mapping[str, int]:
    """Observed so far by type; the first :data:`TYPE_LIMIT` types keep their name: no counter falls."""
    found = sorted({text(raw) for raw in {row.type for row in rows}} - {""})
    new = [name for name in found if name not in before]
    counts = Counter(before)
    room = max(0, TYPE_LIMIT - len(counts.keys() - {OTHER}))
    counts.update(dict.fromkeys(new[:room], 0))
    folded = new[room:]
    findings.folded += len(folded)
    if folded:
        counts.update({OTHER: 0})
    for row in fresh:
        name = text(row.type)
        if name:
            counts[name if name in counts else OTHER] += 1
    return counts
