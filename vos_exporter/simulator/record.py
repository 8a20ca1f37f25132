"""What the simulator was asked: exact counts that tests rely on."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

KEPT = 1_000
"""Requests that are remembered one by one."""

READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request; ``authorization`` is the scheme only."""

    route: str
    method: str
    path: str
    query: str
    authorization: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One write as it came in; ``at`` in seconds of the monotonic clock."""

    at: float
    method: str
    path: str
    body: bytes


class Requests:
    """Counts since start or :meth:`reset`; what goes to ``/admin`` is not counted.

    Attributes:
        connections: TLS connections accepted, those of ``/admin`` included until they are known as such.
        by_route: requests by route key, ``token``, ``authorize``, or ``other``.
        by_path: requests by path.
        statuses: answers by route and status; dropped connections have none.
        writes: requests below ``/vos-api`` that are no reads.
        in_flight: requests that are being answered, and ``peak_in_flight`` the most there were at once.
        recent: the newest requests, the oldest of them first.
        sent: the newest writes likewise, with what they held.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.in_flight = 0
        self.reset()

    def reset(self) -> None:
        """Count from zero; what is in flight stays so."""
        with self._changed:
            self.connections = 0
            self.by_route: Counter[str] = Counter()
            self.by_path: Counter[str] = Counter()
            self.statuses: Counter[tuple[str, int]] = Counter()
            self.writes = 0
            self.peak_in_flight = self.in_flight
            self.recent: deque[Seen] = deque(maxlen=KEPT)
            self.sent: deque[Sent] = deque(maxlen=KEPT)

    @property
    def token_requests(self) -> int:
        """Requests to the token endpoint."""
        return self.by_route["token"]

    @property
    def total(self) -> int:
        """Requests of all routes, logins too."""
        return self.by_route.total()

    def connected(self, change: int = 1) -> None:
        """A connection was accepted; ``-1`` takes one back that turned out to be an administrator's."""
        with self._changed:
            self.connections += change
            self._changed.notify_all()

    @contextmanager
    def serving(self, seen: Seen) -> Iterator[None]:
        """Count ``seen`` now, and as in flight until the block ends."""
        with self._changed:
            self.by_route[seen.route] += 1
            self.by_path[seen.path] += 1
            self.writes += seen.path.startswith("/vos-api") and seen.method not in READS
            self.recent.append(seen)
            self.in_flight += 1
            self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self.in_flight -= 1
                self._changed.notify_all()

    def wrote(self, method: str, path: str, body: bytes) -> None:
        """The whole of a write arrived."""
        with self._changed:
            self.sent.append(Sent(time.monotonic(), method, path, body))
            self._changed.notify_all()

    def answered(self, route: str, status: int) -> None:
        """An answer began."""
        with self._changed:
            self.statuses[route, status] += 1
            self._changed.notify_all()

    def wait_until(self, condition: Callable[["Requests"], bool], timeout: float = 10) -> None:
        """Wait, in another thread than the simulator's, until ``condition`` holds.

        Args:
            condition: looks at the counts; called whenever one of them changed.
            timeout: seconds, on the monotonic clock.

        Raises:
            TimeoutError: it did not hold in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout):
                raise TimeoutError(f"no such requests within {timeout} s")

    def as_json(self) -> dict[str, Any]:
        """All counts, for ``/admin/requests``."""
        with self._changed:
            return {
                "connections": self.connections,
                "total": self.total,
                "token_requests": self.token_requests,
                "writes": self.writes,
                "in_flight": self.in_flight,
                "peak_in_flight": self.peak_in_flight,
                "by_route": dict(self.by_route),
                "by_path": dict(self.by_path),
                "statuses": [
                    {"route": route, "status": status, "count": count}
                    for (route, status), count in self.statuses.items()
                ],
            }
