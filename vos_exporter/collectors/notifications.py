"""The Notifications page: what is active now, what was ever observed, and the history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from math import inf
from operator import attrgetter

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.bounds import OTHER, STATE_LIMIT, Bounded
from vos_exporter.collectors.notification_events import Open, follow
from vos_exporter.collectors.observed import Observed, observe
from vos_exporter.families import Family, counter, gauge
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES, SEVERITY_FIELD, Reader
from vos_exporter.vos.payloads.base import text, texts
from vos_exporter.vos.payloads.notifications import Notification, are_active, keys, moments, no_times
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
        looks = Looks.at(payload, read)
        memory = remember(payload, looks, ctx, findings, read)
        findings.kept = memory
        return (
            *active(looks),
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
    unmapped = read.unmapped(map(attrgetter("severity"), payload))
    findings.note_unmapped(SEVERITY_FIELD, sorted(unmapped), "severity")
    for key, name in (("creationTime", "creation_time"), ("resolvedTime", "resolved_time")):
        for told in no_times(list(map(attrgetter(name), payload))):
            findings.hints.note(Kind.UNREADABLE, findings.told(key), told)


@dataclass(frozen=True, slots=True)
class Looks:
    """What the rows of one payload are, a column each; every row was looked at once.

    Attributes:
        keys: what tells rows apart over scrapes.
        created: when each was raised, in epoch milliseconds.
        severities: of each.
        kinds: class and severity of each.
        active: whether each is.
    """

    keys: Sequence[int]
    created: Sequence[float | None]
    severities: Sequence[str]
    kinds: Sequence[tuple[str, str]]
    active: Sequence[bool]

    @classmethod
    def at(cls, payload: Sequence[Notification], read: Reader) -> "Looks":
        """Those of ``payload``."""
        severities = read.all_severities(payload)
        return cls(
            keys(payload),
            moments(list(map(attrgetter("creation_time"), payload))),
            severities,
            list(zip(read.all_classes(payload), severities, strict=True)),
            are_active(payload),
        )


def active(looks: Looks) -> Iterable[Family]:
    """Counts of the active rows, and the oldest per severity."""
    kinds = dict.fromkeys(((name, severity) for name in CLASSES for severity in SEVERITIES), 0)
    kinds.update(Counter(compress(looks.kinds, looks.active)))
    severities = dict.fromkeys(SEVERITIES, 0)
    for (_, severity), count in kinds.items():
        severities[severity] += count
    yield ACTIVE.family(((severity,), count) for severity, count in severities.items())
    yield ACTIVE_BY_CLASS.family(kinds.items())
    yield oldest(looks)


def oldest(looks: Looks) -> Family:
    """When the oldest active row was raised, per severity, in epoch seconds."""
    first: dict[str, float] = {}
    for severity, created in compress(zip(looks.severities, looks.created, strict=True), looks.active):
        if created is not None and created < first.get(severity, inf):
            first[severity] = created
    return OLDEST.family(((severity,), created / 1000) for severity, created in first.items())


def remember(
    payload: Sequence[Notification], looks: Looks, ctx: Context, findings: Findings, read: Reader
) -> Memory:
    """Count the notifications that are new in ``payload``, and write what the log stream wants to know."""
    before: Memory | None = ctx.memory
    # Of one key the first row counts: dictionaries keep the last, so they are made backwards.
    places = dict(zip(reversed(looks.keys), range(len(payload) - 1, -1, -1), strict=True))
    by_key = {key: payload[places[key]] for key in dict.fromkeys(looks.keys)}
    times = ((key, looks.created[places[key]]) for key in by_key)
    seen = observe(before.observed if before else None, times, ctx.truncated, ctx.now)
    fresh = [places[key] for key in seen.fresh]
    severities = Counter(before.severities if before else dict.fromkeys(SEVERITIES, 0))
    severities.update(looks.severities[place] for place in fresh)
    return Memory(
        seen.after,
        severities,
        count_types(
            before.types if before else {}, by_key.values(), [payload[place] for place in fresh], findings
        ),
        follow(by_key, seen.fresh, before, ctx, findings, read),
        max(ctx.now, before.at if before else ctx.now),
    )


def count_types(
    before: Mapping[str, int], rows: Iterable[Notification], fresh: Iterable[Notification], findings: Findings
) -> Mapping[str, int]:
    """Observed so far by type; the first :data:`TYPE_LIMIT` types keep their name: no counter falls."""
    found = sorted(set(texts(map(attrgetter("type"), rows))) - {""})
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
