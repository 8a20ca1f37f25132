"""The troubles before the first request, each at a real socket."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import TargetSettings, Tls
from vos_exporter.doctor.findings import Finding, Severity
from vos_exporter.doctor.way import walked
from vos_exporter.secret import Secret
from vos_exporter.simulator import Simulator


def found(url: str, tls: Tls | None = None, proxy: str | None = None) -> list[Finding]:
    settings = TargetSettings(
        name="vos", url=url, tls=tls or Tls(), timeout=1.0, proxy_url=None if proxy is None else Secret(proxy)
    )
    return asyncio.run(walked(settings, SYSTEM_CLOCK))


def trouble(url: str, tls: Tls | None = None, proxy: str | None = None) -> Finding:
    """The error that the way ends with; nothing before it is one."""
    *before, last = found(url, tls, proxy)
    assert last.severity is Severity.ERROR
    assert all(finding.severity is Severity.INFORMATION for finding in before)
    return last


@contextlib.contextmanager
def answering(reply: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which every connection is given to ``reply``, in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    reply(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def http(connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        connection.recv(1024)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture(scope="module")
def vos() -> Iterator[Simulator]:
    with Simulator(services=1) as simulator:
        yield simulator


def test_the_way_is_free(vos: Simulator) -> None:
    steps = found(vos.url, Tls(ca_file=str(vos.ca_file)))
    assert [(step.about, step.severity) for step in steps] == [
        ("name", Severity.INFORMATION), ("port", Severity.INFORMATION), ("tls", Severity.INFORMATION),
    ]  # fmt: skip


def test_a_name_that_does_not_resolve() -> None:
    """One that no DNS need be asked for."""
    assert trouble(f"https://{'x' * 64}.invalid").about == "name"


def test_a_dns_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver cannot be made to hang from here."""
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(30) and [])
    settings = TargetSettings(name="vos", url="https://vos.invalid", timeout=0.05)

    async def main() -> list[Finding]:
        try:
            return await walked(settings, SYSTEM_CLOCK)
        finally:
            release.set()

    (only,) = asyncio.run(main())
    assert "DNS did not say" in only.sentence


def test_a_closed_port_and_a_proxy_that_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
    refused = trouble(url)
    assert (refused.about, "connection refused" in refused.sentence) == ("port", True)
    assert "proxy_url" not in refused.sentence
    monkeypatch.setenv("HTTPS_PROXY", "http://user:canary@proxy.invalid")
    told = trouble(url).sentence
    assert "write `proxy_url`" in told
    assert "canary" not in told
    assert "proxy_url" not in trouble("https://vos.invalid", proxy=url.replace("https", "http")).sentence


def test_a_port_that_swallows_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback never loses a packet: here the connection takes longer than anybody waits."""

    async def hang(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", hang)
    assert "a firewall" in trouble("https://127.0.0.1:9").sentence


def test_a_port_of_plain_http() -> None:
    with answering(http) as port:
        last = trouble(f"https://127.0.0.1:{port}")
    assert (last.about, "not TLS" in last.sentence) == ("tls", True)


def test_a_port_that_closes_when_tls_begins() -> None:
    with answering(lambda connection: connection.close()) as port:
        assert "closes the connection" in trouble(f"https://127.0.0.1:{port}").sentence


def test_a_port_that_refuses_our_tls() -> None:
    def alert(connection: socket.socket) -> None:
        with connection:
            connection.recv(4096)
            connection.sendall(bytes.fromhex("15030300020228"))

    with answering(alert) as port:
        assert "it refuses us" in trouble(f"https://127.0.0.1:{port}").sentence


def test_a_port_that_says_nothing() -> None:
    kept: list[socket.socket] = []
    with answering(kept.append) as port:
        assert "says nothing" in trouble(f"https://127.0.0.1:{port}").sentence
    for connection in kept:
        connection.close()


def test_an_authority_nobody_knows_and_how_to_get_its_certificate(vos: Simulator) -> None:
    last = trouble(vos.url)
    assert last.about == "certificate"
    assert f"openssl s_client -showcerts -connect {vos.url.removeprefix('https://')}" in last.sentence
    assert "SHA-256" in last.sentence
    assert last.mend == "tls: {ca_file: vos-ca.pem}\n"


def test_a_certificate_for_another_name() -> None:
    with Simulator(services=1, names=["vos.example"]) as other:
        tls = Tls(ca_file=str(other.ca_file))
        last = trouble(other.url, tls)
        assert (last.about, last.mend) == ("certificate", "tls: {server_name: vos.example}\n")
        assert found(other.url, msgspec.structs.replace(tls, server_name="vos.example"))[-1].about == "tls"


def test_a_certificate_that_has_ended_or_a_clock_that_is_off() -> None:
    with Simulator(services=1, not_after_days=-1) as old:
        last = trouble(old.url, Tls(ca_file=str(old.ca_file)))
    assert (last.about, "set its clock" in last.sentence) == ("clock", True)


def test_a_certificate_that_is_not_verified_is_a_warning(vos: Simulator) -> None:
    last = found(vos.url, Tls(insecure_skip_verify=True))[-1]
    assert (last.severity, "insecure_skip_verify" in last.sentence) == (Severity.WARNING, True)


def test_a_file_of_trust_that_cannot_be_used(vos: Simulator, tmp_path: Path) -> None:
    assert "cannot be read" in trouble(vos.url, Tls(ca_file=str(tmp_path / "missing.pem"))).sentence


def test_behind_a_proxy_only_the_way_to_it_is_seen(vos: Simulator) -> None:
    steps = found("https://vos.invalid", proxy=vos.url.replace("https", "http"))
    assert [step.about for step in steps] == ["name", "port"]
