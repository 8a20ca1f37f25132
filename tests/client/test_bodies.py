"""F2: the bytes of bodies in flight, over all targets."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kits.vos_server import Reply, Server, replying
from vos_exporter.client import Reason, Request, RequestFailed
from vos_exporter.client.bodies import Bodies, Hold
from vos_exporter.client.http import Http
from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import TargetSettings
from vos_exporter.secret import Secret

KIB = 1024


def test_one_target_alone_has_half_and_the_next_half_of_the_rest() -> None:
    bodies = Bodies(128)
    first, second, third = bodies.share(), bodies.share(), bodies.share()
    assert not first.take(65)
    assert first.take(64)
    assert not second.take(33)
    assert second.take(32)
    assert third.take(16)
    assert bodies.in_flight == 112
    first.give_back(64)
    assert second.take(24)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-40, 100)), max_size=60))
def test_the_limit_is_never_exceeded_and_something_is_always_left(steps: list[tuple[int, int]]) -> None:
    bodies = Bodies(1_000)
    shares = [bodies.share() for _ in range(5)]
    for number, size in steps:
        share = shares[number]
        if size < 0:
            share.give_back(min(share.held, -size))
        else:
            share.take(size)
        assert bodies.in_flight == sum(share.held for share in shares) < 1_000
        assert bodies.share().take(1)


def test_a_target_that_is_gone_holds_nothing() -> None:
    bodies = Bodies(100)
    share = bodies.share()
    assert share.take(50)
    del share
    assert bodies.in_flight == 0


@asynccontextmanager
async def asking(reply: Reply, bodies: Bodies) -> AsyncIterator[Http]:
    server = Server(replying(reply))
    async with server.running(None):
        settings = TargetSettings(name="lab", url=f"http://127.0.0.1:{server.port}")
        http = Http(settings, SYSTEM_CLOCK, lambda: 16, bodies)
        try:
            yield http
        finally:
            await http.aclose()


def test_a_body_is_held_until_it_was_read_and_no_longer() -> None:
    async def work() -> None:
        bodies = Bodies(200 * KIB)
        async with asking(Reply(body=b" " * 60 * KIB), bodies) as http:
            with Hold(http.share) as hold:
                request = Request("/", {}, 100 * KIB, hold=hold)
                assert len((await http.send(request, Secret("x"))).body) == bodies.in_flight == 60 * KIB
                with pytest.raises(RequestFailed) as caught:
                    await http.send(request, Secret("x"))
                assert caught.value.reason is Reason.TOO_LARGE
                assert "no room" in caught.value.detail
            assert bodies.in_flight == 0
            assert (await http.send(Request("/", {}, 100 * KIB), Secret("x"))).status == 200
            assert bodies.in_flight == 0

    asyncio.run(work())


@pytest.mark.parametrize("zipped", [False, True])
def test_what_others_hold_is_not_to_be_had(zipped: bool) -> None:
    async def work() -> None:
        bodies = Bodies(200 * KIB)
        other = bodies.share()
        assert other.take(100 * KIB)
        body = b"abc," * 15 * KIB
        headers = {"Content-Encoding": "gzip"} if zipped else {}
        async with asking(
            Reply(body=gzip.compress(body) if zipped else body, headers=headers), bodies
        ) as http:
            with pytest.raises(RequestFailed) as caught:
                await http.send(Request("/", {}, 100 * KIB), Secret("x"))
            assert caught.value.reason is Reason.TOO_LARGE
            assert bodies.in_flight == 100 * KIB
            other.give_back(100 * KIB)
            assert (await http.send(Request("/", {}, 100 * KIB), Secret("x"))).body == body

    asyncio.run(work())
