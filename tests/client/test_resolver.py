"""Names: who is asked, how often, and who waits for it."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.kits.vos_server import client_of, paths, reasons, request, scrape, secret_auth
from tests.kits.wires import OK, head, peer
from vos_exporter.client import Reason, RequestFailed
from vos_exporter.config import AuthMethod, TargetSettings

BASIC = secret_auth(AuthMethod.BASIC)
Found = list[Any]


def address(ip: str, port: int) -> tuple[Any, ...]:
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (ip, port, 0, 0) if ":" in ip else (ip, port))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[int], Found]]:
    """What the system's resolver says by name; it is asked for nothing else. The addresses are real."""
    known: dict[str, Callable[[int], Found]] = {}

    def getaddrinfo(host: str, port: int, **_: object) -> Found:
        return known[host](port)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        await head(reader)
        writer.write(OK)


def named(host: str, port: int, **options: object) -> TargetSettings:
    return TargetSettings(name=host, url=f"http://{host}:{port}", auth=BASIC, **options)  # type: ignore[arg-type]


@contextmanager
def silence(port: int) -> Iterator[None]:
    """Nobody answers at ``port`` of 127.0.0.2: as many as may wait to be accepted are there already."""
    listening = socket.create_server(("127.0.0.2", port), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(("127.0.0.2", port))
    try:
        yield
    finally:
        for one in [*waiting, listening]:
            one.close()


@pytest.mark.parametrize("first", ["127.0.0.2", "::1"])
def test_the_next_address_is_tried_when_one_refuses(names: dict[str, Any], first: str) -> None:
    async def run() -> None:
        async with peer(serve) as port, client_of(named("vos.example.com", port)) as client:
            names["vos.example.com"] = lambda port: [address(ip, port) for ip in (first, "127.0.0.1")]
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_the_next_address_is_tried_after_a_quarter_of_a_second_of_silence(names: dict[str, Any]) -> None:
    async def run() -> None:
        async with peer(serve) as port, client_of(named("vos.example.com", port)) as client:
            names["vos.example.com"] = lambda port: [address(f"127.0.0.{last}", port) for last in (2, 1)]
            with silence(port):
                began = time.monotonic()
                assert reasons(await scrape(client)) == ["ok"]
                assert 0.2 < time.monotonic() - began < 4

    asyncio.run(run())


def test_ipv6_is_spoken() -> None:
    async def run() -> None:
        async with peer(serve, host="::1") as port, client_of(named("[::1]", port)) as client:
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_an_address_is_never_looked_up(names: dict[str, Any]) -> None:
    """The fixture raises a ``KeyError`` for what it does not know."""

    async def run() -> None:
        async with peer(serve) as port, client_of(named("127.0.0.1", port)) as client:
            assert reasons(await scrape(client)) == ["ok"]
        async with peer(serve, host="::1") as port, client_of(named("[::1]", port)) as client:
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_many_who_want_one_name_cost_one_lookup(names: dict[str, Any]) -> None:
    asked = 0
    go_on = threading.Event()

    def slowly(port: int) -> Found:
        nonlocal asked
        asked += 1
        assert go_on.wait(20)
        return [address("127.0.0.1", port)]

    async def run() -> None:
        async with (
            peer(serve) as port,
            client_of(named("vos.example.com", port)) as one,
            client_of(named("vos.example.com", port)) as two,
        ):
            names["vos.example.com"] = slowly
            scrapes = [asyncio.create_task(scrape(client, *paths(10))) for client in (one, two)]
            await asyncio.sleep(0.1)
            go_on.set()
            for done in scrapes:
                assert reasons(await done) == ["ok"] * 10
            assert asked == 1
            assert reasons(await scrape(one, *paths(16))) == ["ok"] * 16
            assert asked == 1, "and is remembered for a while"

    asyncio.run(run())


def test_names_that_hang_delay_nobody(names: dict[str, Any]) -> None:
    """Attack F7: thirty of them took all threads of the process. Each is asked again by each scrape here."""
    go_on = threading.Event()

    def never(_: int) -> Found:
        go_on.wait(20)
        return []

    async def run() -> None:
        async with peer(serve) as port, client_of(named("good.example.com", port)) as good:
            names["good.example.com"] = lambda port: [address("127.0.0.1", port)]
            for number in range(60):
                names[f"bad{number}.example.com"] = never
                for _ in range(2):
                    async with client_of(named(f"bad{number}.example.com", 1, timeout=0.01)) as bad:
                        assert reasons(await scrape(bad, "/a", "/b")) == ["timeout"] * 2
            began = time.monotonic()
            assert reasons(await scrape(good)) == ["ok"]
            await asyncio.to_thread(int)
            assert time.monotonic() - began < 1
            assert sum(thread.daemon for thread in threading.enumerate()) <= 60
        go_on.set()

    asyncio.run(run())


@pytest.mark.parametrize("host", ["nobody.invalid", "a" * 70 + ".example.com"])
def test_a_name_that_does_not_resolve_is_a_connect_failure_that_says_so(host: str) -> None:
    """By the real resolver; a label of 70 letters is no name at all."""

    async def run() -> None:
        async with client_of(named(host, 1)) as client:
            with pytest.raises(RequestFailed) as caught:
                await client.begin().get("services", request())
            assert caught.value.reason is Reason.CONNECT
            assert caught.value.detail == "no connection: the name does not resolve"

    asyncio.run(run())


def test_a_lookup_that_hangs_does_not_hold_the_end_of_the_process() -> None:
    script = """
import asyncio, socket, threading
from vos_exporter.client.resolver import Resolver

socket.getaddrinfo = lambda *_, **__: threading.Event().wait()

async def run():
    try:
        async with asyncio.timeout(0.1):
            await Resolver().resolve("vos.example.com", 1)
    except TimeoutError:
        print("late")

asyncio.run(run())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr) == ("late\n", "")
