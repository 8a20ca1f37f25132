"""A line per change of outcome, and a reminder now and then."""

from dataclasses import dataclass

import pytest

from vos_exporter.clock import Clock
from vos_exporter.logs import Notice, Reminder


@dataclass
class Moved:
    """Seconds that a test moves."""

    now: float = 100.0

    @property
    def clock(self) -> Clock:
        """Clocks that stand still at :attr:`now`."""
        return Clock(lambda: self.now, lambda: self.now)


@pytest.fixture
def clock() -> Moved:
    """A clock that stands still."""
    return Moved()


@pytest.fixture
def reminder(clock: Moved) -> Reminder:
    """Reminds every minute."""
    return Reminder(60, clock=clock.clock)


def test_all_well_from_the_start_is_no_news(reminder: Reminder) -> None:
    assert [reminder.note("nodes", "ok") for _ in range(3)] == [None] * 3


def test_a_failure_is_told_once_and_its_end_too(reminder: Reminder, clock: Moved) -> None:
    assert reminder.note("nodes", "failed") == Notice("failed", None, changed=True, count=1, duration=0)
    clock.now += 15
    assert reminder.note("nodes", "failed") is None
    clock.now += 15
    assert reminder.note("nodes", "ok") == Notice("ok", "failed", changed=True, count=1, duration=30)


def test_a_failure_that_stays_is_recalled_with_a_count(reminder: Reminder, clock: Moved) -> None:
    told = []
    for _ in range(9):
        told.append(reminder.note("nodes", "failed"))
        clock.now += 15
    counts = [notice.count for notice in told if notice is not None]
    assert counts == [1, 4, 4]
    assert told[8] == Notice("failed", "failed", changed=False, count=4, duration=120)


def test_each_key_has_its_own_course(reminder: Reminder) -> None:
    assert reminder.note("nodes", "failed") is not None
    assert reminder.note("pods", "failed") is not None
    assert reminder.note("nodes", "failed") is None
