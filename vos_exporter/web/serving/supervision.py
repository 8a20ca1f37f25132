"""What systemd is told about us (``sd_notify(3)``), and that the event loop turns.

Without ``NOTIFY_SOCKET`` nobody listens and nothing is sent.
"""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Mapping

from vos_exporter.vitals import Vitals

PERIOD = 0.1
"""Seconds between two looks at the event loop."""


class Supervisor:
    """Whoever started us and wants to know how we are.

    Args:
        environment: holds ``NOTIFY_SOCKET``, ``WATCHDOG_USEC`` and ``WATCHDOG_PID``, if there is one.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        path = environment.get("NOTIFY_SOCKET", "")
        # An at sign stands for the zero byte that an abstract socket's name begins with.
        self._address = f"\0{path[1:]}" if path.startswith("@") else path
        self.watchdog = _watchdog(environment) if path else None

    def ready(self) -> None:
        """Requests are answered, or a reload has ended."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """A reload begins; :meth:`ready` ends it."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000}")

    def stopping(self) -> None:
        """The end has begun."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """The event loop turns."""
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        """Never waits, and never fails: nothing here depends on being heard."""
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as telling:
            telling.setblocking(False)
            telling.sendto("\n".join(lines).encode(), self._address)


def _watchdog(environment: Mapping[str, str]) -> float | None:
    """Seconds within which a sign of life is expected; ``None`` if it is not expected of this process."""
    text = environment.get("WATCHDOG_USEC", "")
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(text) / 1e6 if text.isascii() and text.isdecimal() and int(text) else None


async def feel_pulse(vitals: Vitals, supervisor: Supervisor) -> None:
    """Note how late the event loop is, and tell the supervisor that it turns, until cancelled.

    A sign of life goes out three times within the time it is expected in, and only from here: a loop that is
    stuck is a process that is to be started anew.
    """
    loop = asyncio.get_running_loop()
    said = loop.time()
    while True:
        due = loop.time() + PERIOD
        await asyncio.sleep(PERIOD)
        now = loop.time()
        vitals.loop_lag.observe(max(0.0, now - due))
        if supervisor.watchdog is not None and now - said >= supervisor.watchdog / 3:
            supervisor.alive()
            said = now
