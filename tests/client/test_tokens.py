"""Tokens: how they are asked for, how long they live, and who waits for whom."""

import asyncio
import json
from urllib.parse import parse_qs

import pytest

from tests.kits.vos_server import (
    CLIENT_ID,
    CLIENT_SECRET,
    DROP,
    PASSWORD,
    ROUTE,
    USERNAME,
    Reply,
    Seen,
    Time,
    basic,
    paths,
    plain_vos,
    reasons,
    request,
    scrape,
    secret_auth,
)
from vos_exporter.client import Reason, RequestFailed, grants
from vos_exporter.config import AuthMethod


def test_client_credentials_go_in_the_query_with_an_empty_body() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            assert reasons(await scrape(client)) == ["ok"]
            asked, route = vos.server.requests
            assert (asked.method, asked.target) == ("POST", "/oauth/token?grant_type=client_credentials")
            assert asked.headers["authorization"] == basic(CLIENT_ID, CLIENT_SECRET)
            assert asked.body == b""
            assert "content-type" not in asked.headers
            assert route.headers["authorization"] == "Bearer canary-token-1"

    asyncio.run(run())


def test_authorization_code_reads_the_code_from_a_redirect_that_is_not_followed() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            assert reasons(await scrape(client)) == ["ok"]
            authorize, token, route = vos.server.requests
            assert (authorize.method, authorize.path) == ("GET", "/oauth/authorize")
            assert authorize.headers["authorization"] == basic(USERNAME, PASSWORD)
            assert authorize.query["response_type"] == ["code"]
            assert authorize.query["client_id"] == [CLIENT_ID]
            assert (token.method, token.target) == ("POST", "/oauth/token")
            assert token.headers["authorization"] == basic(CLIENT_ID, CLIENT_SECRET)
            assert token.headers["content-type"] == "application/x-www-form-urlencoded"
            assert parse_qs(token.body.decode()) == {
                "grant_type": ["authorization_code"],
                "code": ["canary-code"],
                "redirect_uri": ["https://localhost/"],
            }
            assert route.headers["authorization"] == "Bearer canary-token-1"
            assert client.status.token_requests == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    "location",
    [
        "https://localhost/?code=canary-code&state=forged",
        "https://localhost/login",
        "",
        "http://[broken?code=",
    ],
)
def test_a_redirect_without_a_code_of_ours_is_no_login(location: str) -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            vos._authorize = lambda seen: Reply(302, b"", {"Location": location})  # type: ignore[method-assign]
            assert reasons(await scrape(client)) == ["auth"]
            assert vos.logins == 0

    asyncio.run(run())


def test_a_code_without_state_is_taken() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            vos._authorize = lambda seen: Reply(302, b"", {"Location": "urn:x:oob?code=c"})  # type: ignore[method-assign]
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_basic_sends_the_password_with_each_request() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.BASIC)) as (vos, client):
            assert reasons(await scrape(client, *paths(3))) == ["ok"] * 3
            sent = [seen.headers["authorization"] for seen in vos.server.requests]
            assert sent == [basic(USERNAME, PASSWORD)] * 3
            assert client.status.token_requests == 0

    asyncio.run(run())


def test_a_hundred_waiters_cost_one_token_request() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            exchanges = [client.begin() for _ in range(10)]
            await asyncio.gather(
                *(exchange.get(path, request(path)) for exchange in exchanges for path in paths(10))
            )
            assert vos.logins == 1
            assert client.status.token_requests == 1
            assert all(exchange.authenticated for exchange in exchanges)
            assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10
            assert vos.logins == 1

    asyncio.run(run())


def test_revocation_costs_one_renewal_for_ten_concurrent_routes() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client)
            vos.valid.clear()
            assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10
            assert vos.logins == 2
            assert vos.asked() == 1 + 20
            assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10
            assert vos.logins == 2

    asyncio.run(run())


def test_a_route_that_is_refused_with_a_fresh_token_renews_no_more_until_it_was_ok() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client)
            vos.routes["/vos-api/rf"] = Reply(403)
            for _ in range(3):
                [allowed, forbidden] = await scrape(client, ROUTE, "/vos-api/rf")
                assert reasons([allowed, forbidden]) == ["ok", "http_403"]
                assert isinstance(forbidden, RequestFailed)
                assert forbidden.status == 403
                assert vos.logins == 2
            del vos.routes["/vos-api/rf"]
            assert reasons(await scrape(client, "/vos-api/rf")) == ["ok"]
            vos.valid.clear()
            assert reasons(await scrape(client, "/vos-api/rf")) == ["ok"]
            assert vos.logins == 3

    asyncio.run(run())


def test_a_refusal_in_the_scrape_that_logged_in_causes_no_second_login() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.routes["/vos-api/rf"] = Reply(401)
            assert reasons(await scrape(client, ROUTE, "/vos-api/rf")) == ["ok", "http_401"]
            assert vos.logins == 1
            assert len(vos.server.targets("/vos-api/rf")) == 1

    asyncio.run(run())


def test_a_token_that_no_route_takes_is_given_up_when_it_is_old() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.routes[ROUTE] = Reply(401)
            for _ in range(5):
                assert reasons(await scrape(client)) == ["http_401"]
            assert vos.logins == 1
            time.now += 901
            vos.valid.clear()
            assert reasons(await scrape(client)) == ["http_401"]
            del vos.routes[ROUTE]
            assert reasons(await scrape(client)) == ["ok"]
            assert vos.logins == 2

    asyncio.run(run())


def test_a_hung_token_endpoint_costs_one_timeout_and_the_next_scrape_recovers() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            assert client._tokens is not None
            client._tokens._limit = 0.2
            vos.token_gate = asyncio.Event()
            assert reasons(await scrape(client, *paths(20))) == ["timeout"] * 20
            assert (vos.logins, vos.asked()) == (1, 0)
            assert client.status.token_errors == {"timeout": 1}
            assert not client.status.login_blocked
            vos.token_gate = None
            client._tokens._limit = 60.0
            assert reasons(await scrape(client, *paths(20))) == ["ok"] * 20
            assert vos.logins == 2

    asyncio.run(run())


def test_the_end_of_one_scrape_does_not_end_the_login_others_wait_for() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_gate = asyncio.Event()
            first = asyncio.create_task(client.begin().get("a", request("/vos-api/a")))
            second = asyncio.create_task(client.begin().get("b", request("/vos-api/b")))
            await vos.server.until(1, "/oauth/token")
            first.cancel()
            await asyncio.wait([first])
            vos.token_gate.set()
            assert (await second).status == 200
            assert vos.logins == 1

    asyncio.run(run())


def test_a_login_nobody_waits_for_any_more_serves_the_next_scrape() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_gate = asyncio.Event()
            task = asyncio.create_task(client.begin().get("a", request()))
            await vos.server.until(1, "/oauth/token")
            task.cancel()
            await asyncio.wait([task])
            vos.token_gate.set()
            assert reasons(await scrape(client)) == ["ok"]
            assert vos.logins == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("expires_in", "renewed_after"),
    [(10, 8), (100, 80), (300, 240), (600, 540), (43200, 43140), (None, 43200)],
)
def test_renewal_is_due_at_the_later_of_80_percent_and_60_seconds_before_the_end(
    expires_in: int | None, renewed_after: int
) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.expires_in = expires_in
            await scrape(client)
            time.now += renewed_after - 0.5
            assert reasons(await scrape(client)) == ["ok"]
            assert vos.logins == 1
            time.now += 1
            assert reasons(await scrape(client)) == ["ok"]
            await vos.server.until(2, "/oauth/token")

    asyncio.run(run())


def test_a_renewal_ahead_of_the_end_holds_no_route_up() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            await scrape(client)
            vos.token_gate = asyncio.Event()
            time.now += 3550
            assert reasons(await scrape(client, *paths(5))) == ["ok"] * 5
            assert reasons(await scrape(client, *paths(5))) == ["ok"] * 5
            assert client.status.token_requests == 2

    asyncio.run(run())


def test_an_ended_token_costs_one_request() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            await scrape(client)
            vos.valid.clear()
            time.now += 3601
            assert reasons(await scrape(client, *paths(20))) == ["ok"] * 20
            assert vos.logins == 2
            assert vos.asked() == 21
            assert client.status.token_expiry == time.now + 1_700_000_000 + 3600

    asyncio.run(run())


@pytest.mark.parametrize("expires_in", [0, 1])
def test_a_fresh_answer_serves_its_whole_scrape_however_short_its_life(expires_in: int) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.expires_in = expires_in
            exchange = client.begin()
            await exchange.get("a", request())
            time.now += 5
            await exchange.get("b", request())
            assert vos.logins == 1
            await scrape(client)
            assert vos.logins == 2

    asyncio.run(run())


def test_a_refresh_token_is_used_and_a_refused_one_becomes_a_login() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.extra = {"refresh_token": "canary-refresh"}
            await scrape(client)
            vos.extra = {}
            time.now += 3601
            assert reasons(await scrape(client)) == ["ok"]
            form = parse_qs(vos.server.targets("/oauth/token")[-1].body.decode())
            assert form == {"grant_type": ["refresh_token"], "refresh_token": ["canary-refresh"]}
            answer = vos._token

            async def refuse_refresh(seen: Seen) -> Reply:
                return Reply(400, b'{"error": "invalid_grant"}') if seen.body else await answer(seen)

            vos._token = refuse_refresh  # type: ignore[method-assign]
            time.now += 3601
            assert reasons(await scrape(client)) == ["ok"]
            assert [bool(seen.body) for seen in vos.server.targets("/oauth/token")] == [
                False,
                True,
                True,
                False,
            ]
            assert client.status.token_requests == vos.logins
            assert not client.status.login_blocked
            assert client.status.token_errors == {}

    asyncio.run(run())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>canary-body</html>",
        b"[]",
        b"null",
        b"{}",
        b"[" * 5000,
        json.dumps({"access_token": ""}).encode(),
        json.dumps({"access_token": 7}).encode(),
        json.dumps({"access_token": "two\r\nlines"}).encode(),
        json.dumps({"access_token": "t", "token_type": "mac"}).encode(),
        json.dumps({"error": "canary-error", "error_description": "canary-description"}).encode(),
        json.dumps({"status": 429, "message": "slow down"}).encode(),
    ],
)
def test_an_answer_that_is_no_token_counts_as_a_refusal_until_the_pause_is_over(answer: bytes) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.token_reply = Reply(body=answer)
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason is Reason.AUTH
            assert "canary" not in str(failure)
            assert client.status.login_blocked
            vos.token_reply = None
            time.now += 31
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


@pytest.mark.parametrize(
    "reply",
    [
        Reply(201, b'{"access_token": "canary-token"}'),
        Reply(200, b'\xef\xbb\xbf{"access_token": "canary-token"}'),
        Reply(200, b'{"access_token": "canary-token"}', {"Content-Type": "text/html"}),
        Reply(200, b'{"access_token": "canary-token", "token_type": "Bearer "}'),
        Reply(200, b'{"access_token": "canary-token", "expires_in": 1e300, "scope": [1]}'),
    ],
)
def test_a_token_is_taken_however_it_is_wrapped(reply: Reply) -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = reply
            vos.valid.add("canary-token")
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_a_life_beyond_a_year_is_a_year() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.expires_in = 9_223_372_036_854_775_807
            await scrape(client)
            assert client.status.token_expiry == time.now + 1_700_000_000 + 366 * 86400

    asyncio.run(run())


@pytest.mark.parametrize("life", [None, "soon", [1], True, [], {}, "", 10**400])
def test_a_life_that_is_no_number_is_unknown(life: object) -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.expires_in, vos.extra = None, {"expires_in": life}
            assert reasons(await scrape(client)) == ["ok"]
            assert client.status.token_expiry is None

    asyncio.run(run())


def test_a_dropped_login_is_counted_once_and_sent_once() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = DROP
            assert reasons(await scrape(client)) == ["connect"]
            assert (vos.logins, client.status.token_requests) == (1, 1)

    asyncio.run(run())


def test_whatever_breaks_in_a_login_is_a_failed_login(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("canary-detail")

    async def run() -> None:
        async with plain_vos() as (_, client):
            monkeypatch.setattr(grants, "_grant", broken)
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason is Reason.AUTH
            assert "canary" not in str(failure)
            assert client.status.token_errors == {"auth": 1}
            monkeypatch.undo()
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


@pytest.mark.parametrize(("life", "expected"), [("3600", 3600), (3600.5, 3600.5), (-5, 0)])
def test_a_life_is_read_as_a_number_however_it_is_written(life: object, expected: float) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.expires_in, vos.extra = None, {"expires_in": life}
            await scrape(client)
            assert client.status.token_expiry == time.now + 1_700_000_000 + expected

    asyncio.run(run())


@pytest.mark.parametrize(
    ("reply", "reason", "blocked"),
    [
        (Reply(500), "auth", False),
        (Reply(503, b"", {"Retry-After": "600"}), "auth", False),
        (Reply(404), "auth", True),
        (Reply(429, b'{"a": 1}'), "auth", True),
        (Reply(302, b"", {"Location": "https://elsewhere.example/"}), "auth", True),
        (Reply(raw=b""), "connect", False),
        (Reply(body=b"x" * 70_000), "auth", True),
    ],
)
def test_every_route_fails_with_the_reason_of_the_login_and_without_its_status(
    reply: Reply, reason: str, blocked: bool
) -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = reply
            outcomes = await scrape(client, *paths(5))
            assert reasons(outcomes) == [reason] * 5
            assert all(isinstance(outcome, RequestFailed) and outcome.status is None for outcome in outcomes)
            assert len({id(outcome) for outcome in outcomes}) == 5
            assert client.status.token_errors == {reason: 1}
            assert client.status.login_blocked is blocked
            assert vos.asked() == 0

    asyncio.run(run())
