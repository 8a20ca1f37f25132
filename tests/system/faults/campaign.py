"""Every fault of the table side by side: begun, seen to arrive, ended, seen to resolve; then judged."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.system.faults.shortened import seconds
from tests.system.faults.stage import Plant, Stage
from tests.system.faults.table import Fault
from tests.system.faults.webhook import Alert, Notification

BASELINE = seconds("12m")
"""How long every plant is well first; the medians of the rules need it."""

LASTS = seconds("16m")
"""How long a fault lasts at least: long enough for every alert that must not fire to do so."""

HEALTHY_WITHIN = 120.0
"""Seconds after which the machine is too slow for this."""

ARRIVES_WITHIN = seconds("75m")
RESOLVES_WITHIN = seconds("30m")
SETTLED = 2 * seconds("2m")
"""Two group intervals: whatever Alertmanager still wants to say is said."""

RECEIVERS = {"critical": "noc-page", "warning": "noc-chat"}
HEARTBEAT = "VOSWatchdog"


@dataclass
class Course:
    """One fault over its life; times in seconds of the monotonic clock.

    Attributes:
        begun, ended: when the fault began and ended; 0 before.
        done: everything has resolved, or patience has ended.
    """

    fault: Fault
    plant: Plant
    begun: float = 0.0
    ended: float = 0.0
    done: bool = False

    def advance(self, now: float, told: "Told", firing: Counter[str]) -> None:
        """Begin or end the fault if it is time to; ``firing`` is what Prometheus says now."""
        if not self.begun:
            self.fault.trouble.begin(self.plant)
            self.begun = time.monotonic()
        elif not self.ended:
            arrived = told.firing() == self.fault.arrives and firing == Counter(self.fault.fires)
            if now >= self.begun + (LASTS if arrived else ARRIVES_WITHIN):
                self.fault.trouble.end(self.plant)
                self.ended = time.monotonic()
        else:
            resolved = not told.firing() and not firing
            self.done = now >= self.ended + (SETTLED if resolved else RESOLVES_WITHIN)


@dataclass
class Told:
    """What receivers were told about one instance, in order."""

    notifications: list[Notification] = field(default_factory=list)

    def histories(self) -> dict[tuple[str, str], list[tuple[float, Alert]]]:
        """Per receiver and alert, each change of what was said, and when."""
        found: dict[tuple[str, str], list[tuple[float, Alert]]] = {}
        for notification in self.notifications:
            for alert in notification.alerts:
                history = found.setdefault((notification.receiver, alert.fingerprint), [])
                if not history or history[-1][1] != alert:
                    history.append((notification.at, alert))
        return found

    def firing(self) -> Counter[str]:
        """How many of each alert are said to fire, to the NOC."""
        return Counter(
            history[-1][1].name
            for (receiver, _), history in self.histories().items()
            if receiver in RECEIVERS.values() and history[-1][1].firing
        )

    def repeated(self) -> Iterator[Notification]:
        """Notifications that say what the one before them said."""
        last: dict[tuple[str, str], tuple[Alert, ...]] = {}
        for each in self.notifications:
            said = tuple(sorted(each.alerts, key=lambda alert: alert.fingerprint))
            if last.get((each.receiver, each.group)) == said:
                yield each
            last[each.receiver, each.group] = said


@dataclass(frozen=True)
class Outcome:
    """What came of one fault.

    Attributes:
        fault: its row of the table.
        deviations: sentences; none if everything was as the table says.
        told_after, resolved_after: seconds until the first news of it, and of its end; ``None`` if none came.
    """

    fault: Fault
    deviations: tuple[str, ...]
    told_after: float | None
    resolved_after: float | None


def run(stage: Stage, faults: Iterable[Fault]) -> list[Outcome]:
    """Let every fault take its course."""
    await_health(stage, len(stage.plants))
    start = time.monotonic()
    courses = [Course(fault, stage.plants[fault.name]) for fault in faults]
    while not all(course.done for course in courses):
        time.sleep(0.5)
        now, told, firing = time.monotonic(), by_instance(stage), firing_by_instance(stage)
        for course in courses:
            name = course.fault.name
            # A certificate near its end is so from the beginning, and takes longest.
            if not course.done and (now >= start + BASELINE or course.fault.days < 365):
                course.advance(now, told.get(name, Told()), firing.get(name, Counter()))
    told = by_instance(stage)
    fired = firing_by_instance(stage, "max_over_time(%s[1h])")
    return [
        judged(course, told.get(course.fault.name, Told()), fired.get(course.fault.name, Counter()))
        for course in courses
    ]


def await_health(stage: Stage, targets: int) -> None:
    """Wait until every target is scraped and no route of it fails."""
    end = time.monotonic() + HEALTHY_WITHIN
    while True:
        up = stage.prometheus.query("vos_up == 1")
        failing = stage.prometheus.query("vos_api_route_success == 0")
        if len(up) == targets and not failing:
            return
        assert time.monotonic() < end, f"of {targets} targets {len(up)} are up; failing: {failing}"
        time.sleep(0.5)


def by_instance(stage: Stage) -> dict[str, Told]:
    """What was said so far, by the instance it was about."""
    found: dict[str, Told] = {}
    for notification in stage.webhook.notifications():
        for instance in {alert.instance for alert in notification.alerts}:
            found.setdefault(instance, Told()).notifications.append(notification)
    return found


def firing_by_instance(stage: Stage, form: str = "%s") -> dict[str, Counter[str]]:
    """Which alerts fire by Prometheus' word, how many of each per instance."""
    found: dict[str, Counter[str]] = {}
    for labels in stage.prometheus.query(form % 'ALERTS{alertstate="firing"}'):
        found.setdefault(labels.get("instance", ""), Counter())[labels["alertname"]] += 1
    return found


def judged(course: Course, told: Told, fired: Counter[str]) -> Outcome:
    """Compare what happened with the table."""
    fault, histories = course.fault, told.histories()
    deviations = []
    if fired != Counter(fault.fires):
        deviations.append(f"Prometheus fired {dict(fired)} instead of {fault.fires}")
    expected = Counter(fault.arrives)
    for receiver in {receiver for receiver, _ in histories} | set(_receivers(fault, histories)):
        arrived = Counter(history[0][1].name for (to, _), history in histories.items() if to == receiver)
        wanted = expected if receiver in _receivers(fault, histories) else Counter()
        if arrived != wanted:
            deviations.append(f"{receiver} was told of {dict(arrived)} instead of {dict(wanted)}")
    for (receiver, _), history in histories.items():
        deviations += (f"{receiver}: {sentence}" for sentence in _wrong(course, history))
    deviations += (f"{each.receiver} was told twice: {each}" for each in told.repeated())
    first = min((history[0][0] for history in histories.values()), default=None)
    last = max((history[-1][0] for history in histories.values()), default=None)
    return Outcome(
        fault,
        tuple(deviations),
        None if first is None else first - course.begun,
        None if last is None else last - course.ended,
    )


def _receivers(fault: Fault, histories: dict[tuple[str, str], list[tuple[float, Alert]]]) -> list[str]:
    """Who must hear of a fault: by its severity, and the owner if it has one."""
    if not fault.arrives:
        return []
    labels = [history[0][1].labels for history in histories.values()]
    chosen = {RECEIVERS[each["severity"]] for each in labels if each["severity"] in RECEIVERS}
    return [
        *(chosen or {"noc-page"}),
        *(["owner-team"] if any("owner_team" in each for each in labels) else []),
    ]


def _wrong(course: Course, history: list[tuple[float, Alert]]) -> Iterator[str]:
    """What is wrong with the history of one alert at one receiver."""
    first, said = history[0][1], [alert.firing for _, alert in history]
    if said != [True, False] or len({alert.started for _, alert in history}) != 1:
        yield f"{first.name} came as {said} instead of once and resolved"
    if history[0][0] < course.begun:
        yield f"{first.name} came before the fault began"
    if history[-1][0] < course.ended:
        yield f"{first.name} resolved before the fault ended"
    missing = {key: value for key, value in course.fault.about.items() if first.labels.get(key) != value}
    if missing:
        yield f"{first.name} says {first.labels} and not {missing}"
