"""Refused logins: how often we try, and what ends the waiting."""

import asyncio
from email.utils import formatdate
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from tests.kits.vos_server import (
    CLIENT_SECRET,
    ROUTE,
    Reply,
    Time,
    client_of,
    paths,
    plain_vos,
    reasons,
    scrape,
    secret_auth,
    target,
)
from vos_exporter.client import Client, RequestFailed
from vos_exporter.client.breaker import Breaker
from vos_exporter.config import AuthMethod, Credential
from vos_exporter.secret import Secret


def test_the_pause_doubles_from_half_a_minute_to_a_quarter_of_an_hour() -> None:
    time = Time()
    breaker = Breaker(time.clock.monotonic)
    pauses = []
    for _ in range(8):
        breaker.refused()
        pauses.append(breaker.pause)
        time.now += breaker.pause - 0.1
        assert breaker.blocked
        time.now += 0.2
        assert not breaker.blocked
    assert pauses == [30, 60, 120, 240, 480, 900, 900, 900]
    breaker.close()
    breaker.refused()
    assert breaker.pause == 30


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 407, 423, 429, 440])
def test_a_refused_login_blocks_and_no_request_is_made(status: int) -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = Reply(status, b'{"error": "canary"}')
            for _ in range(3):
                exchange = client.begin()
                outcomes = await scrape(client, *paths(10))
                assert reasons(outcomes) == ["auth"] * 10
                assert not exchange.authenticated
            assert [seen.path for seen in vos.server.requests] == ["/oauth/token"]
            assert client.status.login_blocked
            assert client.status.token_errors == {"auth": 1}

    asyncio.run(run())


def test_a_refusal_at_the_authorize_endpoint_blocks_too() -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            vos._authorize = lambda seen: Reply(403)  # type: ignore[method-assign]
            assert reasons(await scrape(client)) == ["auth"]
            assert reasons(await scrape(client)) == ["auth"]
            assert client.status.login_blocked
            assert len(vos.server.requests) == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "blocked"), [("access_denied", True), ("unauthorized_client", True), ("server_error", False)]
)
def test_a_redirect_that_refuses_the_login_blocks_too(error: str, blocked: bool) -> None:
    async def run() -> None:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            location = f"https://localhost/?error={error}"
            vos._authorize = lambda seen: Reply(302, b"", {"Location": location})  # type: ignore[method-assign]
            assert reasons(await scrape(client)) == ["auth"]
            assert client.status.login_blocked is blocked

    asyncio.run(run())


def test_a_wrong_secret_for_a_day_is_a_bounded_number_of_logins() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.secret = "another"
            for _ in range(24 * 60):
                await scrape(client)
                time.now += 60
            assert vos.logins <= 5 + 24 * 4
            assert vos.asked() == 0
            vos.secret = CLIENT_SECRET
            time.now += 900
            assert reasons(await scrape(client)) == ["ok"]
            assert not client.status.login_blocked

    asyncio.run(run())


async def login_ended(client: Client) -> None:
    """Wait for the renewal on the side."""
    assert client._tokens is not None
    assert client._tokens._flight is not None
    await client._tokens._flight


def test_a_valid_token_keeps_being_used_while_logins_are_blocked() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            await scrape(client)
            vos.secret = "another"
            time.now += 3550
            assert reasons(await scrape(client)) == ["ok"]
            await login_ended(client)
            assert client.status.login_blocked
            exchange = client.begin()
            assert reasons(await scrape(client, *paths(5))) == ["ok"] * 5
            time.now += 45
            await scrape(client)
            time.now += 10
            assert reasons(await scrape(client)) == ["auth"]
            assert not exchange.authenticated

    asyncio.run(run())


def test_a_revoked_token_that_cannot_be_replaced_is_not_sent_again() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client)
            vos.valid.clear()
            vos.secret = "another"
            assert reasons(await scrape(client, *paths(4))) == ["auth"] * 4
            before = len(vos.server.requests)
            assert reasons(await scrape(client, *paths(4))) == ["auth"] * 4
            assert len(vos.server.requests) == before

    asyncio.run(run())


def test_a_token_that_some_routes_take_is_kept_when_a_login_is_refused() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client)
            vos.secret = "another"
            vos.routes["/vos-api/rf"] = Reply(403)
            for _ in range(2):
                assert reasons(await scrape(client, ROUTE, "/vos-api/rf")) == ["ok", "auth"]

    asyncio.run(run())


def test_a_changed_secret_file_ends_the_pause_and_an_unchanged_one_does_not(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("stale\n")

    async def run() -> None:
        async with plain_vos(auth=secret_auth(secret_file=str(secret))) as (vos, client):
            assert reasons(await scrape(client)) == ["auth"]
            secret.write_text("stale")
            assert reasons(await scrape(client)) == ["auth"]
            secret.unlink()
            assert reasons(await scrape(client)) == ["auth"]
            assert vos.logins == 1
            secret.write_text(CLIENT_SECRET)
            assert reasons(await scrape(client)) == ["ok"]
            assert vos.logins == 2

    asyncio.run(run())


def test_a_missing_secret_file_is_named_and_sends_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"

    async def run() -> None:
        async with plain_vos(auth=secret_auth(secret_file=str(secret))) as (vos, client):
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason == "auth"
            assert str(secret) in failure.detail
            assert vos.server.requests == []
            assert not client.status.login_blocked
            secret.write_text(CLIENT_SECRET)
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_a_rotated_secret_file_is_read_at_the_next_login(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(CLIENT_SECRET)

    async def run() -> None:
        async with plain_vos(auth=secret_auth(secret_file=str(secret))) as (vos, client):
            assert reasons(await scrape(client)) == ["ok"]
            vos.secret = "rotated"
            secret.write_text("rotated")
            vos.valid.clear()
            assert reasons(await scrape(client)) == ["ok"]
            assert client.status.token_errors == {}

    asyncio.run(run())


def test_a_reload_with_other_settings_is_no_way_around_the_breaker() -> None:
    """A hundred reloads in a minute, each with another timeout: one login in 30 seconds."""

    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, first):
            vos.secret = "another"
            await scrape(first)
            client = first
            for number in range(100):
                time.now += 0.6
                settings = target(vos.server, scheme="http", timeout=5.0 + number)
                async with client_of(settings, time.clock) as successor:
                    successor.inherit(client)
                    await scrape(successor)
                client = successor
            assert vos.logins == 2
            async with client_of(target(vos.server, scheme="http"), time.clock) as successor:
                successor.inherit(client)
                assert reasons(await scrape(successor)) == ["auth"]

    asyncio.run(run())


def test_a_reload_that_brings_another_secret_logs_in_at_once() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.secret = "the new one"
            assert reasons(await scrape(client)) == ["auth"]
            auth = msgspec.structs.replace(
                secret_auth(), client_secret=Credential(value=Secret("the new one"))
            )
            async with client_of(target(vos.server, scheme="http", auth=auth)) as successor:
                successor.inherit(client)
                assert reasons(await scrape(successor)) == ["ok"]

    asyncio.run(run())


@pytest.mark.parametrize(("header", "pause"), [("7", 30), ("120", 120), ("999999", 3600), ("soon", 30)])
def test_vos_can_ask_for_a_longer_pause(header: str, pause: float) -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            vos.token_reply = Reply(429, b"{}", {"Retry-After": header})
            await scrape(client)
            vos.token_reply = None
            time.now += pause - 1
            assert reasons(await scrape(client)) == ["auth"]
            time.now += 2
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_the_date_to_wait_for_is_by_the_clock_of_vos() -> None:
    async def run() -> None:
        time = Time()
        async with plain_vos(time) as (vos, client):
            here = time.clock.wall()
            there = {"Date": formatdate(here - 5000, usegmt=True)}
            vos.token_reply = Reply(
                429, b"{}", {"Retry-After": formatdate(here - 4900, usegmt=True), **there}
            )
            await scrape(client)
            vos.token_reply = None
            time.now += 98
            assert reasons(await scrape(client)) == ["auth"]
            time.now += 3
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_one_line_is_logged_when_a_login_fails_and_one_when_it_works_again() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.token_reply = Reply(500)
            with capture_logs() as lines:
                for _ in range(3):
                    await scrape(client)
                vos.token_reply = None
                await scrape(client)
                await scrape(client)
            assert [line["event"] for line in lines] == ["login failed", "login works again"]

    asyncio.run(run())
