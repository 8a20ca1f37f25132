"""SIGHUP: a reload, at any moment of the process' life."""

import asyncio
import contextlib
import signal

from vos_exporter.config import ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.web.serving.supervision import Supervisor


class Reloads:
    """Reloads asked for by signal.

    Signals that come while one waits to begin are one; the supervisor hears of the first beginning and the
    last end.
    """

    def __init__(self, exporter: Exporter, supervisor: Supervisor) -> None:
        self._exporter = exporter
        self._supervisor = supervisor
        self._loop = asyncio.get_running_loop()
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Reload when SIGHUP comes. Not by the event loop, which at its end makes the signal deadly again."""
        signal.signal(signal.SIGHUP, lambda *_: self._loop.call_soon_threadsafe(self.begin))

    def begin(self) -> None:
        """Reload now, or once more after the reload under way."""
        self._asked = True
        if self._task is None:
            self._task = asyncio.create_task(self._reload(), name="reload")
            self._task.add_done_callback(self._ended)

    async def _reload(self) -> None:
        """A bad file leaves the old configuration working; the exporter has logged why."""
        self._supervisor.reloading()
        while self._asked:
            self._asked = False
            with contextlib.suppress(ConfigError):
                await self._exporter.reload()
        self._supervisor.ready()

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._task = None
        if self._asked:
            self.begin()

    async def end(self) -> None:
        """Listen no more, and wait for the reload under way."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._asked = False
        if self._task is not None:
            await asyncio.wait({self._task})
