"""Hostile requests, and the stated answer each time (docs/security.md)."""

import base64
import concurrent.futures
import http.client
import io
import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import bcrypt
import pytest

from tests.kits.door import (
    CANARY,
    PASSWORD,
    USER,
    Door,
    Papers,
    hashed,
    opened,
    read_to_end,
    target_yaml,
    wait_until,
    write_config,
)
from vos_exporter import logs
from vos_exporter.simulator import Simulator

REQUEST = b"GET /-/healthy HTTP/1.1\r\nHost: a\r\n"


def status(answer: bytes) -> int | None:
    """The status of a raw answer; ``None`` for no answer."""
    return int(answer.split()[1]) if answer else None


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1:1/",
        "file:///etc/passwd",
        "headend-a@evil.example",
        "headend-a/../../config",
        "HEADEND-A",
        "headend-a\x00",
        "headend-a\r\nHost: evil",
        "%68eadend-a",
        "*",
    ],
)
def test_a_target_is_only_ever_a_configured_name(vos: Simulator, door: Door, target: str) -> None:
    before = vos.requests.total
    answer = door.ask(f"/probe?target={quote(target, safe='')}")
    assert answer.status == 404
    assert target not in answer.text
    assert vos.requests.total == before


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (REQUEST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (REQUEST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
        (REQUEST + b"Transfer-Encoding: chunked, identity\r\n\r\n", 400),
        (REQUEST + b"Host: b\r\n\r\n", 400),
        (REQUEST + b"Authorization: Basic YQ==\r\nAuthorization: Basic Yg==\r\n\r\n", 400),
        (REQUEST + b"Bad Name: x\r\n\r\n", 400),
        (REQUEST + b"X: a\x00b\r\n\r\n", 400),
        (REQUEST + b"Content-Length: -1\r\n\r\n", 400),
        (b"GET /-/healthy HTTP/1.1\r\n\r\n", 400),
        (b"GET /-/healthy HTTP/9.9\r\nHost: a\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not tls here\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET /?" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (REQUEST + b"X: " + b"a" * 17_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 300_000, 400),
    ],
)
def test_what_is_ambiguous_or_giant_is_refused_and_the_connection_ends(
    door: Door, sent: bytes, expected: int
) -> None:
    assert status(door.raw(sent)) == expected
    assert door.ask("/-/healthy").status == 200


def test_a_smuggled_second_request_is_never_answered(door: Door) -> None:
    smuggled = b"POST /-/reload HTTP/1.1\r\nHost: a\r\n\r\n"
    body = b"0\r\n\r\n" + smuggled
    head = REQUEST + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(body)
    assert door.raw(head + body).count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /-/hea",
        REQUEST + b"X-Slow: ",
        REQUEST + b"Content-Length: 10\r\n\r\nhalf",
        REQUEST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ],
)
def test_a_request_that_does_not_end_is_cut(config: Path, sent: bytes) -> None:
    with opened(config, request_timeout=0.2) as door:
        answer = door.raw(sent)
        assert status(answer) in (None, 200)
        assert door.ask("/-/healthy").status == 200


def test_a_trickle_of_bytes_does_not_prolong_a_request(config: Path) -> None:
    with (
        opened(config, request_timeout=0.3) as door,
        socket.create_connection(("127.0.0.1", door.port), timeout=20) as slow,
    ):
        slow.sendall(REQUEST + b"X-Slow: ")
        slow.settimeout(0.05)
        wait_until(lambda: is_cut(slow, b"a"))


def is_cut(connection: socket.socket, one_more: bytes) -> bool:
    """Send a little; whether the other side has ended the connection."""
    try:
        connection.sendall(one_more)
        return connection.recv(100) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_an_idle_connection_outlives_the_time_of_a_request(config: Path) -> None:
    with opened(config, request_timeout=0.2) as door:
        connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=20)
        for _ in range(2):
            connection.request("GET", "/-/healthy")
            assert connection.getresponse().read() == b"vos-exporter is healthy.\n"
            cut = door.raw(b"GET ")
            assert cut == b""
        connection.close()


def test_a_slow_answer_is_no_slow_request(tmp_path: Path) -> None:
    with Simulator(services=1) as vos:
        config = write_config(tmp_path / "v.yml", target_yaml(vos))
        with opened(config, request_timeout=0.2) as door:
            vos.fault("services", "delay", 600)
            assert "vos_up 1" in door.ask("/metrics?collect[]=services").text


def test_a_client_that_does_not_read_is_cut(config: Path) -> None:
    with (
        opened(config, drain_timeout=0.2) as door,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as deaf,
    ):
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        deaf.settimeout(20)
        deaf.connect(("127.0.0.1", door.port))
        request = b"GET /status HTTP/1.1\r\nHost: a\r\n\r\n"
        deaf.sendall(request * 100)
        wait_until(lambda: not door.server.server_state.connections)
        assert door.ask("/-/healthy").status == 200


def test_connections_are_bounded(config: Path) -> None:
    with opened(config, connections=5) as door:
        idle = [socket.create_connection(("127.0.0.1", door.port), timeout=20) for _ in range(5)]
        wait_until(lambda: len(door.server.server_state.connections) == 5)
        with socket.create_connection(("127.0.0.1", door.port), timeout=20) as one_more:
            assert read_to_end(one_more) == b""
        for one in idle:
            one.close()
        wait_until(lambda: not door.server.server_state.connections)
        assert door.ask("/-/healthy").status == 200


def test_a_flood_of_rubbish_writes_a_line_not_a_flood(door: Door, written: io.StringIO) -> None:
    for _ in range(20):
        door.raw(b"rubbish\r\n\r\n")
    assert written.getvalue().count("\n") <= 1


@pytest.fixture
def guarded(config: Path, tmp_path: Path) -> Iterator[Door]:
    """An exporter with one user."""
    path = tmp_path / "web.yml"
    path.write_text(f"basic_auth_users: {{{USER}: {hashed()}}}\n")
    with opened(config, web_file=path) as door:
        yield door


def basic(user: str, password: str) -> str:
    """An ``Authorization`` header."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


PATHS = ["/", "/status", "/metrics", "/probe?target=headend-a", "/sd", "/config", "/-/healthy", "/-/ready"]


@pytest.mark.parametrize("path", [*PATHS, "/nothing"])
def test_without_a_password_there_is_nothing(vos: Simulator, guarded: Door, path: str) -> None:
    before = vos.requests.total
    answer = guarded.ask(path)
    assert (answer.status, answer.text) == (401, "Unauthorized.\n")
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert vos.requests.total == before


@pytest.mark.parametrize("path", PATHS)
def test_with_the_password_there_is_everything(guarded: Door, path: str) -> None:
    assert guarded.ask(path, authorization=basic(USER, PASSWORD)).status == 200


@pytest.mark.parametrize(
    "header",
    [
        basic(USER, "wrong"),
        basic(USER, ""),
        basic(USER, PASSWORD + "x"),
        basic(USER.upper(), PASSWORD),
        basic("nobody", PASSWORD),
        basic("", ""),
        basic(USER, "x" * 5_000),
        basic(USER, PASSWORD + "\x00"),
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff:\xff").decode(),
        f"Bearer {PASSWORD}",
    ],
)
def test_a_wrong_password_is_refused(guarded: Door, header: str) -> None:
    assert guarded.ask("/sd", authorization=header).status == 401


def test_who_exists_is_not_told_by_what_a_check_costs(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F20: also where the hashes of the users are not equally dear."""
    work: list[int] = []
    check = bcrypt.checkpw

    def counted(password: bytes, known: bytes) -> bool:
        work.append(2 ** int(known[4:6]))
        return check(password, known)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    path = tmp_path / "web.yml"
    path.write_text(f"basic_auth_users: {{{USER}: {hashed(cost=5)}, other: {hashed(cost=8)}}}\n")
    with opened(config, web_file=path) as door:
        for user, password in ((USER, "x"), ("other", "x"), ("nobody", "x"), (USER, PASSWORD)):
            assert door.ask("/sd", authorization=basic(user, password)).status in (200, 401)
            assert sum(work) == 2**8
            work.clear()
        for _ in range(3):
            assert door.ask("/sd", authorization=basic(USER, PASSWORD)).status == 200
        assert not work


def test_a_changed_password_ends_the_old_one_at_once(guarded: Door, tmp_path: Path) -> None:
    assert guarded.ask("/sd", authorization=basic(USER, PASSWORD)).status == 200
    (tmp_path / "web.yml").write_text(f"basic_auth_users: {{{USER}: {hashed('another one')}}}\n")
    assert guarded.ask("/sd", authorization=basic(USER, PASSWORD)).status == 401
    assert guarded.ask("/sd", authorization=basic(USER, "another one")).status == 200
    (tmp_path / "web.yml").write_text(f"basic_auth_users: {{other: {hashed()}}}\n")
    assert guarded.ask("/sd", authorization=basic(USER, "another one")).status == 401


@pytest.mark.parametrize("user", [USER, "nobody"])
def test_guessing_keeps_nobody_out(config: Path, tmp_path: Path, user: str) -> None:
    """F10: nor after a start, when nothing is remembered yet."""
    path = tmp_path / "web.yml"
    path.write_text(f"basic_auth_users: {{{USER}: {hashed(cost=9)}}}\n")
    with opened(config, web_file=path) as door, concurrent.futures.ThreadPoolExecutor(40) as pool:
        guesses = [pool.submit(guess, door, user, n) for n in range(80)]
        wait_until(lambda: any(one.done() for one in guesses))
        assert door.ask("/sd", authorization=basic(USER, PASSWORD)).status == 200
        assert {one.result() for one in guesses} <= {401, 503}


def guess(door: Door, user: str, number: int) -> int | None:
    """The answer to a password that is wrong, asked for from another address."""
    with socket.create_connection(("127.0.0.1", door.port), 20, ("127.0.0.2", 0)) as client:
        header = f"Authorization: {basic(user, str(number))}\r\nConnection: close\r\n\r\n"
        client.sendall(b"GET /sd HTTP/1.1\r\nHost: a\r\n" + header.encode())
        return status(read_to_end(client))


def test_many_with_the_same_password_are_one_check(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F10: after a start hundreds of targets are scraped with it at once."""
    checks: list[bytes] = []
    check = bcrypt.checkpw

    def counted(password: bytes, known: bytes) -> bool:
        checks.append(known)
        return check(password, known)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    path = tmp_path / "web.yml"
    path.write_text(f"basic_auth_users: {{{USER}: {hashed(cost=10)}}}\n")
    with opened(config, web_file=path) as door, concurrent.futures.ThreadPoolExecutor(40) as pool:
        asking = [pool.submit(door.ask, "/sd", authorization=basic(USER, PASSWORD)) for _ in range(80)]
        assert {one.result().status for one in asking} == {200}
    assert len(checks) == 1


def test_a_refused_login_is_logged_without_what_was_typed(guarded: Door, written: io.StringIO) -> None:
    logs.set_level("info")
    for _ in range(5):
        guarded.ask("/sd", authorization=basic(CANARY, CANARY))
    assert written.getvalue().count("a user name or password was refused") == 1
    assert CANARY not in written.getvalue()


def test_an_expired_client_certificate_gets_no_answer(config: Path, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    web = papers.web_file(tls="  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n")
    with opened(config, web_file=web, trust=papers.client(ended=True)) as door:
        with pytest.raises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
            door.ask("/-/healthy")
        door.trust = papers.client()
        assert door.ask("/-/healthy").status == 200


def test_plain_http_to_the_tls_port_gets_no_answer(config: Path, tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    with opened(config, web_file=papers.web_file(), trust=papers.trust()) as door:
        assert b"healthy" not in door.raw(REQUEST + b"\r\n")


HOSTILE = {
    "markup": "<img src=x onerror=alert(1)></td><script>alert(1)</script>",
    "controls": "a\x00b\x1b[2J\r\nlevel=error",
    "right to left": "\u202egpj.exe",
    "giant": "x" * 10_000,
    "template": "{{ 7*7 }}{% raw %}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_words_of_vos_are_text_on_every_page(tmp_path: Path, name: str) -> None:
    body = json.dumps([{"id": "a", "name": HOSTILE[name], "controlState": HOSTILE[name]}])
    with Simulator(services=1) as vos, opened(write_config(tmp_path / "v.yml", target_yaml(vos))) as door:
        vos.fault("services", "garbage", body)
        assert door.ask("/metrics").status == 200
        page = door.ask("/").text
    assert "VOS used words we do not know" in page
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert len(page) < 70_000
    assert not any(character in page for character in "\x00\x1b\r\u202e")


def test_a_query_is_not_repeated_on_a_page(door: Door) -> None:
    marked = quote("<script>alert(1)</script>")
    for path in (f"/probe?target={marked}", f"/status?outcome={marked}", f"/?target={marked}"):
        assert "<script>alert" not in door.ask(path, host="<script>alert(1)</script>").text
    assert "<script>alert" not in door.ask("/", host="x.example:1").text
