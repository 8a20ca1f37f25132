"""How many requests a target gets at the same time, and who waits for whom."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Slots:
    """So many requests at once; of those that wait, the ones that go first, each kind in order of arrival.

    Attributes:
        count: requests at the same time.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        # Below zero while more are held than there are by now.
        self._free = count
        self._first: deque[asyncio.Future[None]] = deque()
        self._later: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self, *, first: bool) -> AsyncIterator[None]:
        """Hold one of them.

        Args:
            first: go before all that wait without this.
        """
        await self._acquire(self._first if first else self._later)
        try:
            yield
        finally:
            self._release()

    def resize(self, count: int) -> None:
        """Let there be ``count`` from now on; who holds one keeps it."""
        self._free += count - self.count
        self.count = count
        while self._free > 0 and self._handed_over():
            self._free -= 1

    async def _acquire(self, line: "deque[asyncio.Future[None]]") -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # The slot was handed over in the very moment in which nobody wanted it any more.
                self._release()
            raise

    def _release(self) -> None:
        """Hand the slot over, so that nobody who comes now overtakes who waits; or give it up."""
        if self._free < 0 or not self._handed_over():
            self._free += 1

    def _handed_over(self) -> bool:
        """Whether a slot could be given to somebody who waits."""
        for line in (self._first, self._later):
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return True
        return False
