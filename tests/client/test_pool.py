"""How many connections a process holds, and what each costs."""

import asyncio
import resource
from asyncio import sslproto
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.kits.vos_server import Authority, Vos, client_of, paths, reasons, scrape, secret_auth, target
from tests.kits.wires import open_sockets
from vos_exporter.client.pool import LEAST, Pool
from vos_exporter.config import AuthMethod
from vos_exporter.sockets import TLS_BUFFER

BASIC = secret_auth(AuthMethod.BASIC)


class Member:
    """Somebody who can be referred to weakly."""


@pytest.mark.parametrize(
    ("members", "share"), [(0, 100), (1, 100), (2, 50), (3, 33), (50, LEAST), (999, LEAST)]
)
def test_connections_are_divided_among_those_who_are_there(members: int, share: int) -> None:
    pool = Pool(100)
    there = [Member() for _ in range(members)]
    for member in there:
        pool.join(member)
    assert pool.share() == share
    for member in there:
        pool.leave(member)
    assert pool.share() == 100


def test_who_is_forgotten_has_no_share() -> None:
    pool = Pool(100)
    member = Member()
    pool.join(member)
    pool.join(Member())
    assert pool.share() == 100


@pytest.mark.parametrize(("files", "share"), [(40, 20), (10_000, 100), (resource.RLIM_INFINITY, 100)])
def test_connections_leave_half_of_the_files(monkeypatch: pytest.MonkeyPatch, files: int, share: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert Pool(100).share() == share


def test_targets_that_come_take_connections_from_those_that_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixteen for one; with four ten each, and what is idle beyond is given back."""
    monkeypatch.setattr("vos_exporter.client.session.POOL", Pool(40))

    async def run() -> None:
        vos = Vos()
        vos.valid.add("")
        async with vos.server.running(None), AsyncExitStack() as others:
            settings = target(vos.server, scheme="http")
            async with client_of(settings) as first:
                assert reasons(await scrape(first, *paths(20))) == ["ok"] * 20
                assert open_sockets(vos.server.port) == 16
                for _ in range(3):
                    await others.enter_async_context(client_of(settings))
                assert reasons(await scrape(first, *paths(20))) == ["ok"] * 20
                assert open_sockets(vos.server.port) == 10
                made = vos.server.connections
                for _ in range(3):
                    assert reasons(await scrape(first, *paths(20))) == ["ok"] * 20
                assert vos.server.connections == made
                await others.aclose()
                assert reasons(await scrape(first, *paths(20))) == ["ok"] * 20
                assert open_sockets(vos.server.port) == 16

    asyncio.run(run())


def test_an_idle_connection_keeps_a_small_buffer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asyncio's attribute for it is not documented: this says when it goes, and memory with it."""
    authority = Authority(tmp_path)
    made: list[sslproto.SSLProtocol] = []

    class Seen(sslproto.SSLProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            made.append(self)

    monkeypatch.setattr(sslproto, "SSLProtocol", Seen)

    async def run() -> None:
        vos = Vos()
        async with (
            vos.server.running(authority.context),
            client_of(target(vos.server, authority.file)) as client,
        ):
            assert reasons(await scrape(client)) == ["ok"]
            assert made
            for protocol in made:
                assert len(protocol._ssl_buffer) == TLS_BUFFER  # type: ignore[attr-defined]

    asyncio.run(run())
