"""Names to addresses, without ever making anybody wait who asked for another name."""

import socket
import threading
from asyncio import wrap_future
from concurrent.futures import Future
from typing import Any, NamedTuple

from aiohttp.abc import AbstractResolver, ResolveResult


class _Name(NamedTuple):
    host: str
    port: int
    family: int


class Resolver(AbstractResolver):
    """The system's resolver, each name in a thread of its own.

    The threads are daemons and belong to no executor, so that nothing waits behind a lookup that hangs, nor
    does the end of the process. Who asks for a name that is being looked up gets what comes of that, so that
    there are at most as many threads as names.
    """

    def __init__(self) -> None:
        self._lookups: dict[_Name, Future[list[Any]]] = {}
        self._lock = threading.Lock()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of ``host``, in the order the system prefers.

        Raises:
            OSError: there are none.
        """
        found = await wrap_future(self._lookup(_Name(host, port, family)))
        return [
            ResolveResult(
                hostname=host,
                host=address[0],
                port=port,
                family=family,
                proto=proto,
                flags=socket.AI_NUMERICHOST,
            )
            for family, _, proto, _, address in found
        ]

    def _lookup(self, name: _Name) -> Future[list[Any]]:
        """The lookup in flight, or one that starts now."""
        with self._lock:
            lookup = self._lookups.get(name)
            if lookup is None:
                lookup = self._lookups[name] = Future()
                lookup.set_running_or_notify_cancel()
                threading.Thread(target=self._look_up, args=(name, lookup), daemon=True).start()
            return lookup

    def _look_up(self, name: _Name, lookup: Future[list[Any]]) -> None:
        found: list[Any] = []
        error: OSError | None = None
        try:
            found = socket.getaddrinfo(name.host, name.port, family=name.family, type=socket.SOCK_STREAM)
        except UnicodeError:
            error = socket.gaierror(socket.EAI_NONAME, "no name of a host")
        except OSError as failure:
            error = failure
        with self._lock:
            del self._lookups[name]
        if error is None:
            lookup.set_result(found)
        else:
            lookup.set_exception(error)

    async def close(self) -> None:
        """Nothing is held."""
