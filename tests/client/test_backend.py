"""Connections below HTTP: how they are made, read and given up."""

import asyncio
import contextlib
import gc
import socket
import ssl
from pathlib import Path

import httpcore
import pytest

from tests.kits.vos_server import Authority
from vos_exporter.client.backend import CHUNK, Backend


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that says nothing until its client leaves."""
    try:
        with contextlib.suppress(OSError):
            await reader.read()
    finally:
        writer.close()


@pytest.mark.parametrize("turns", range(8))
def test_an_attempt_that_is_cancelled_at_any_moment_leaves_nothing_open(turns: int) -> None:
    """The server accepts in order, so that after another connection it has seen all there will be."""
    serving: list[asyncio.Task[None]] = []

    async def run() -> None:
        accepted = asyncio.Semaphore(0)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            serving.append(asyncio.current_task())  # type: ignore[arg-type]
            accepted.release()
            await silent(reader, writer)

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            attempt = asyncio.create_task(Backend().connect_tcp("127.0.0.1", port, 5))
            for _ in range(turns):
                await asyncio.sleep(0)
            attempt.cancel()
            [outcome] = await asyncio.gather(attempt, return_exceptions=True)
            if isinstance(outcome, httpcore.AsyncNetworkStream):
                await outcome.aclose()
            last = await Backend().connect_tcp("127.0.0.1", port, 5)
            await last.write(b"here")
            await accepted.acquire()
            await last.aclose()
            await asyncio.gather(*serving)

    asyncio.run(asyncio.wait_for(run(), 20))
    gc.collect()  # a socket nobody closed would warn, and warnings are errors


def test_the_next_address_is_tried_when_one_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at the first; the answer of the resolver is made up, the addresses are real."""

    async def run() -> None:
        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            loop = asyncio.get_running_loop()
            real = loop.getaddrinfo

            async def resolved(host: str, *rest: object, **options: object) -> object:
                if host != "vos.example.com":
                    return await real(host, *rest, **options)  # type: ignore[arg-type]
                return [
                    (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
                    for ip in ("127.0.0.2", "127.0.0.1")
                ]

            monkeypatch.setattr(loop, "getaddrinfo", resolved)
            stream = await Backend().connect_tcp("vos.example.com", port, 5)
            assert stream.get_extra_info("peername")[0] == "127.0.0.1"
            await stream.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_large_answer_is_read_whole_and_its_end_is_seen(tmp_path: Path, encrypted: bool) -> None:
    sent = bytes(range(256)) * 8 * 1024
    authority = Authority(tmp_path)

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        writer.close()

    async def run() -> bytes:
        context = authority.context if encrypted else None
        async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            stream = await Backend().connect_tcp("127.0.0.1", port, 5)
            if encrypted:
                trusting = ssl.create_default_context(cafile=authority.file)
                stream = await stream.start_tls(trusting, "127.0.0.1", 5)
            read = bytearray()
            while part := await stream.read(64 * 1024, 5):
                assert len(part) <= 64 * 1024
                read += part
            await stream.aclose()
            return bytes(read)

    assert len(sent) > 4 * CHUNK
    assert asyncio.run(run()) == sent


def test_silence_and_a_peer_that_takes_nothing_are_timeouts() -> None:
    async def run() -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        stream = await Backend().connect_tcp("127.0.0.1", listening.getsockname()[1], 5)
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(1, 0.01)
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(bytes(64_000_000), 0.01)
        await stream.aclose()
        listening.close()

    asyncio.run(run())
