"""Whom the client trusts, and what it tells of certificates."""

import asyncio
import contextlib
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization as form
from structlog.testing import capture_logs

from tests.kits.vos_server import Authority, Vos, client_of, reasons, scrape, secret_auth, target
from tests.kits.wires import open_sockets
from vos_exporter.client import Client, Reason, RequestFailed
from vos_exporter.client.tls import context
from vos_exporter.config import AuthMethod, TargetSettings, Tls


@asynccontextmanager
async def tls_vos(authority: Authority, **options: Any) -> AsyncIterator[tuple[Vos, Client]]:
    """A VOS with the certificate of ``authority``, and a client that trusts it unless told otherwise."""
    vos = Vos()
    async with (
        vos.server.running(authority.context),
        client_of(target(vos.server, authority.file, **options)) as client,
    ):
        yield vos, client


async def first(authority: Authority, **options: Any) -> tuple[str, str]:
    """Reason and detail of the first scrape."""
    async with tls_vos(authority, **options) as (_, client):
        [outcome] = await scrape(client)
        detail = outcome.detail if isinstance(outcome, RequestFailed) else ""
        return reasons([outcome])[0], detail


def test_a_certificate_of_a_trusted_authority_is_taken_and_its_end_is_known(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    ends = datetime.datetime(2035, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)
    authority.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.ca.issue_cert("127.0.0.1", not_after=ends).configure_cert(authority.context)

    async def run(**options: Any) -> None:
        async with tls_vos(authority, **options) as (_, client):
            assert client.status.certificate_not_after is None
            assert reasons(await scrape(client)) == ["ok"]
            assert client.status.certificate_not_after == ends.timestamp()

    asyncio.run(run())
    asyncio.run(run(tls=Tls(insecure_skip_verify=True)))


def test_an_unknown_authority_is_refused_before_a_credential_is_sent(tmp_path: Path) -> None:
    authority, other = Authority(tmp_path), Authority(tmp_path)

    async def run() -> None:
        async with tls_vos(authority, tls=Tls(ca_file=other.file)) as (vos, client):
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason is Reason.TLS
            assert "certificate" in failure.detail
            assert vos.server.requests == []
            assert client.status.token_errors == {"tls": 1}
            assert not client.status.login_blocked

    asyncio.run(run())


def test_the_system_trusts_no_authority_of_ours(tmp_path: Path) -> None:
    assert asyncio.run(first(Authority(tmp_path), tls=Tls()))[0] == "tls"


def test_a_certificate_of_another_name_is_refused_unless_that_name_is_expected(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "vos.example.com")
    reason, detail = asyncio.run(first(authority))
    assert reason == "tls"
    assert "127.0.0.1" in detail
    expected = Tls(ca_file=authority.file, server_name="vos.example.com")
    assert asyncio.run(first(authority, tls=expected)) == ("ok", "")
    other = Tls(ca_file=authority.file, server_name="other.example.com")
    assert asyncio.run(first(authority, tls=other))[0] == "tls"


def test_a_self_signed_certificate_can_be_trusted_by_itself(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    leaf = tmp_path / "leaf.pem"
    authority.certificate.cert_chain_pems[0].write_to_path(str(leaf))
    assert asyncio.run(first(authority, tls=Tls(ca_file=str(leaf)))) == ("ok", "")


def test_verification_that_is_off_is_said_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with tls_vos(Authority(tmp_path), tls=Tls(insecure_skip_verify=True)) as (_, client):
            assert reasons(await scrape(client)) == ["ok"]
            assert reasons(await scrape(client)) == ["ok"]

    with capture_logs() as lines:
        asyncio.run(run())
    warnings = [line["event"] for line in lines if line["log_level"] == "warning"]
    assert warnings == ["tls verification is off"]


def test_a_client_certificate_is_sent_when_it_is_asked_for(tmp_path: Path) -> None:
    """In TLS 1.3 the refusal comes after the handshake, and the reset behind it may overtake the alert."""
    authority = Authority(tmp_path)
    authority.context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(authority.context)
    ours = authority.ca.issue_cert("exporter@example.com")
    both, key = str(tmp_path / "both.pem"), str(tmp_path / "key.pem")
    ours.private_key_and_cert_chain_pem.write_to_path(both)
    ours.private_key_pem.write_to_path(key)
    assert asyncio.run(first(authority))[0] in ("tls", "connect")
    for tls in (
        Tls(ca_file=authority.file, cert_file=both),
        Tls(ca_file=authority.file, cert_file=both, key_file=key),
    ):
        assert asyncio.run(first(authority, tls=tls)) == ("ok", "")


def test_an_answer_without_tls_is_a_tls_failure() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def run() -> None:
        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, client_of(TargetSettings(name="lab", url=url, auth=secret_auth())) as client:
            assert reasons(await scrape(client)) == ["tls"]

    asyncio.run(run())


def test_a_missing_file_is_named_and_looked_for_again(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    late = tmp_path / "late.pem"

    async def run() -> None:
        async with tls_vos(authority, tls=Tls(ca_file=str(late))) as (_, client):
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason is Reason.TLS
            assert str(late) in failure.detail
            late.write_text("not PEM")
            assert reasons(await scrape(client)) == ["tls"]
            authority.ca.cert_pem.write_to_path(str(late))
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_an_encrypted_key_is_an_error_and_no_question_on_the_terminal(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    key = form.load_pem_private_key(authority.certificate.private_key_pem.bytes(), None)
    encrypted, chain = tmp_path / "key.pem", str(tmp_path / "chain.pem")
    hidden = form.BestAvailableEncryption(b"canary")
    encrypted.write_bytes(key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, hidden))
    authority.certificate.cert_chain_pems[0].write_to_path(chain)
    tls = Tls(ca_file=authority.file, cert_file=chain, key_file=str(encrypted))
    reason, detail = asyncio.run(first(authority, tls=tls))
    assert reason == "tls"
    assert "the key needs a password" in detail


def test_one_context_serves_all_targets_with_the_same_trust_until_a_file_changes(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    made = context(Tls(ca_file=authority.file))
    assert context(Tls(ca_file=authority.file)) is made
    assert context(Tls(ca_file=authority.file, server_name="a")) is made
    assert context(Tls(ca_file=authority.file, insecure_skip_verify=True)) is not made
    with Path(authority.file).open("a") as file:
        file.write("\n")
    assert context(Tls(ca_file=authority.file)) is not made


def test_a_certificate_that_changed_ends_what_was_agreed_on_with_the_old_one(tmp_path: Path) -> None:
    """Renewed files are used by the next scrape, not when the peer happens to close."""
    authority, other = Authority(tmp_path), Authority(tmp_path)
    trusted = tmp_path / "trusted.pem"
    authority.ca.cert_pem.write_to_path(str(trusted))

    async def run() -> None:
        async with tls_vos(authority, tls=Tls(ca_file=str(trusted))) as (vos, client):
            assert reasons(await scrape(client)) == ["ok"]
            assert reasons(await scrape(client)) == ["ok"]
            assert (vos.server.connections, open_sockets(vos.server.port)) == (2, 1)
            other.ca.cert_pem.write_to_path(str(trusted))
            assert reasons(await scrape(client)) == ["tls"]
            assert open_sockets(vos.server.port) == 0
            authority.ca.cert_pem.write_to_path(str(trusted), append=False)
            trusted.touch()
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def with_version(certificate: bytes, version: int) -> bytes:
    """The same DER certificate, which says that it is of another version."""
    marked = bytes.fromhex("a003020102")
    assert certificate.count(marked) == 1
    return certificate.replace(marked, marked[:-1] + bytes([version]))


@pytest.mark.parametrize("version", [1, 4])
def test_a_certificate_that_cannot_be_read_costs_nothing_and_leaks_nothing(
    tmp_path: Path, version: int
) -> None:
    """Attack F5: with versions 2 and 5 each scrape lost a socket, and VOS was down."""
    authority = Authority(tmp_path)
    der = ssl.PEM_cert_to_DER_cert(authority.certificate.cert_chain_pems[0].bytes().decode())
    files = tmp_path / "odd.pem"
    files.write_text(ssl.DER_cert_to_PEM_cert(with_version(der, version)))
    authority.certificate.private_key_pem.write_to_path(str(files), append=True)
    authority.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.context.load_cert_chain(files)

    async def run() -> None:
        async with tls_vos(authority, tls=Tls(insecure_skip_verify=True)) as (vos, client):
            for _ in range(20):
                assert reasons(await scrape(client)) == ["ok"]
            assert client.status.certificate_not_after is None
            assert vos.server.connections == 2
            assert open_sockets(vos.server.port) == 1

    asyncio.run(run())


def test_proxies_of_the_environment_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert asyncio.run(first(Authority(tmp_path))) == ("ok", "")


def test_credentials_in_the_environment_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))

    async def run() -> None:
        async with tls_vos(Authority(tmp_path)) as (vos, client):
            await scrape(client)
            assert vos.server.requests[-1].headers["authorization"].startswith("Bearer ")

    asyncio.run(run())


def test_credentials_in_the_url_are_not_sent() -> None:
    async def run() -> None:
        vos = Vos()
        async with vos.server.running(None):
            url = f"http://user:other@127.0.0.1:{vos.server.port}"
            auth = secret_auth(AuthMethod.BASIC)
            async with client_of(TargetSettings(name="lab", url=url, auth=auth)) as client:
                await scrape(client)
            assert "b3RoZXI" not in vos.server.requests[0].headers["authorization"]

    asyncio.run(run())
