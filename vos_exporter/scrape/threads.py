"""Work beside the event loop, which must not be held up, and no target's behind another's."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MOST = 1_024
"""Threads at most: one per target with large bodies at the same moment, one per answer put together."""

# A thread is only made when none is idle: with one target, or with small ones, there is one.
_THREADS = ThreadPoolExecutor(MOST, thread_name_prefix="beside")


async def beside(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of ``work``, done in a thread with the caller's context.

    Whoever is cancelled while it waits leaves the thread at work: nothing can end it from outside.
    """
    return await asyncio.wrap_future(_submitted(work, *args, **kwargs))


class Lane:
    """The work of one target beside the event loop, one piece after the other.

    A body that takes for ever holds the lane of its own target and a thread, and no other target's work.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether something is being done."""
        return self._turn.locked()

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of ``work``, done in a thread once what came before is over, cancelled or not."""
        await self._turn.acquire()
        loop = asyncio.get_running_loop()
        try:
            future = _submitted(work, *args, **kwargs)
        except BaseException:
            self._turn.release()
            raise

        def over(_: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._turn.release)

        future.add_done_callback(over)
        return await asyncio.wrap_future(future)


def _submitted(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
    context = contextvars.copy_context()
    return _THREADS.submit(lambda: context.run(work, *args, **kwargs))
