"""Keeps us from being locked out: a refused login is not tried again at once."""

from collections.abc import Callable

FIRST_PAUSE = 30.0
LONGEST_PAUSE = 900.0


class Breaker:
    """Open for 30 s after a refused login, twice as long after each further one, 15 min at most."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until = 0.0
        self._pause = 0.0
        self._allowed = False

    @property
    def pause(self) -> float:
        """Seconds the last refusal opened it for; 0 when the last login was not refused."""
        return self._pause

    @property
    def blocked(self) -> bool:
        """Whether no login may be tried now."""
        return not self._allowed and self._monotonic() < self._until

    def attempt(self) -> None:
        """A login is about to be tried; uses up what :meth:`allow_once` gave."""
        self._allowed = False

    def refused(self) -> None:
        """VOS refused a login."""
        self._pause = min(max(2 * self._pause, FIRST_PAUSE), LONGEST_PAUSE)
        self._until = self._monotonic() + self._pause

    def close(self) -> None:
        """A login succeeded, or would be made with other credentials."""
        self._until = self._pause = 0.0
        self._allowed = False

    def allow_once(self) -> None:
        """Let one login through; what it brings decides how it goes on."""
        self._allowed = True
