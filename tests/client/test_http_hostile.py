"""Peers that drip, flood, burst, speak out of turn or close at the worst moment."""

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.kits.vos_server import (
    DROP,
    Reply,
    Seen,
    plain_vos,
    reasons,
    replying,
    scrape,
    secret_auth,
)
from tests.kits.wires import OK, head, longest_stall, peer
from vos_exporter.client import Reason, Request, RequestFailed, Response
from vos_exporter.client.http import Http
from vos_exporter.client.transport import Transport
from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import AuthMethod, TargetSettings, Tls
from vos_exporter.secret import Secret

BASIC = secret_auth(AuthMethod.BASIC)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def put(path: str, method: str = "PUT") -> Request:
    return Request(path, {}, 1000, method=method, body=Secret('{"name": "a"}'))


@asynccontextmanager
async def sender(port: int, **options: object) -> AsyncIterator[Http]:
    """Requests without a login."""
    settings = TargetSettings(name="lab", url=f"http://127.0.0.1:{port}", **options)  # type: ignore[arg-type]
    http = Http(settings, SYSTEM_CLOCK, lambda: 16)
    try:
        yield http
    finally:
        await http.aclose()


async def ask(http: Http, limit: float | None = None) -> Response:
    return await http.send(Request("/", {}, 1_000_000, limit), Secret("Basic x"))


async def failure(http: Http, limit: float | None = None) -> RequestFailed:
    with pytest.raises(RequestFailed) as caught:
        await ask(http, limit)
    return caught.value


def test_two_hundred_thousand_chunks_of_one_byte_freeze_nobody() -> None:
    """Attack F8: on one route the loop stood still for 0.85 s."""
    body = b"".join(b"1\r\n%c\r\n" % 32 for _ in range(200_000))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await head(reader)
            writer.write(CHUNKED + body + b"0\r\n\r\n")
            await writer.drain()

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http, longest_stall() as stall:
            response = await ask(http)
            assert response.body == b" " * 200_000
        assert stall[0] < 0.4

    asyncio.run(run())


@pytest.mark.parametrize(
    "flood", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"]
)
def test_a_flood_of_informational_answers_ends_with_the_time_allowed(flood: bytes) -> None:
    """Attack F8: a flood of 100-continue ended 2.6 s late."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        while True:
            writer.write(flood * 1000)
            await writer.drain()

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http, longest_stall() as stall:
            began = time.monotonic()
            assert (await failure(http, 0.5)).reason is Reason.TIMEOUT
            assert time.monotonic() - began < 1.5
        assert stall[0] < 0.5

    asyncio.run(run())


@pytest.mark.parametrize(
    ("at_once", "drip"),
    [
        (b"", b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: a\r\n" * 100),
        (CHUNKED, b"1\r\na\r\n" * 1000),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a" * 1000),
    ],
    ids=["all", "headers", "chunks", "body"],
)
def test_a_dribble_ends_with_the_time_allowed(at_once: bytes, drip: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(at_once)
        for byte in drip:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.02)

    async def run() -> None:
        async with peer(serve) as port, sender(port, timeout=0.4) as http:
            began = time.monotonic()
            assert (await failure(http)).reason is Reason.TIMEOUT
            assert time.monotonic() - began < 1.5

    asyncio.run(run())


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of an end."""
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@pytest.mark.parametrize(
    "half",
    [
        b"HTTP/1.1 200 OK\r\n\r\n[1,",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,",
        CHUNKED + b"5\r\n[1,",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n\x1f\x8b",
    ],
)
def test_half_a_body_and_a_reset_are_a_failure(half: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        whole, _, rest = half.partition(b"\r\n\r\n")
        writer.write(whole + b"\r\n\r\n")
        await asyncio.sleep(0.02)
        writer.write(rest)
        await asyncio.sleep(0.02)
        reset(writer)

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            failed = await failure(http)
            assert (failed.reason, failed.status) == (Reason.CONNECT, 200)

    asyncio.run(run())


@pytest.mark.parametrize(("size", "answered"), [(60_000, True), (70_000, False)])
def test_a_header_may_be_long_but_not_endless(size: int, answered: bool) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(OK.replace(b"\r\n\r\n", b"\r\nX-Long: " + b"a" * size + b"\r\n\r\n"))
        await reader.read()

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            if answered:
                assert (await ask(http)).body == b"[]"
            else:
                assert (await failure(http)).detail == "what came was no answer in HTTP"

    asyncio.run(run())


CORRUPT = b"5\r\n[1,2]\r\nzz\r\n"


async def corrupt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await head(reader)
    writer.write(CHUNKED)
    await asyncio.sleep(0.02)
    writer.write(CORRUPT)
    await reader.read()


def test_a_corrupt_chunk_is_a_failure_in_the_time_allowed() -> None:
    """Aiohttp ends the connection, and tells whoever waits for more only if it is late."""

    async def run() -> None:
        async with peer(corrupt) as port, sender(port, timeout=0.4) as http:
            assert (await failure(http)).reason in (Reason.TIMEOUT, Reason.CONNECT)

    asyncio.run(run())


def test_who_comes_late_to_a_corrupt_chunk_is_told() -> None:
    async def run() -> None:
        transport = Transport(Tls(), None, lambda: 16)
        async with (
            peer(corrupt) as port,
            httpx.AsyncClient(transport=transport) as alone,
            alone.stream("GET", f"http://127.0.0.1:{port}/") as response,
        ):
            pieces = response.aiter_raw()
            assert await anext(pieces) == b"[1,2]"
            await asyncio.sleep(0.05)
            with pytest.raises(httpx.ReadError):
                await anext(pieces)

    asyncio.run(run())


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n[1]")
        writer.close()
        await writer.wait_closed()

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            assert (await ask(http)).body == b"[1]"

    asyncio.run(run())


@pytest.mark.parametrize("read", [True, False], ids=["seen by the loop", "not seen yet"])
def test_an_answer_nobody_asked_for_is_not_taken(read: bool) -> None:
    """Several idle connections hold one; none of them may answer the next request."""
    unasked = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n[wrong]"
    speak = asyncio.Event()
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        first = connections <= 3
        await head(reader)
        writer.write(OK)
        if first:
            await speak.wait()
            writer.write(unasked)
        while True:
            await head(reader)
            writer.write(OK)

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            await asyncio.gather(*(ask(http) for _ in range(3)))
            assert connections == 3
            speak.set()
            await asyncio.sleep(0)
            if read:
                await asyncio.sleep(0.05)
            found = await asyncio.gather(*(ask(http) for _ in range(3)))
            assert [one.body for one in found] == [b"[]"] * 3
            assert connections == 6

    asyncio.run(run())


def test_a_connection_reset_while_it_was_idle_is_replaced() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(OK)
        await writer.drain()
        reset(writer)

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            for _ in range(5):
                assert [one.status for one in await asyncio.gather(ask(http), ask(http))] == [200] * 2
                await asyncio.sleep(0.02)

    asyncio.run(run())


def test_a_peer_that_resets_whoever_connects_is_asked_twice() -> None:
    connections = 0

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        reset(writer)

    async def run() -> None:
        async with peer(serve) as port, sender(port) as http:
            failed = await failure(http)
            assert failed.reason is Reason.CONNECT
            assert connections == 2

    asyncio.run(run())


@pytest.mark.parametrize(("status", "body"), [(200, b"[]"), (201, b"{}"), (204, b"")])
def test_a_write_says_how_it_was_taken(status: int, body: bytes) -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(Reply(status, body))
            response = await client.begin().write("services", put("/vos-api/a"))
            assert (response.status, response.body) == (status, body)
            [seen] = vos.server.requests
            assert (seen.method, seen.path, seen.body) == ("PUT", "/vos-api/a", b'{"name": "a"}')
            assert seen.headers["content-type"] == "application/json"

    asyncio.run(run())


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("reply", [DROP, Reply(raw=b"HTTP/1.1 2"), Reply(401), Reply(503)])
def test_a_write_is_sent_once_whatever_becomes_of_it(reply: Reply, method: str) -> None:
    """Also a PUT, which aiohttp by itself would repeat; the server counts what arrived."""

    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            await scrape(client)
            vos.server.handler = replying(reply)
            before = len(vos.server.requests)
            with pytest.raises(RequestFailed):
                await client.begin().write("services", put("/vos-api/a", method))
            assert len(vos.server.requests) == before + 1

    asyncio.run(run())


def test_a_write_does_not_take_a_connection_that_may_be_closed() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):

            async def once_per_connection(seen: Seen) -> Reply:
                return DROP if seen.turn > 1 else Reply()

            vos.server.handler = once_per_connection
            for _ in range(3):
                assert reasons(await scrape(client)) == ["ok"]
                assert (await client.begin().write("services", put("/vos-api/a"))).status == 200

    asyncio.run(run())


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_the_library_repeats_nothing_by_itself(method: str) -> None:
    """On a kept connection that the peer closes when it is used again, as keep-alives are."""

    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, _):
            vos.server.handler = replying(Reply(), DROP)
            transport = Transport(Tls(), None, lambda: 16)
            async with httpx.AsyncClient(transport=transport, trust_env=False) as alone:
                url = f"http://127.0.0.1:{vos.server.port}/"
                assert (await alone.get(url)).status_code == 200
                with pytest.raises(httpx.ReadError):
                    await alone.request(method, url, content=b"{}")
            assert [seen.turn for seen in vos.server.requests] == [1, 2]

    asyncio.run(run())
