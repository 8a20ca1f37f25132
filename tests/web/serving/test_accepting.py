"""Connections that never say a word: counted at accept, before a handshake costs anything (F1, F22)."""

import contextlib
import http.client
import io
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tests.kits.door import Door, Papers, opened, read_to_end, wait_until
from vos_exporter import logs
from vos_exporter.clock import Clock
from vos_exporter.vitals import Cut
from vos_exporter.web.serving import accepting
from vos_exporter.web.serving.connections import BoundedProtocol
from vos_exporter.web.serving.crowd import Crowd

Kind = tuple[Path | None, ssl.SSLContext | None]
MUTUAL = "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"


@pytest.fixture(params=["plain", "tls", "mutual tls"])
def web(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    """What the door is opened with, for each kind of connection."""
    if request.param == "plain":
        return None, None
    papers = Papers(tmp_path)
    mutual = request.param == "mutual tls"
    path = papers.web_file(tls=MUTUAL if mutual else "")
    return path, papers.client() if mutual else papers.trust()


@contextlib.contextmanager
def silent(door: Door, count: int) -> Iterator[list[socket.socket]]:
    """Connections on which nothing is ever said."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", door.port), timeout=20))
            for _ in range(count)
        ]


def cut(door: Door, why: Cut) -> int:
    """Connections that ended for ``why``."""
    return door.exporter.vitals.connections_cut[why]


def test_silent_connections_are_bounded_per_address(config: Path, web: Kind) -> None:
    with opened(config, None, *web, per_address=5) as door, silent(door, 5), silent(door, 3) as more:
        assert [read_to_end(one) for one in more] == [b"", b"", b""]
        assert cut(door, Cut.ADDRESS) == 3


def test_silent_connections_are_bounded_in_all(config: Path, web: Kind) -> None:
    with (
        opened(config, None, *web, connections=5, per_address=9) as door,
        silent(door, 5),
        silent(door, 1) as more,
    ):
        assert read_to_end(more[0]) == b""
        assert cut(door, Cut.TOO_MANY) == 1


def test_who_is_silent_gives_way_to_who_asks(config: Path, web: Kind) -> None:
    """F22: connections that do nothing keep nobody out."""
    with opened(config, None, *web, per_address=5) as door, silent(door, 5):
        wait_until(lambda: answered(door))
        assert cut(door, Cut.MADE_ROOM) >= 1


def answered(door: Door) -> bool:
    """Whether somebody new gets an answer."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        return door.ask("/-/healthy").status == 200
    return False


def test_idle_connections_give_way_to_who_asks(config: Path) -> None:
    """F22: a request at first does not buy a seat."""
    with opened(config, per_address=3) as door, contextlib.ExitStack() as stack:
        for _ in range(3):
            kept = http.client.HTTPConnection("127.0.0.1", door.port, timeout=20)
            stack.callback(kept.close)
            kept.request("GET", "/-/healthy")
            assert kept.getresponse().read()
        wait_until(lambda: answered(door))


def test_a_handshake_that_does_not_come_is_cut(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accepting, "HANDSHAKE_TIMEOUT", 0.3)
    papers = Papers(tmp_path)
    with opened(config, web_file=papers.web_file(), trust=papers.trust()) as door, silent(door, 2) as them:
        assert [read_to_end(one) for one in them] == [b"", b""]
        wait_until(lambda: cut(door, Cut.HANDSHAKE) == 2)
        assert door.ask("/-/healthy").status == 200


def test_a_handshake_that_fails_is_counted_and_quiet(
    config: Path, tmp_path: Path, written: io.StringIO
) -> None:
    papers = Papers(tmp_path)
    stranger = ssl.create_default_context()
    logs.set_level("warn")
    with opened(config, web_file=papers.web_file(), trust=papers.trust()) as door:
        for _ in range(5):
            with pytest.raises(ssl.SSLError), silent(door, 1) as them:
                stranger.wrap_socket(them[0], server_hostname="127.0.0.1")
        wait_until(lambda: cut(door, Cut.HANDSHAKE) == 5)
        assert written.getvalue().count("\n") <= 1


def test_the_end_does_not_wait_for_handshakes(config: Path, web: Kind) -> None:
    with opened(config, None, *web) as door, silent(door, 3):
        wait_until(lambda: len(crowd(door)) == 3)
    assert len(crowd(door)) == 0


def crowd(door: Door) -> Crowd:
    """Who is connected."""
    speaks = cast(type[BoundedProtocol], door.server.config.http_protocol_class)
    return speaks.crowd


class Exhausted:
    """A listening socket in a process that may open no file, for so many tries."""

    def __init__(self, listening: socket.socket, tries: int) -> None:
        self.listening, self.tries = listening, tries

    def accept(self) -> tuple[socket.socket, Any]:
        if self.tries:
            self.tries -= 1
            raise OSError(24, "Too many open files")
        return self.listening.accept()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.listening, name)


def test_with_the_last_file_somebody_is_turned_away(config: Path) -> None:
    """F1: else dead connections wait in the kernel, and are accepted three at a time."""
    with opened(config) as door:
        (acceptor,) = door.server.acceptors
        vars(acceptor)["_listening"] = Exhausted(acceptor._listening, 1)
        with silent(door, 1) as them:
            assert read_to_end(them[0]) == b""
        wait_until(lambda: answered(door))
        assert cut(door, Cut.NO_FILES) >= 1


def test_without_files_who_idles_gives_way(config: Path) -> None:
    """F1."""
    with opened(config) as door, silent(door, 1) as them:
        wait_until(lambda: len(crowd(door)) == 1)
        (acceptor,) = door.server.acceptors
        crowd(door)._clock = Clock(monotonic=lambda: 1e12)
        vars(acceptor)["_listening"] = Exhausted(acceptor._listening, 1)
        assert door.ask("/-/healthy").status == 200
        assert read_to_end(them[0]) == b""


def test_without_any_file_nobody_is_accepted_for_a_moment(
    config: Path, monkeypatch: pytest.MonkeyPatch, written: io.StringIO
) -> None:
    """F1: the accept loop of asyncio wrote 240,000 lines in a minute."""
    monkeypatch.setattr(accepting, "RETRY", 0.05)
    logs.set_level("warn")
    with opened(config) as door:
        (acceptor,) = door.server.acceptors
        vars(acceptor)["_listening"] = Exhausted(acceptor._listening, 10)
        assert door.ask("/-/healthy").status == 200
        assert cut(door, Cut.NO_FILES) == 5
    assert written.getvalue().count("may open no more files") == 1
