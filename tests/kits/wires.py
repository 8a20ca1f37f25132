"""Peers that do what no HTTP server does, proxies, and what the client holds open."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"


@asynccontextmanager
async def peer(
    serve: Serve, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """A port where ``serve`` has each connection until the block ends."""
    tasks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await serve(reader, writer)
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(one, host, 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks)


async def head(reader: asyncio.StreamReader) -> str:
    """The next request without its body."""
    return (await reader.readuntil(b"\r\n\r\n")).decode()


class Proxy:
    """An HTTP proxy for CONNECT and for absolute URLs.

    Args:
        refuse: the status line to answer each request with instead.

    Attributes:
        asked: the heads it saw.
        certificates: those of the clients that connected, ``None`` for who has none.
    """

    def __init__(self, refuse: str | None = None) -> None:
        self.asked: list[str] = []
        self.certificates: list[object] = []
        self._refuse = refuse

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted = writer.get_extra_info("ssl_object")
        self.certificates.append(encrypted and encrypted.getpeercert(binary_form=True))
        asked = await head(reader)
        self.asked.append(asked)
        if self._refuse is not None:
            writer.write(f"HTTP/1.1 {self._refuse}\r\nContent-Length: 0\r\n\r\n".encode())
            await reader.read()
            return
        method, target = asked.split(" ")[:2]
        host, _, port = target.removeprefix("http://").partition("/")[0].rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            far_writer.write(asked.encode())
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            far_writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


class Mute:
    """A TLS server in threads that says ``answer`` to a request, then nothing, and takes no farewell.

    Attributes:
        asked: released for each request that was read.
    """

    def __init__(self, context: ssl.SSLContext, answer: bytes = b"") -> None:
        self._context, self._answer = context, answer
        self._open: list[socket.socket] = []
        self.asked = threading.Semaphore(0)

    @contextmanager
    def running(self) -> Iterator[int]:
        listening = socket.create_server(("127.0.0.1", 0), backlog=200)
        listening.settimeout(20)
        thread = threading.Thread(target=self._accept, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            thread.join()
            for connection in self._open:
                connection.close()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            plain.settimeout(20)
            encrypted = self._context.wrap_socket(plain, server_side=True)
            self._open.append(encrypted)
            encrypted.recv(65536)
            encrypted.send(self._answer) if self._answer else None
            self.asked.release()


def open_sockets(port: int) -> int:
    """How many sockets that some process holds are connected to ``port``."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[2].partition(":")[2], 16) == port and row[9] != "0" for row in rows)


@asynccontextmanager
async def longest_stall() -> AsyncIterator[list[float]]:
    """The longest turn of the event loop, in seconds of this thread's CPU, as the list's only item."""
    found = [0.0]

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            found[0] = max(found[0], time.thread_time() - before)

    task = asyncio.create_task(watch())
    try:
        yield found
    finally:
        task.cancel()
