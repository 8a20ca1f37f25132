"""Our own accept loop: counts before it spends anything, and survives a process without files."""

import asyncio
import os
import socket
import ssl
from collections.abc import Callable

from vos_exporter.sockets import shrink_tls_buffers
from vos_exporter.vitals import Cut
from vos_exporter.web.serving.connections import BoundedProtocol
from vos_exporter.web.serving.crowd import Crowd, address_of

HANDSHAKE_TIMEOUT = 10.0
"""Seconds a TLS handshake may take."""

FAREWELL_TIMEOUT = 3.0
"""Seconds a client has to say that it heard the end of TLS."""

AT_ONCE = 64
"""Connections accepted before the event loop does something else."""

RETRY = 0.5
"""Seconds without accepting when the system has nothing left even to turn somebody away with."""


class Acceptor:
    """Accepts connections and hands them to a protocol each.

    The loop of asyncio begins the handshake of everybody before anybody counts, and writes a line for each
    try when no file can be opened.

    Args:
        listening: a listening socket; stays its owner's.
        connect: makes the protocol of a new connection.
        crowd: counts who is there.
        tls: what handshakes are made with; ``None`` for none.
        refused: told why somebody was not let in.
    """

    def __init__(
        self,
        listening: socket.socket,
        connect: Callable[[], BoundedProtocol],
        crowd: Crowd,
        tls: ssl.SSLContext | None,
        refused: Callable[[Cut], None],
    ) -> None:
        self._listening = listening
        self._connect = connect
        self._crowd = crowd
        self._tls = tls
        self._refused = refused
        self._loop = asyncio.get_running_loop()
        self._beginning: set[asyncio.Task[None]] = set()
        self._retry: asyncio.TimerHandle | None = None
        self._reserve: int | None = None

    def open(self) -> None:
        """Accept from now on."""
        shrink_tls_buffers()
        self._reserve = self._reserve or _spare_file()
        self._listening.setblocking(False)
        self._loop.add_reader(self._listening, self._accept)

    def close(self) -> None:
        """Accept nobody any more, and end the handshakes under way."""
        if self._retry is not None:
            self._retry.cancel()
        self._loop.remove_reader(self._listening)
        if self._reserve is not None:
            os.close(self._reserve)
            self._reserve = None
        for task in self._beginning:
            task.cancel()

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                client, peer = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                self._without_files()
                return
            self._admit(client, address_of(peer))

    def _without_files(self) -> None:
        """Whoever does nothing gives way; where nobody does, those who wait outside are turned away."""
        if self._crowd.make_room(Cut.NO_FILES):
            return
        if self._reserve is None:
            self._pause()
            return
        os.close(self._reserve)
        self._reserve = None
        try:
            for _ in range(AT_ONCE):
                self._listening.accept()[0].close()
                self._refused(Cut.NO_FILES)
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            pass
        except OSError:
            self._pause()
        self._reserve = _spare_file()

    def _pause(self) -> None:
        """Accept nobody for a moment: the listening socket stays readable, and the loop would never rest."""
        self._refused(Cut.NO_FILES)
        self._loop.remove_reader(self._listening)
        self._retry = self._loop.call_later(RETRY, self.open)

    def _admit(self, client: socket.socket, address: str) -> None:
        why = self._crowd.no_room(address)
        if why is not None:
            self._refused(why)
            client.close()
            return
        client.setblocking(False)
        protocol = self._connect()
        self._crowd.enter(protocol, address)
        task = self._loop.create_task(self._begin(client, protocol), name="connect")
        protocol.beginning = task
        self._beginning.add(task)
        task.add_done_callback(lambda ended: self._begun(ended, client))

    def _begun(self, task: asyncio.Task[None], client: socket.socket) -> None:
        self._beginning.discard(task)
        if task.cancelled():
            # Perhaps before its first step, and then nobody else has the socket.
            client.close()

    def _failed(self, protocol: BoundedProtocol) -> None:
        self._crowd.leave(protocol)
        self._refused(Cut.HANDSHAKE)

    async def _begin(self, client: socket.socket, protocol: BoundedProtocol) -> None:
        """Hand ``client`` over, after its handshake; asyncio closes it when that fails."""
        timeouts = {"ssl_handshake_timeout": HANDSHAKE_TIMEOUT, "ssl_shutdown_timeout": FAREWELL_TIMEOUT}
        try:
            await self._loop.connect_accepted_socket(
                lambda: protocol, client, ssl=self._tls, **(timeouts if self._tls else {})
            )
        except asyncio.CancelledError:
            self._crowd.leave(protocol)
            raise
        except Exception:
            self._failed(protocol)
        else:
            # A client that leaves in the middle may be no error to asyncio.
            if protocol.transport is None:
                self._failed(protocol)
        finally:
            protocol.beginning = None


def _spare_file() -> int | None:
    """A file kept open to be closed when there is no other, so that somebody can be turned away."""
    try:
        return os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
