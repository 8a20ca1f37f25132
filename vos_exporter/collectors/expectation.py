"""Which rule of the operator is about a service, and whether that service is supposed to be on air now.

Rules are tried in order and the first match wins. A rule may ask for a label of one of the service's sources,
which the services route alone does not know: :func:`candidates` tells whether that matters.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from vos_exporter.collectors.options import Day, Expectation, ServiceRule, Window

_WEEK = tuple(Day)


def candidates(rules: Sequence[ServiceRule], name: str) -> list[ServiceRule]:
    """The rules that may decide about a service called ``name``, up to the first that needs no label."""
    found = []
    for rule in rules:
        if rule.match.name is not None and not fnmatchcase(name, rule.match.name):
            continue
        found.append(rule)
        if rule.match.label is None:
            break
    return found


def needs_labels(possible: Sequence[ServiceRule]) -> bool:
    """Whether only the labels of its sources can tell which of its ``possible`` rules decides."""
    return any(rule.match.label is not None for rule in possible)


def first_match(possible: Sequence[ServiceRule], labels: Collection[str]) -> ServiceRule | None:
    """The rule that decides about a service whose sources carry ``labels``."""
    for rule in possible:
        if rule.match.label is None or rule.match.label in labels:
            return rule
    return None


def expected_active(rule: ServiceRule, now: float) -> bool | None:
    """Whether a service of ``rule`` is supposed to be on air; ``None`` if the rule does not say.

    Args:
        rule: a checked rule; its times are ``HH:MM`` and its zone is an IANA name.
        now: seconds since the epoch.
    """
    if rule.expected is Expectation.WINDOW:
        return None if rule.window is None else in_window(rule.window, now)
    return None if rule.expected is None else rule.expected is Expectation.ACTIVE


def in_window(window: Window, now: float) -> bool:
    """Whether ``now`` (seconds since the epoch) is inside; the start belongs to the window, the end does not.

    A window past midnight belongs to the day it starts, and one that ends when it starts lasts a day.
    """
    zone = ZoneInfo(window.time_zone)
    today = datetime.fromtimestamp(now, zone).date()
    return any(_covers(window, day, zone, now) for day in (today, today - timedelta(days=1)))


def _covers(window: Window, day: date, zone: ZoneInfo, now: float) -> bool:
    """Whether the window that begins on ``day`` covers ``now``, in epoch seconds."""
    if _WEEK[day.weekday()] not in window.days:
        return False
    start, end = _clock(window.start), _clock(window.end)
    if end <= start:
        end += timedelta(days=1)
    return _instant(day, start, zone) <= now < _instant(day, end, zone)


def _clock(text: str) -> timedelta:
    """How long after midnight by the wall clock ``HH:MM`` is."""
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _instant(day: date, clock: timedelta, zone: ZoneInfo) -> float:
    """The epoch seconds at which the clocks of ``zone`` show ``clock`` on ``day``."""
    # Adding to an aware datetime moves the hands of the wall clock, whatever daylight saving does.
    return (datetime.combine(day, time(), zone) + clock).timestamp()
