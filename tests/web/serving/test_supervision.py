"""What systemd hears: every word of it, on a real socket."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vos_exporter.vitals import Vitals
from vos_exporter.web.serving.supervision import PERIOD, Supervisor, feel_pulse


@pytest.fixture(params=["path", "abstract"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket as systemd's, and what ``NOTIFY_SOCKET`` says."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(10)
        if request.param == "path":
            name = str(tmp_path / "notify")
            listening.bind(name)
        else:
            name = f"@vos-exporter-{secrets.token_hex(8)}"
            listening.bind(f"\0{name[1:]}")
        yield listening, name


def test_it_hears_of_readiness_reloads_and_the_end(heard: tuple[socket.socket, str]) -> None:
    listening, name = heard
    supervisor = Supervisor({"NOTIFY_SOCKET": name})
    supervisor.ready()
    supervisor.reloading()
    supervisor.stopping()
    assert listening.recv(100) == b"READY=1"
    first, second = listening.recv(100).split(b"\n")
    assert first == b"RELOADING=1"
    assert abs(int(second.removeprefix(b"MONOTONIC_USEC=")) / 1e6 - time.monotonic()) < 10
    assert listening.recv(100) == b"STOPPING=1"


def test_without_a_listener_nothing_happens(tmp_path: Path) -> None:
    Supervisor({}).ready()
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready()
    Supervisor({"NOTIFY_SOCKET": "@" + "x" * 500}).ready()


def test_who_does_not_listen_holds_up_nothing(heard: tuple[socket.socket, str]) -> None:
    _, name = heard
    supervisor = Supervisor({"NOTIFY_SOCKET": name})
    for _ in range(10_000):
        supervisor.alive()


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({"WATCHDOG_USEC": "30000000"}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_a_sign_of_life_is_given_to_who_expects_it(
    environment: dict[str, str], seconds: float | None
) -> None:
    assert Supervisor({"NOTIFY_SOCKET": "/run/n", **environment}).watchdog == seconds


async def pulse(vitals: Vitals, supervisor: Supervisor, stuck: float) -> None:
    """Feel it until the event loop has been stuck for a while."""
    feeling = asyncio.create_task(feel_pulse(vitals, supervisor))
    await asyncio.sleep(5 * PERIOD)
    time.sleep(stuck)  # noqa: ASYNC251 - this is what is looked for
    await asyncio.sleep(2 * PERIOD)
    feeling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await feeling


def test_only_an_event_loop_that_turns_feeds_the_watchdog(heard: tuple[socket.socket, str]) -> None:
    """F9."""
    listening, name = heard
    supervisor = Supervisor({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "300000"})
    vitals = Vitals()
    asyncio.run(pulse(vitals, supervisor, stuck=0.6))
    listening.setblocking(False)
    signs = 0
    with contextlib.suppress(BlockingIOError):
        while listening.recv(100) == b"WATCHDOG=1":
            signs += 1
    looks = sum(vitals.loop_lag.counts)
    assert 2 <= signs <= looks
    assert looks <= 8


def test_the_lag_is_what_the_loop_was_late() -> None:
    vitals = Vitals()
    asyncio.run(pulse(vitals, Supervisor({}), stuck=0.6))
    assert 0.4 < vitals.loop_lag.sum < 1.5
    bounds = (*vitals.loop_lag.buckets, float("inf"))
    late = [n for bound, n in zip(bounds, vitals.loop_lag.counts, strict=True) if bound > 0.25]
    assert sum(late) == 1
