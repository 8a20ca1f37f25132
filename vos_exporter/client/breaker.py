"""Keeps us from locking an account: a refused credential is not tried again at once."""

import math
from collections.abc import Callable

FIRST_PAUSE = 30.0
"""Seconds after a first refusal, and the least between two refusals whatever happens in between."""

LONGEST_PAUSE = 900.0
"""Seconds after many."""


class Breaker:
    """Open for 30 s after a refusal, twice as long after each further one, 15 min at most.

    VOS may ask for a longer pause. Only a success, or another credential, closes it early.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until = 0.0
        self._pause = 0.0
        self._refused_at = -math.inf

    @property
    def pause(self) -> float:
        """Seconds the last refusal opened it for; 0 when the last attempt was not refused."""
        return self._pause

    @property
    def in_force(self) -> bool:
        """Whether the last attempt was refused, or another client's was a moment ago."""
        return self._pause > 0 or self.blocked

    @property
    def blocked(self) -> bool:
        """Whether nothing may be tried now."""
        return self._monotonic() < self._until

    def refused(self, retry_after: float = 0.0) -> None:
        """VOS refused a credential, and asks to be left alone for ``retry_after`` seconds."""
        self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
        self._refused_at = self._monotonic()
        self._until = self._refused_at + max(self._pause, retry_after)

    def close(self) -> None:
        """An attempt succeeded, or would be made with another credential."""
        self._until = self._pause = 0.0

    def inherit(self, predecessor: "Breaker") -> None:
        """Keep the distance to the last refusal of the same system under other settings."""
        self._refused_at = predecessor._refused_at
        self._until = max(self._until, self._refused_at + FIRST_PAUSE)
