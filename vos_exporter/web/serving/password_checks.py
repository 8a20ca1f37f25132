"""Whose password is checked next: one at a time, each address and user in turn."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable

import bcrypt

LONGEST_QUEUE = 4
"""Different passwords of one address and user that may wait to be checked."""

QUEUES = 256
"""Addresses and users for whom a password may wait at the same time."""

BCRYPT_LIMIT = 72
"""Bytes of a password that bcrypt has always looked at."""

Queue = tuple[str, str]
"""An address, and the name of a user who exists; empty for one who does not."""


class Busy(Exception):
    """Too many passwords wait to be checked."""


class PasswordChecks:
    """Checks passwords in a thread, one at a time, since each takes a processor for a while.

    Who waits stands in a queue of its address and user, and the queues have their turns one after another:
    whoever guesses holds up his own queue, and everybody else by at most one check per guessing address.
    The same question asked again while it waits gets the same answer, so that hundreds of scrapes with one
    password after a start are one check.
    """

    def __init__(self) -> None:
        self._queues: OrderedDict[Queue, deque[tuple[bytes, Callable[[], bool]]]] = OrderedDict()
        self._answers: dict[bytes, asyncio.Future[bool]] = {}
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, queue: Queue, question: bytes, check: Callable[[], bool]) -> bool:
        """The result of ``check``, which the digest ``question`` stands for, when its turn has come.

        Raises:
            Busy: too many wait.
        """
        answer = self._answers.get(question)
        if answer is None:
            waiting = self._queues.get(queue, ())
            if len(waiting) >= LONGEST_QUEUE or (not waiting and len(self._queues) >= QUEUES):
                raise Busy
            self._queues.setdefault(queue, deque()).append((question, check))
            answer = self._answers[question] = asyncio.get_running_loop().create_future()
            if self._worker is None:
                self._worker = asyncio.create_task(self._work(), name="password checks")
        return await asyncio.shield(answer)

    async def _work(self) -> None:
        """Answer one of each queue in turn, until nobody waits."""
        try:
            while self._queues:
                queue, waiting = self._queues.popitem(last=False)
                question, check = waiting.popleft()
                if waiting:
                    self._queues[queue] = waiting
                result = await asyncio.to_thread(check)
                self._answers.pop(question).set_result(result)
        finally:
            self._worker = None


def matches(password: bytes, known: bytes, dearest: int) -> bool:
    """Whether ``password`` is the one of the hash ``known``; takes as long as a hash of cost ``dearest``.

    A cost is the binary logarithm of the work. What is missing to the dearest is the sum of all costs from
    its own up to it, so a check of each of them makes all users take the same time.
    """
    shortened = password[:BCRYPT_LIMIT]
    for cost in range(int(known[4:6]), dearest):
        _checked(shortened, b"%b%02d%b" % (known[:4], cost, known[6:]))
    return _checked(shortened, known)


def _checked(password: bytes, known: bytes) -> bool:
    try:
        return bcrypt.checkpw(password, known)
    except ValueError:
        return False
