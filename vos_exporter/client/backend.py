"""TCP and TLS for httpcore on asyncio alone: anyio's takes five awaits for each 16 KB of a large body."""
# ruff: noqa: ASYNC109 - httpcore calls its backends with timeouts

import asyncio
import contextlib
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast

import httpcore

CHUNK = 256 * 1024
"""Bytes that are read ahead at most, and what asyncio reads at once."""

ATTEMPT_DELAY = 0.25
"""Seconds after which the next address of a name is tried as well (RFC 8305)."""

SIP = 64 * 1024
"""Bytes that TLS takes at once: OpenSSL keeps a buffer as large as the largest, per connection."""

RECORD = 16 * 1024
"""Bytes that one record of TLS holds at most."""

_T = TypeVar("_T")
_Attempt = asyncio.Task[tuple[asyncio.Transport, "_Wire"]]


@contextlib.contextmanager
def _mapped(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """What went wrong, in httpcore's words, with the reason as the cause."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except (OSError, httpcore.NetworkError) as error:
        raise broken(str(error)) from error


class Backend(httpcore.AsyncNetworkBackend):
    """Opens connections."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to ``port`` of ``host``; local address and socket options are left to the system.

        Raises:
            httpcore.ConnectError: there is none.
            httpcore.ConnectTimeout: nor an answer within ``timeout`` seconds.
        """
        with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                return _Tcp(await _dial(host, port))


async def _dial(host: str, port: int) -> "_Wire":
    """The first connection to any address of ``host``; asyncio's own race loses sockets when it is cancelled.

    Raises:
        OSError: there is none; that of the first address.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    attempts: list[_Attempt] = []
    try:
        for *_, address in found:
            attempts.append(loop.create_task(loop.create_connection(_Wire, *address[:2])))
            await _wait(attempts, None if len(attempts) == len(found) else ATTEMPT_DELAY)
            for attempt in attempts:
                if attempt.done() and attempt.exception() is None:
                    attempts.remove(attempt)
                    return attempt.result()[1]
        raise attempts[0].exception() or OSError("no address")
    finally:
        for attempt in attempts:
            attempt.cancel()
            attempt.add_done_callback(_hang_up)


async def _wait(attempts: Iterable[_Attempt], seconds: float | None) -> None:
    """Until one of ``attempts`` connects, all have failed, or ``seconds`` are over."""
    until = None if seconds is None else asyncio.get_running_loop().time() + seconds
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout_at(until):
            while pending := [attempt for attempt in attempts if not attempt.done()]:
                done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                if any(attempt.exception() is None for attempt in done):
                    return


def _hang_up(attempt: _Attempt) -> None:
    """Close the connection that an attempt made after another."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result()[0].abort()


class _Wire(asyncio.Protocol):
    """What arrived on a connection, whether it ended, and whether it takes more."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.arrived = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self._changed = asyncio.Event()
        self.writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        self.arrived += data
        if len(self.arrived) > CHUNK:
            self.transport.pause_reading()
        self._changed.set()

    def eof_received(self) -> None:
        self.ended = True
        self._changed.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.ended, self.error = True, error
        self._changed.set()

    def pause_writing(self) -> None:
        self.writable = False

    def resume_writing(self) -> None:
        self.writable = True
        self._changed.set()

    def take(self, size: int) -> bytes:
        """Up to ``size`` bytes of what arrived, which makes room for more."""
        taken = bytes(memoryview(self.arrived)[:size])
        del self.arrived[:size]
        if len(self.arrived) <= CHUNK:
            self.transport.resume_reading()
        return taken

    async def until(self, ready: Callable[[], object]) -> None:
        """Wait until ``ready`` or the end of the connection.

        Raises:
            OSError: it ended in an error.
        """
        while not ready() and not self.ended:
            self._changed.clear()
            await self._changed.wait()
        if self.error is not None and not ready():
            raise self.error

    def readable(self) -> bool:
        """Whether an idle connection has something to say, if only that it ended."""
        if self.arrived or self.ended:
            return True
        unread = select.poll()
        unread.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(unread.poll(0))


class _Stream(httpcore.AsyncNetworkStream):
    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """TLS on top of this; what is below is closed if the handshake fails or is cancelled.

        Raises:
            httpcore.ConnectError: it failed; an ``ssl.SSLError`` is the cause if TLS was the reason.
            httpcore.ConnectTimeout: it took longer than ``timeout`` seconds.
        """
        try:
            with _mapped(httpcore.ConnectTimeout, httpcore.ConnectError):
                stream = _Tls(self, ssl_context, server_hostname)
                async with asyncio.timeout(timeout):
                    await stream.shake_hands()
        except BaseException:
            await self.aclose()
            raise
        return stream


class _Tcp(_Stream):
    """A connection without TLS."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What arrived, empty at the end."""
        wire = self._wire
        if not wire.arrived:
            with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
                async with asyncio.timeout(timeout):
                    await wire.until(lambda: wire.arrived)
        return wire.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer``."""
        wire = self._wire
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            if wire.ended:
                raise wire.error or ConnectionResetError("the peer ended the connection")
            wire.transport.write(buffer)
            if not wire.writable:
                async with asyncio.timeout(timeout):
                    await wire.until(lambda: wire.writable)

    async def aclose(self) -> None:
        """Close at once, whatever the peer does."""
        self._wire.transport.abort()
        await asyncio.sleep(0)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of idle connections, and what asyncio knows."""
        return self._wire.readable() if info == "is_readable" else self._wire.transport.get_extra_info(info)


class _Tls(_Stream):
    """TLS over another stream, which may have TLS of its own: that of a proxy."""

    def __init__(
        self, below: httpcore.AsyncNetworkStream, context: ssl.SSLContext, hostname: str | None
    ) -> None:
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=hostname)

    async def shake_hands(self) -> None:
        """Agree on keys, and verify the peer."""
        await self._done(self._tls.do_handshake, None)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What arrived, empty at the end."""
        with _mapped(httpcore.ReadTimeout, httpcore.ReadError):
            return await self._done(lambda: self._decrypted(max_bytes), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send ``buffer``."""
        with _mapped(httpcore.WriteTimeout, httpcore.WriteError):
            await self._done(lambda: self._tls.write(buffer), timeout)

    async def aclose(self) -> None:
        """Close at once."""
        await self._below.aclose()

    def get_extra_info(self, info: str) -> Any:
        """The TLS connection, or what is known below."""
        return self._tls if info == "ssl_object" else self._below.get_extra_info(info)

    def _decrypted(self, size: int) -> bytes:
        """All that is here, up to ``size`` bytes; empty at the end, even without TLS's farewell."""
        records: list[bytes] = []
        try:
            while size > 0 and (record := self._tls.read(min(size, RECORD))):
                records.append(record)
                size -= len(record)
        except ssl.SSLEOFError:
            pass
        except ssl.SSLWantReadError:
            if not records:
                raise
        return b"".join(records)

    async def _done(self, work: Callable[[], _T], timeout: float | None) -> _T:
        """The result of ``work`` once enough arrived; what TLS has to say is sent, also of failures."""
        while True:
            try:
                result = work()
            except ssl.SSLWantReadError:
                await self._flush(timeout)
                self._feed(await self._below.read(SIP, timeout))
            except ssl.SSLError:
                with contextlib.suppress(httpcore.NetworkError):
                    await self._flush(timeout)
                raise
            else:
                await self._flush(timeout)
                return result

    def _feed(self, data: bytes) -> None:
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _flush(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            await self._below.write(self._outgoing.read(), timeout)
