"""One bounded request: statuses, sizes, connections, retries; and where it may go."""

import asyncio
import errno
import gc
import gzip
import os
import zlib
from email.utils import formatdate
from pathlib import Path

import httpx
import pytest
import respx

from tests.kits.vos_server import (
    DROP,
    ROUTE,
    Authority,
    Reply,
    Seen,
    Time,
    Vos,
    client_of,
    paths,
    plain_vos,
    reasons,
    replying,
    request,
    scrape,
    secret_auth,
    target,
)
from vos_exporter.client import Client, Reason, Request, RequestFailed
from vos_exporter.config import AuthMethod, TargetSettings

BASIC = secret_auth(AuthMethod.BASIC)


async def failure_of(settings: TargetSettings) -> RequestFailed:
    async with client_of(settings) as client:
        [failure] = await scrape(client)
        assert isinstance(failure, RequestFailed)
        return failure


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (201, "decode"),
        (204, "decode"),
        (302, "redirect"),
        (304, "redirect"),
        (400, "http_4xx"),
        (401, "http_401"),
        (403, "http_403"),
        (404, "http_4xx"),
        (405, "http_4xx"),
        (429, "http_429"),
        (500, "http_5xx"),
        (501, "http_5xx"),
        (503, "http_5xx"),
        (599, "http_5xx"),
        (600, "decode"),
        (999, "decode"),
    ],
)
@respx.mock(using="httpx")
def test_every_status_but_200_has_its_reason(respx_mock: respx.MockRouter, status: int, reason: str) -> None:
    respx_mock.get("https://vos.example.com" + ROUTE).respond(
        status, headers={"Content-Type": "text/html", "Location": "https://vos.example.com/elsewhere"}
    )
    failure = asyncio.run(failure_of(TargetSettings(name="lab", url="https://vos.example.com", auth=BASIC)))
    assert (failure.reason, failure.status) == (reason, status)
    assert len(respx_mock.calls) == 1


@respx.mock(using="httpx")
def test_an_answer_says_what_a_scrape_needs(respx_mock: respx.MockRouter) -> None:
    time = Time()

    async def run() -> None:
        settings = TargetSettings(name="lab", url="https://vos.example.com/prefix", auth=BASIC)
        async with client_of(settings, time.clock) as client:
            response = await client.begin().get("services", request(limit="5", q="a b&c"))
            assert response.body == b"[1]"
            assert response.content_type == "application/json;charset=UTF-8"
            assert response.clock_skew == pytest.approx(80)
            assert (response.link, response.total_count) == ('</next>; rel="next"', "70")

    date = formatdate(time.clock.wall() + 80, usegmt=True)
    route = respx_mock.get("https://vos.example.com/prefix" + ROUTE, params={"limit": "5", "q": "a b&c"})
    route.respond(
        200,
        content=b"[1]",
        headers={
            "Content-Type": "application/json;charset=UTF-8",
            "Date": date,
            "Link": '</next>; rel="next"',
            "X-Total-Count": "70",
        },
    )
    asyncio.run(run())
    sent = route.calls.last.request.headers
    assert sent["accept"] == "application/json"
    assert sent["user-agent"].startswith("vos-exporter/")


@pytest.mark.parametrize(
    "location", ["https://elsewhere.example/", "http://[broken", "http://vos:port/", "//evil/", ""]
)
def test_a_redirect_is_a_failure_whatever_it_says(location: str) -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(Reply(302, b"moved", {"Location": location}))
            assert reasons(await scrape(client)) == ["redirect"]
            assert len(vos.server.requests) == 1

    asyncio.run(run())


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"800\r\n" + b"x" * 2048 + b"\r\n0\r\n\r\n"
)
BOMB = gzip.compress(b" " * 5_000_000)


@pytest.mark.parametrize(
    ("reply", "limit"),
    [
        (Reply(body=b"x" * 2048), 2047),
        (Reply(raw=CHUNKED), 2047),
        (Reply(body=BOMB, headers={"Content-Encoding": "gzip"}), 4_999_999),
    ],
)
def test_a_body_over_the_limit_is_too_large(reply: Reply, limit: int) -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(reply)
            with pytest.raises(RequestFailed) as caught:
                await client.begin().get("services", request(max_size=limit))
            assert (caught.value.reason, caught.value.status) == (Reason.TOO_LARGE, 200)
            vos.server.handler = replying(Reply())
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_a_body_at_the_limit_is_taken_and_its_decoded_size_counts() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(
                Reply(body=gzip.compress(b" " * 9999), headers={"Content-Encoding": "gzip"})
            )
            response = await client.begin().get("services", request(max_size=9999))
            assert len(response.body) == 9999

    asyncio.run(run())


def test_a_body_that_is_announced_too_large_is_not_waited_for() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC, timeout=30.0) as (vos, client):
            never = asyncio.Event()

            async def handle(seen: Seen) -> Reply:
                writer = next(iter(vos.server._writers.values()))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
                await never.wait()
                return DROP

            vos.server.handler = handle
            assert reasons(await scrape(client)) == ["too_large"]
            never.set()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("replies", "reason", "requests"),
    [
        ([DROP, Reply()], "ok", 2),
        ([DROP], "connect", 2),
        ([Reply(raw=b"SSH-2.0-OpenSSH\r\n\r\n")], "connect", 2),
        ([Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,")], "connect", 1),
        ([Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,")], "connect", 1),
        ([Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"})], "decode", 1),
        ([Reply(body=zlib.compress(b"[]"), headers={"Content-Encoding": "deflate"})], "ok", 1),
        ([Reply(body=b"x", headers={"Content-Encoding": "br"})], "decode", 1),
        ([Reply(body=gzip.compress(b"[]")[:-1], headers={"Content-Encoding": "gzip"})], "decode", 1),
        ([Reply(body=gzip.compress(b"[]"), headers={"Content-Encoding": "identity, GZIP"})], "ok", 1),
        ([Reply(raw=b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n<ht")], "http_4xx", 1),
    ],
)
def test_only_a_connection_that_broke_before_an_answer_is_tried_again(
    replies: list[Reply], reason: str, requests: int
) -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(*replies)
            assert reasons(await scrape(client)) == [reason]
            assert len(vos.server.requests) == requests

    asyncio.run(run())


def test_connections_that_the_peer_closes_when_they_are_used_again_cost_no_route() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):

            async def once_per_connection(seen: Seen) -> Reply:
                return DROP if seen.turn > 1 else Reply()

            vos.server.handler = once_per_connection
            for _ in range(3):
                assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10

    asyncio.run(run())


def test_a_second_try_does_not_take_another_connection_of_yesterday() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):

            async def once_per_connection(seen: Seen) -> Reply:
                return DROP if seen.turn > 1 else Reply()

            vos.server.handler = once_per_connection
            assert reasons(await scrape(client, *paths(5))) == ["ok"] * 5
            assert vos.server.connections == 5
            assert reasons(await scrape(client)) == ["ok"]
            assert vos.server.connections == 6

    asyncio.run(run())


def test_connections_closed_while_idle_are_replaced() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            await scrape(client, *paths(10))
            vos.server.close_connections()
            await asyncio.sleep(0)
            assert reasons(await scrape(client, *paths(10))) == ["ok"] * 10

    asyncio.run(run())


def test_nobody_listening_is_a_connect_failure_that_says_so() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            settings = target(vos.server, scheme="http")
        async with client_of(settings) as client:
            [failure] = await scrape(client)
            assert isinstance(failure, RequestFailed)
            assert failure.reason is Reason.CONNECT
            assert os.strerror(errno.ECONNREFUSED).lower() in failure.detail
            assert client.status.token_errors == {"connect": 1}

    asyncio.run(run())


def test_silence_is_a_timeout() -> None:
    async def run() -> None:
        async with plain_vos(timeout=0.2) as (vos, client):
            vos.route_gate = asyncio.Event()
            assert reasons(await scrape(client, *paths(3))) == ["timeout"] * 3
            vos.route_gate.set()

    asyncio.run(run())


def test_a_cancelled_scrape_leaves_the_client_as_good_as_before() -> None:
    async def run() -> None:
        async with plain_vos(max_concurrency=4) as (vos, client):
            vos.route_gate = asyncio.Event()
            exchange = client.begin()
            tasks = [asyncio.create_task(exchange.get(path, request(path))) for path in paths(8)]
            await vos.server.until(4, "/vos-api")
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            assert all(task.cancelled() for task in tasks)
            vos.route_gate = None
            assert reasons(await scrape(client, *paths(8))) == ["ok"] * 8

    asyncio.run(run())


def test_concurrency_is_bounded_over_all_scrapes() -> None:
    async def run() -> None:
        async with plain_vos(max_concurrency=5) as (vos, client):
            await scrape(client)
            vos.server.most_active = 0
            vos.route_gate = asyncio.Event()
            scrapes = [asyncio.create_task(scrape(client, *paths(10))) for _ in range(3)]
            await vos.server.until(1 + 5, "/vos-api")
            vos.route_gate.set()
            await asyncio.gather(*scrapes)
            assert vos.server.most_active == 5
            assert vos.server.connections <= 6

    asyncio.run(run())


def test_the_second_scrape_makes_no_connection_also_after_errors(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def run() -> None:
        vos = Vos()
        vos.routes = {
            path: Reply(status, b"x" * 999) for path, status in zip(paths(3), (404, 500, 403), strict=True)
        }
        async with (
            vos.server.running(authority.context),
            client_of(target(vos.server, authority.file)) as client,
        ):
            first = reasons(await scrape(client, *paths(20)))
            made = vos.server.connections
            assert made == 16 + 1, "a login has a connection of its own"
            for _ in range(5):
                assert reasons(await scrape(client, *paths(20))) == first
            assert vos.server.connections == made

    asyncio.run(run())


def test_a_large_body_nobody_wants_is_not_read_to_its_end() -> None:
    async def run() -> None:
        async with plain_vos() as (vos, client):
            vos.routes[ROUTE] = Reply(404, b"x" * 5_000_000)
            assert reasons(await scrape(client)) == ["http_4xx"]
            del vos.routes[ROUTE]
            assert reasons(await scrape(client)) == ["ok"]

    asyncio.run(run())


def test_nothing_of_an_answer_waits_for_the_garbage_collector() -> None:
    async def run() -> None:
        async with plain_vos() as (_, client):
            await scrape(client)
            gc.collect()
            gc.disable()
            try:
                await scrape(client, *paths(10))
                left = [found for found in gc.get_objects() if isinstance(found, httpx.Response)]
            finally:
                gc.enable()
            assert left == []

    asyncio.run(run())


def test_cookies_are_not_kept() -> None:
    """By a name: of a bare address some libraries take no cookie anyway."""

    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, _):
            vos.server.handler = replying(Reply(headers={"Set-Cookie": "JSESSIONID=canary; Path=/"}))
            settings = TargetSettings(name="lab", url=f"http://localhost:{vos.server.port}", auth=BASIC)
            async with client_of(settings) as client:
                for _ in range(3):
                    assert reasons(await scrape(client)) == ["ok"]
            assert all("cookie" not in seen.headers for seen in vos.server.requests)

    asyncio.run(run())


@pytest.mark.parametrize(
    "path",
    [
        "",
        "relative",
        "//evil/",
        "https://evil/",
        "@evil/",
        "/\\evil",
        "/a b",
        "/a?b",
        "/a#b",
        "/a\r\nX: y",
        "/a\n",
    ],
)
def test_a_path_that_could_lead_elsewhere_cannot_be_asked_for(path: str) -> None:
    with pytest.raises(ValueError, match="a path begins with one slash"):
        Request(path, {}, 1)


def test_a_client_that_never_ran_can_be_closed() -> None:
    async def run() -> None:
        client = Client(TargetSettings(name="lab", url="https://vos.example.com"))
        assert client.status.token_requests == 0
        await client.aclose()

    asyncio.run(run())


@pytest.mark.parametrize("path", ["/vos-api/%7Ea/%41%27b/%2F", "/vos-api/~a/A'b", "/vos-api/a%20b/ä"])
def test_a_path_goes_out_as_it_was_given(path: str) -> None:
    """Libraries like to write %7E and %41 as ~ and A; some servers mean what they say."""

    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            await scrape(client, path)
            [seen] = vos.server.requests
            assert seen.target == path.replace("ä", "%C3%A4")

    asyncio.run(run())


def test_a_query_goes_out_as_it_was_given() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(Reply())
            await client.begin().get("services", request(state="ACTIVE", q="a b&c='ä~%41"))
            [seen] = vos.server.requests
            assert seen.query == {"state": ["ACTIVE"], "q": ["a b&c='ä~%41"]}

    asyncio.run(run())


def test_we_say_who_we_are_and_what_we_take_and_nothing_else() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            await scrape(client)
            headers = vos.server.requests[0].headers
            assert headers.pop("user-agent").startswith("vos-exporter/")
            assert headers.pop("authorization").startswith("Basic ")
            assert headers == {
                "host": f"127.0.0.1:{vos.server.port}",
                "accept": "application/json",
                "accept-encoding": "gzip, deflate",
            }

    asyncio.run(run())


def test_a_request_has_its_own_limit_of_time_within_the_targets() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC, timeout=0.3) as (vos, client):
            vos.route_gate = asyncio.Event()
            vos.server.handler = vos.handle
            for limit in (0.05, 10.0, None):
                began = asyncio.get_running_loop().time()
                with pytest.raises(RequestFailed) as caught:
                    await client.begin().get("services", Request("/vos-api/a", {}, 1, limit))
                assert caught.value.reason is Reason.TIMEOUT
                took = asyncio.get_running_loop().time() - began
                assert min(limit or 1, 0.3) <= took + 0.01 < min(limit or 1, 0.3) + 0.2

    asyncio.run(run())


def test_a_body_that_bursts_is_too_large() -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            packed = gzip.compress(b" " * 9_000_000)
            vos.server.handler = replying(Reply(body=packed, headers={"Content-Encoding": "gzip"}))
            with pytest.raises(RequestFailed, match="compressed more than 100 times") as caught:
                await client.begin().get("services", request(max_size=64_000_000))
            assert caught.value.reason is Reason.TOO_LARGE

    asyncio.run(run())


@pytest.mark.parametrize(
    "date", ["", "yesterday", "Tue, 99 Nov 2026 99:00:00 GMT", "Fri, 31 Dec 99999 23:59:59 GMT"]
)
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    async def run() -> None:
        async with plain_vos(auth=BASIC) as (vos, client):
            vos.server.handler = replying(Reply(headers={"Date": date}))
            assert (await client.begin().get("services", request())).clock_skew is None

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (httpx.ConnectTimeout, "timeout", "VOS did not answer in time"),
        (httpx.ConnectError, "connect", "no connection: the network refused it"),
        (httpx.ReadError, "connect", "the connection broke before an answer"),
        (httpx.RemoteProtocolError, "connect", "what came was no answer in HTTP"),
    ],
)
@respx.mock(using="httpx")
def test_failures_of_httpx_have_their_reasons(
    respx_mock: respx.MockRouter, error: type[httpx.HTTPError], reason: str, detail: str
) -> None:
    respx_mock.get("https://vos.example.com" + ROUTE).mock(side_effect=error)
    failure = asyncio.run(failure_of(TargetSettings(name="lab", url="https://vos.example.com", auth=BASIC)))
    assert (failure.reason, failure.detail) == (reason, detail)
