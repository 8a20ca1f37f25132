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
