"""Proxies, plain and over TLS: what they see of us, and what they never see."""

import asyncio
import base64
import ssl
from pathlib import Path

import pytest

from tests.kits.vos_server import (
    Authority,
    Vos,
    client_of,
    reasons,
    request,
    scrape,
    secret_auth,
    target,
)
from tests.kits.wires import Mute, Proxy, open_sockets, peer
from vos_exporter.client import RequestFailed
from vos_exporter.client.http import Http
from vos_exporter.client.proxy import Proxy as Given
from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import AuthMethod, TargetSettings, Tls
from vos_exporter.secret import Secret

BASIC = secret_auth(AuthMethod.BASIC)
WHO = "user:p%C3%A4ss%20w%C3%B6rd"
LETS_IN = "Proxy-Authorization: Basic " + base64.b64encode("user:päss wörd".encode()).decode()


@pytest.fixture
def proxy_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that the system trusts, as far as this test goes; a proxy of it looks for client certificates."""
    authority = Authority(tmp_path)
    monkeypatch.setattr("vos_exporter.client.tls._contexts", {})
    monkeypatch.setenv("SSL_CERT_FILE", authority.file)
    authority.context.verify_mode = ssl.CERT_OPTIONAL
    return authority


def trusting(authority: Authority, folder: Path, **options: object) -> Tls:
    """The target's trust, and a client certificate that it and the proxy would take."""
    own = folder / "own.pem"
    certificate = authority.ca.issue_cert("exporter@example.com")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(own))
    return Tls(ca_file=authority.file, cert_file=str(own), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("user", ["", "user@", WHO + "@"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_tunnel_shows_the_proxy_its_password_and_nothing_else(
    tmp_path: Path, proxy_authority: Authority, scheme: str, user: str
) -> None:
    """The target trusts one authority and expects another name; the proxy belongs to the system's."""
    authority = Authority(tmp_path, "vos.example.com")
    authority.context.verify_mode = ssl.CERT_REQUIRED
    authority.ca.configure_trust(authority.context)
    authority.ca.configure_trust(proxy_authority.context)
    tls = trusting(authority, tmp_path, server_name="vos.example.com")

    async def run() -> None:
        proxy, vos = Proxy(), Vos()
        context = proxy_authority.context if scheme == "https" else None
        async with peer(proxy.serve, context) as port, vos.server.running(authority.context):
            url = Secret(f"{scheme}://{user}127.0.0.1:{port}")
            async with client_of(target(vos.server, tls=tls, proxy_url=url)) as client:
                for _ in range(3):
                    assert reasons(await scrape(client)) == ["ok"]
                assert client.status.certificate_not_after is not None
            assert len(proxy.asked) == 2, "one for the login, one for all that came after"
            for asked in proxy.asked:
                assert asked.startswith(f"CONNECT 127.0.0.1:{vos.server.port} ")
                assert "\r\nAuthorization" not in asked
                assert (LETS_IN in asked) == (user == WHO + "@")
                assert ("Proxy-Authorization" in asked) == bool(user)
            assert proxy.certificates == [None, None]

    asyncio.run(run())


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_target_without_tls_is_asked_for_by_its_whole_url(proxy_authority: Authority, scheme: str) -> None:
    async def run() -> None:
        proxy, vos = Proxy(), Vos()
        context = proxy_authority.context if scheme == "https" else None
        async with peer(proxy.serve, context) as port, vos.server.running(None):
            url = Secret(f"{scheme}://{WHO}@127.0.0.1:{port}")
            settings = target(vos.server, scheme="http", proxy_url=url)
            async with client_of(settings) as client:
                assert reasons(await scrape(client)) == ["ok"]
            assert proxy.asked[0].startswith(f"POST http://127.0.0.1:{vos.server.port}/oauth/token")
            assert all(LETS_IN in asked for asked in proxy.asked)

    asyncio.run(run())


@pytest.mark.parametrize("unverified", [True, False])
def test_the_targets_trust_does_not_let_a_proxy_in(tmp_path: Path, unverified: bool) -> None:
    """A proxy of the target's own authority is as unknown as any; it hears no password."""
    authority = Authority(tmp_path)
    tls = Tls(ca_file=authority.file, insecure_skip_verify=unverified)

    async def run() -> None:
        proxy, vos = Proxy(), Vos()
        async with peer(proxy.serve, authority.context) as port, vos.server.running(authority.context):
            url = Secret(f"https://{WHO}@127.0.0.1:{port}")
            async with client_of(target(vos.server, tls=tls, proxy_url=url)) as client:
                assert reasons(await scrape(client)) == ["tls"]
            assert proxy.asked == []
            assert vos.server.connections == 0

    asyncio.run(run())


def test_through_a_proxy_the_target_is_still_verified(tmp_path: Path, proxy_authority: Authority) -> None:
    authority, other = Authority(tmp_path), Authority(tmp_path)

    async def run() -> None:
        proxy, vos = Proxy(), Vos()
        async with peer(proxy.serve, proxy_authority.context) as port, vos.server.running(authority.context):
            url = Secret(f"https://127.0.0.1:{port}")
            for tls, reason in (
                (Tls(ca_file=other.file), "tls"),
                (Tls(ca_file=authority.file, server_name="other.example.com"), "tls"),
                (Tls(ca_file=authority.file), "ok"),
                (Tls(insecure_skip_verify=True), "ok"),
            ):
                async with client_of(target(vos.server, auth=BASIC, tls=tls, proxy_url=url)) as client:
                    assert reasons(await scrape(client)) == [reason]

    asyncio.run(run())


@pytest.mark.parametrize("refusal", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
def test_a_proxy_that_refuses_is_a_connect_failure_that_says_so(tmp_path: Path, refusal: str) -> None:
    async def run() -> None:
        proxy, vos = Proxy(refuse=refusal), Vos()
        authority = Authority(tmp_path)
        async with peer(proxy.serve) as port, vos.server.running(authority.context):
            url = Secret(f"http://127.0.0.1:{port}")
            async with client_of(target(vos.server, authority.file, auth=BASIC, proxy_url=url)) as client:
                [failed] = await scrape(client)
                assert isinstance(failed, RequestFailed)
                assert (failed.reason, failed.status) == ("connect", None)
                assert failed.detail == "no connection: the proxy refused it"
            assert len(proxy.asked) == 1

    asyncio.run(run())


def test_a_proxy_that_hangs_up_is_asked_once(tmp_path: Path) -> None:
    """Aiohttp by itself would ask again, unseen."""
    asked = 0

    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1

    async def run() -> None:
        vos, authority = Vos(), Authority(tmp_path)
        async with peer(hang_up) as port, vos.server.running(authority.context):
            url = Secret(f"http://127.0.0.1:{port}")
            async with client_of(target(vos.server, authority.file, auth=BASIC, proxy_url=url)) as client:
                assert reasons(await scrape(client)) == ["connect"]
            assert asked == 1

    asyncio.run(run())


def test_nobody_at_the_proxy_is_a_connect_failure_that_says_so(tmp_path: Path) -> None:
    async def run() -> None:
        vos, authority = Vos(), Authority(tmp_path)
        async with peer(Proxy().serve) as port, vos.server.running(authority.context):
            pass
        url = Secret(f"http://127.0.0.1:{port}")
        async with client_of(target(vos.server, authority.file, auth=BASIC, proxy_url=url)) as client:
            [failed] = await scrape(client)
            assert isinstance(failed, RequestFailed)
            assert failed.detail == "no connection: connection refused"

    asyncio.run(run())


def test_a_user_with_a_colon_is_none() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        Given.of(Secret("http://us%3Aer:pass@127.0.0.1:1"))


def test_requests_cancelled_at_a_proxy_that_is_silent_leave_no_socket(proxy_authority: Authority) -> None:
    """It has agreed on keys, read CONNECT, and takes no farewell."""
    mute = Mute(proxy_authority.context)

    async def run(port: int) -> None:
        settings = TargetSettings(
            name="lab",
            url="https://vos.example.com",
            tls=Tls(insecure_skip_verify=True),
            proxy_url=Secret(f"https://127.0.0.1:{port}"),
            timeout=60.0,
        )
        http = Http(settings, SYSTEM_CLOCK, lambda: 16)
        asking = [asyncio.create_task(http.send(request("/"), Secret("Basic x"))) for _ in range(20)]
        for _ in asking:
            assert await asyncio.to_thread(mute.asked.acquire, timeout=30)
        assert open_sockets(port) == 20
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
        async with asyncio.timeout(5):
            while open_sockets(port):  # noqa: ASYNC110 - the system tells nobody
                await asyncio.sleep(0.01)
        await http.aclose()

    with mute.running() as port:
        asyncio.run(asyncio.wait_for(run(port), 60))
