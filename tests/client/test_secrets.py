"""Canaries: nothing that must stay secret is in an exception, a repr or a log line, whatever goes wrong."""

import asyncio
import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.kits.vos_server import DROP, ROUTE, Reply, client_of, plain_vos, request, secret_auth, target
from vos_exporter.client import Client, RequestFailed
from vos_exporter.config import AuthMethod

PARAMETERS: dict[str, Any] = {"canary_parameter": "canary-value"}
BODY = b'{"error": "canary-body", "access_token": ["canary-token-x"], "x": '
TOKENS = {
    "refused": Reply(401, BODY + b"1}"),
    "not json": Reply(200, BODY),
    "no token": Reply(200, BODY + b"1}"),
    "broken": DROP,
    "cut short": Reply(
        raw=b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\nX-Canary: canary-header\r\n\r\n" + BODY
    ),
    "garbage": Reply(raw=b"canary-garbage\r\n\r\n"),
    "redirect": Reply(302, BODY, {"Location": "http://canary-host.example/?canary=1"}),
    "bad token": Reply(200, json.dumps({"access_token": "canary token\n"}).encode()),
}
ROUTES = {
    "refused": Reply(403, BODY),
    "redirect": Reply(307, BODY, {"Location": "http://canary-host.example/?canary=1"}),
    "broken": DROP,
    "compressed": Reply(200, BODY, {"Content-Encoding": "gzip"}),
    "cut short": TOKENS["cut short"],
    "garbage": TOKENS["garbage"],
    "server error": Reply(500, BODY),
}


def told(error: BaseException) -> Iterator[str]:
    """All that could be printed of ``error``, with its causes and contexts."""
    yield "".join(traceback.format_exception(error))
    seen: BaseException | None = error
    while seen is not None:
        yield f"{seen} {seen!r} {seen.args!r} {vars(seen)!r}"
        seen = seen.__cause__ or seen.__context__


async def provoke(client: Client) -> str:
    exchange = client.begin()
    with pytest.raises(RequestFailed) as caught:
        await exchange.get("services", request(**PARAMETERS))
    context = caught.value.__context__
    assert context is None or isinstance(context, RequestFailed)
    everything = [client, exchange, client.status, client._tokens, vars(exchange._access), vars(client)]
    if client._tokens is not None:
        everything.append(vars(client._tokens))
    return "\n".join([*told(caught.value), *(repr(thing) for thing in everything)])


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("method", [AuthMethod.CLIENT_CREDENTIALS, AuthMethod.AUTHORIZATION_CODE])
@pytest.mark.parametrize("fault", TOKENS)
def test_a_failed_login_tells_no_secret(
    method: AuthMethod, fault: str, everything_logged: pytest.LogCaptureFixture
) -> None:
    async def run() -> str:
        async with plain_vos(auth=secret_auth(method)) as (vos, client):
            vos.token_reply = TOKENS[fault]
            return await provoke(client)

    with capture_logs() as lines:
        said = asyncio.run(run())
    assert "canary" not in f"{said} {everything_logged.text} {lines}"
    assert lines


@pytest.mark.parametrize("fault", ROUTES)
def test_a_failed_route_tells_no_secret(fault: str, everything_logged: pytest.LogCaptureFixture) -> None:
    async def run() -> str:
        async with plain_vos() as (vos, client):
            vos.routes[ROUTE] = ROUTES[fault]
            return await provoke(client)

    with capture_logs() as lines:
        said = asyncio.run(run())
    assert "canary" not in f"{said} {everything_logged.text} {lines}"


def test_a_client_that_works_tells_no_secret(everything_logged: pytest.LogCaptureFixture) -> None:
    async def run() -> str:
        async with plain_vos(auth=secret_auth(AuthMethod.AUTHORIZATION_CODE)) as (vos, client):
            vos.extra = {"refresh_token": "canary-refresh"}
            vos.routes[ROUTE] = Reply(body=b'["canary-body"]')
            response = await client.begin().get("services", request())
            assert b"canary-body" in response.body
            tokens = client._tokens
            assert tokens is not None
            return f"{response!r} {tokens.valid()!r} {vars(tokens)} {tokens.join()!r} {vars(client)}"

    with capture_logs() as lines:
        said = asyncio.run(run())
    assert "canary" not in f"{said} {everything_logged.text} {lines}"


def test_nobody_listening_tells_no_secret(everything_logged: pytest.LogCaptureFixture) -> None:
    async def run() -> str:
        async with plain_vos() as (vos, _):
            settings = target(vos.server, scheme="http", auth=secret_auth(AuthMethod.BASIC))
        async with client_of(settings) as client:
            return await provoke(client)

    assert "canary" not in asyncio.run(run()) + everything_logged.text
