"""Says when an outcome is worth a log line: when it changed, and now and then while it stays bad."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from vos_exporter.clock import SYSTEM_CLOCK, Clock

HOUR = 3_600.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a log line should say.

    Attributes:
        outcome: the outcome now.
        previous: the outcome before; ``None`` the first time.
        changed: whether it is another one than before.
        count: how often it was noted since the last line, this time included.
        duration: seconds since the outcome became what it is; for a change, how long the previous one held.
    """

    outcome: str
    previous: str | None
    changed: bool
    count: int
    duration: float


@dataclass(slots=True)
class _Course:
    """An outcome that lasts: since when, when it was said last (both monotonic seconds), how often since."""

    outcome: str
    since: float
    said: float
    count: int = 0


class Reminder:
    """Remembers the outcome of each key; whoever asks keeps their number bounded.

    Args:
        interval: seconds between two reminders of the same outcome.
        quiet: outcomes that need no line at first and no reminders.
        clock: the clocks.
    """

    def __init__(
        self,
        interval: float = HOUR,
        *,
        quiet: Collection[str] = ("ok",),
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._interval = interval
        self._quiet = quiet
        self._clock = clock
        self._courses: dict[Hashable, _Course] = {}

    def note(self, key: Hashable, outcome: str) -> Notice | None:
        """Record ``outcome`` of ``key``; what a log line should say about it, if there should be one."""
        now = self._clock.monotonic()
        course = self._courses.get(key)
        if course is None or course.outcome != outcome:
            self._courses[key] = _Course(outcome, since=now, said=now)
            return self._change(course, outcome, now)
        course.count += 1
        if outcome in self._quiet or now - course.said < self._interval:
            return None
        notice = Notice(outcome, outcome, changed=False, count=course.count, duration=now - course.since)
        course.said, course.count = now, 0
        return notice

    def _change(self, before: _Course | None, outcome: str, now: float) -> Notice | None:
        """What to say about ``outcome`` in place of ``before``; ``now`` in monotonic seconds."""
        if before is not None:
            return Notice(outcome, before.outcome, changed=True, count=1, duration=now - before.since)
        if outcome in self._quiet:
            return None
        return Notice(outcome, None, changed=True, count=1, duration=0.0)
