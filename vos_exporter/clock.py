"""What time it is, so that tests need not wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks, injected wherever time matters.

    Attributes:
        monotonic: seconds that never go back, for lengths of time.
        wall: seconds since the epoch, for what is shown.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


SYSTEM_CLOCK = Clock()
"""What a process runs by."""


class Stopwatch:
    """Runs while something is under way: ``with stopwatch: ...``; also when that fails or is cancelled.

    Attributes:
        seconds: how long it was under way the last time; ``None`` if it never was.
    """

    __slots__ = ("_began", "_clock", "seconds")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = 0.0
        self.seconds: float | None = None

    def __enter__(self) -> None:
        self._began = self._clock.monotonic()

    def __exit__(self, *_: object) -> None:
        self.seconds = self._clock.monotonic() - self._began
