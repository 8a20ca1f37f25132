"""Nobody's account is locked by us: every request that carries a credential is counted."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.kits.vos_server import (
    DROP,
    ROUTE,
    Reply,
    Time,
    Vos,
    paths,
    plain_vos,
    reasons,
    request,
    scrape,
    secret_auth,
)
from vos_exporter.config import AuthMethod, Credential

SCRAPES = 100
INTERVAL = 15.0
"""Seconds; a hundred scrapes are 25 minutes."""

PAUSES = 6
"""Attempts in these 25 minutes: at once, then after 30, 60, 120, 240 and 480 s; the next is 900 s later."""

HTML = Reply(200, b"<html>log in</html>", {"Content-Type": "text/html"})
ERROR_OBJECT = Reply(200, json.dumps({"error": "invalid_client"}).encode())
TO_LOGIN = Reply(302, b"", {"Location": "/login"})


def credentials_sent(vos: Vos) -> int:
    """Requests that carried a client secret or a password, wherever they went."""
    return sum(seen.headers.get("authorization", "").startswith("Basic ") for seen in vos.server.requests)


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(400, b'{"error": "invalid_grant"}'), Reply(401), Reply(403), Reply(404), Reply(407), Reply(423),
        Reply(429), Reply(440), Reply(204), TO_LOGIN, HTML, ERROR_OBJECT, Reply(200, b""), Reply(200, b"{}"),
        Reply(200, b"x" * 100_000),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:12].decode()}",
)  # fmt: skip
@pytest.mark.parametrize("method", [AuthMethod.CLIENT_CREDENTIALS, AuthMethod.AUTHORIZATION_CODE])
def test_a_refused_login_is_tried_six_times_in_25_minutes(refusal: Reply, method: AuthMethod) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time, auth=secret_auth(method)) as (vos, client):
            if method is AuthMethod.AUTHORIZATION_CODE:
                vos._authorize = lambda seen: refusal  # type: ignore[method-assign]
            vos.token_reply = refusal
            for _ in range(SCRAPES):
                assert set(reasons(await scrape(client, *paths(5)))) == {"auth"}
                time.now += INTERVAL
            assert credentials_sent(vos) == PAUSES
            assert vos.asked() == 0

    asyncio.run(run())


@pytest.mark.parametrize("trouble", [Reply(500), Reply(503), DROP], ids=["500", "503", "broken"])
def test_a_server_out_of_order_is_asked_once_per_scrape(trouble: Reply) -> None:
    """It does not look at credentials, and must be found well again at once."""

    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = trouble
            for _ in range(SCRAPES):
                await scrape(client, *paths(5))
            assert credentials_sent(vos) == SCRAPES

    asyncio.run(run())


@pytest.mark.parametrize("refusal", [Reply(401), Reply(407)], ids=["401", "407"])
def test_a_refused_password_is_sent_once_per_pause(refusal: Reply) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time, auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            vos.password, vos.stranger = "another", refusal
            for _ in range(SCRAPES):
                assert "ok" not in reasons(await scrape(client, *paths(21)))
                time.now += INTERVAL
            assert credentials_sent(vos) == PAUSES
            assert client.status.login_blocked

    asyncio.run(run())


@pytest.mark.parametrize("refusal", [Reply(403), TO_LOGIN], ids=["403", "302"])
def test_a_password_in_doubt_is_sent_three_times_and_then_once_per_pause(refusal: Reply) -> None:
    """403 may be a missing permission of one route: two others are asked before the password is to blame."""

    async def run() -> None:
        time = Time()
        async with plain_vos(time, auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            vos.password, vos.stranger = "another", refusal
            for _ in range(SCRAPES):
                assert "ok" not in reasons(await scrape(client, *paths(21)))
                time.now += INTERVAL
            assert credentials_sent(vos) == 3 + PAUSES - 1

    asyncio.run(run())


def test_a_password_changed_under_us_costs_one_refused_request() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            assert reasons(await scrape(client, *paths(21))) == ["ok"] * 21
            before = credentials_sent(vos)
            vos.password = "another"
            found = reasons(await scrape(client, *paths(21)))
            assert sorted(found) == ["auth"] * 20 + ["http_401"]
            assert credentials_sent(vos) == before + 1

    asyncio.run(run())


def test_a_route_without_permission_takes_no_other_route_with_it() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            for status in (401, 403):
                vos.routes["/vos-api/rf"] = Reply(status)
                assert "ok" in reasons(await scrape(client, ROUTE, "/vos-api/rf"))
                for _ in range(5):
                    assert reasons(await scrape(client, "/vos-api/rf", ROUTE)) == [f"http_{status}", "ok"]
            assert not client.status.login_blocked

    asyncio.run(run())


def test_a_changed_password_file_ends_the_pause(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("stale")

    async def run() -> None:
        auth = secret_auth(AuthMethod.BASIC)
        auth = type(auth)(method=auth.method, username=auth.username, password=Credential(file=str(password)))
        async with plain_vos(auth=auth) as (vos, client):
            assert reasons(await scrape(client)) == ["http_401"]
            assert reasons(await scrape(client)) == ["auth"]
            password.write_text(vos.password)
            assert reasons(await scrape(client)) == ["ok"]
            password.unlink()
            assert reasons(await scrape(client, *paths(3))) == ["auth"] * 3

    asyncio.run(run())


def test_a_broken_first_route_lets_the_next_one_ask() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            vos.routes["/vos-api/broken"] = DROP
            assert reasons(await scrape(client, "/vos-api/broken", ROUTE)) == ["connect", "ok"]

    asyncio.run(run())


def test_whoever_gives_up_while_asking_first_lets_the_next_one_ask() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            vos.route_gate = asyncio.Event()
            exchange = client.begin()
            first = asyncio.create_task(exchange.get("a", request("/vos-api/a")))
            second = asyncio.create_task(exchange.get("b", request("/vos-api/b")))
            await vos.server.until(1, "/vos-api/a")
            first.cancel()
            await asyncio.wait([first])
            vos.route_gate.set()
            assert (await second).status == 200

    asyncio.run(run())


FORGOTTEN = [
    Reply(302, b"", {"Location": "/login"}), Reply(303, b"", {"Location": "/login"}), HTML, ERROR_OBJECT,
    Reply(400, b'{"error": "invalid_token"}'), Reply(401), Reply(403), Reply(407), Reply(440), Reply(500),
]  # fmt: skip


@pytest.mark.parametrize("answer", FORGOTTEN, ids=lambda r: f"{r.status}-{r.body[:10].decode()}")
def test_a_forgotten_token_is_renewed_in_the_scrape_that_finds_out(answer: Reply) -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client, *paths(10))
            vos.stranger = answer
            vos.valid.clear()
            assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10
            assert vos.logins == 2

    asyncio.run(run())


@pytest.mark.parametrize("answer", FORGOTTEN, ids=lambda r: f"{r.status}-{r.body[:10].decode()}")
def test_a_token_that_vos_goes_on_to_refuse_is_renewed_once_a_quarter_of_an_hour(answer: Reply) -> None:
    """Whatever is wrong, it is not the token."""

    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            await scrape(client, *paths(3))
            for path in paths(3):
                vos.routes[path] = answer
            for _ in range(SCRAPES):
                assert "ok" not in reasons(await scrape(client, *paths(3)))
                time.now += INTERVAL
            assert credentials_sent(vos) == 1 + 1 + SCRAPES * INTERVAL // 900

    asyncio.run(run())


def test_a_network_out_of_order_is_no_reason_for_a_login() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client, *paths(3))
            for path in paths(3):
                vos.routes[path] = DROP
            for _ in range(5):
                assert reasons(await scrape(client, *paths(3))) == ["connect"] * 3
            assert vos.logins == 1

    asyncio.run(run())


def test_one_route_that_is_accepted_is_proof_that_the_token_is_good() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client, *paths(3))
            for path in paths(2):
                vos.routes[path] = Reply(500)
            for _ in range(5):
                await scrape(client, *paths(3))
            assert vos.logins == 1

    asyncio.run(run())
