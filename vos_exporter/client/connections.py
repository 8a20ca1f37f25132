"""The connections to one target: aiohttp makes and pools them, this decides which of them may live."""

import asyncio
import contextlib
import functools
import select
import socket
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

from vos_exporter.client.resolver import Resolver
from vos_exporter.client.tls import certificate_end
from vos_exporter.sockets import shrink_tls_buffers

KEEPALIVE = 300.0
"""Seconds an idle connection is kept: above any scrape interval."""

CHUNK = 256 * 1024
"""Bytes of a body that are read ahead, about."""

HEADER = 64 * 1024
"""Bytes of one header field that are read; aiohttp's 8 KiB are less than some front ends send."""

shrink_tls_buffers()

_RESOLVER = Resolver()


_opened: ContextVar[list[socket.socket]] = ContextVar("_opened")
"""The sockets that the try under way opened."""


@contextlib.contextmanager
def closing_what_is_half_open() -> Iterator[None]:
    """End what the block opened if it is cancelled: nobody else has the connection to a silent proxy."""
    opened: list[socket.socket] = []
    _opened.set(opened)
    try:
        yield
    except asyncio.CancelledError:
        for one in opened:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        raise


def _open(address: aiohttp.AddrInfoType) -> socket.socket:
    made = socket.socket(*address[:3])
    _opened.get().append(made)
    return made


class Connections:
    """What is open to one target.

    A connection that is not kept is aborted: closed by its own rules, TLS waits half a minute for the peer's
    farewell.

    Args:
        most: how many may be idle.
        middleware: stands around each try of aiohttp's.

    Attributes:
        certificate_not_after: end of the certificate of the last connection made, seconds since the epoch.
    """

    def __init__(self, most: Callable[[], int], middleware: aiohttp.ClientMiddlewareType) -> None:
        self._most = most
        self._middleware = middleware
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        # The longest idle first: the order in which aiohttp takes them.
        self._idle: dict[ResponseHandler, None] = {}
        self.certificate_not_after: float | None = None

    def session(self, *, fresh: bool) -> aiohttp.ClientSession:
        """The side of aiohttp, made while an event loop runs; the one for what is ``fresh`` keeps nothing."""
        if fresh not in self._sessions:
            keeping: dict[str, Any] = {"force_close": True} if fresh else {"keepalive_timeout": KEEPALIVE}
            give_back = discard if fresh else self._give_back
            self._sessions[fresh] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, resolver=_RESOLVER, socket_factory=_open, **keeping),
                response_class=cast(
                    type[aiohttp.ClientResponse], functools.partial(Answer, self._take, give_back)
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(),
                skip_auto_headers=("Content-Type",),
                auto_decompress=False,
                read_bufsize=CHUNK,
                max_line_size=HEADER,
                max_field_size=HEADER,
                middlewares=(self._middleware,),
            )
        return self._sessions[fresh]

    def drop_unusable(self) -> None:
        """Abort what would be taken next, until that is one on which the peer neither spoke nor left.

        What a peer said unasked would be taken for the answer to the next request.
        """
        while self._idle:
            connection = next(iter(self._idle))
            if _usable(connection) and not _waiting(connection):
                return
            del self._idle[connection]
            discard(connection)

    def drop_all(self) -> None:
        """Abort all idle ones."""
        while self._idle:
            discard(self._idle.popitem()[0])

    async def aclose(self) -> None:
        """Abort all."""
        for session in self._sessions.values():
            await session.close()
        self._idle.clear()

    def _take(self, connection: ResponseHandler) -> None:
        known = connection in self._idle
        self._idle.pop(connection, None)
        transport = cast(asyncio.Transport, connection.transport)
        encrypted = transport.get_extra_info("ssl_object")
        if encrypted is not None and not known:
            self.certificate_not_after = certificate_end(encrypted)

    def _give_back(self, connection: ResponseHandler) -> None:
        if _usable(connection) and len(self._idle) < self._most():
            self._idle[connection] = None
        else:
            discard(connection)


class Answer(aiohttp.ClientResponse):
    """An answer that tells when its connection is taken and given back."""

    def __init__(
        self,
        take: Callable[[ResponseHandler], None],
        give_back: Callable[[ResponseHandler], None],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._take, self._give_back = take, give_back
        self._used: ResponseHandler | None = None

    @property
    def cut_off(self) -> bool:
        """Whether a failure ended the connection, and with it a body whose end nothing else says."""
        endless = not {"Content-Length", "Transfer-Encoding"} & set(self.headers)
        return endless and self._used is not None and isinstance(self._used.exception(), OSError)

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Wait for the headers; aiohttp calls this when the request is sent."""
        protocol = cast(ResponseHandler, connection.protocol)
        self._used = protocol
        self._take(protocol)
        connection.add_callback(functools.partial(self._give_back, protocol))
        try:
            return await super().start(connection)
        except BaseException:
            discard(protocol)
            raise


def discard(connection: ResponseHandler) -> None:
    """End ``connection`` at once, and let no pool keep it."""
    connection.force_close()
    connection.abort()


def _usable(connection: ResponseHandler) -> bool:
    return connection.is_connected() and not connection.should_close


def _waiting(connection: ResponseHandler) -> bool:
    """Whether something arrived that the event loop has not seen yet."""
    transport = cast(asyncio.Transport, connection.transport)
    arrived = select.poll()
    arrived.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(arrived.poll(0))
