"""A token that VOS forgot, whatever it answers instead of 401: found out and renewed in the same scrape."""

import asyncio

import pytest

from tests.kits.answers import live, scrape
from tests.kits.vos_server import Reply, secret_auth
from vos_exporter.config import AuthMethod

ROUTES = ("services", "sources", "uplinks")
TO_LOGIN = Reply(302, b"", {"Location": "/login"})
PAGE = Reply(200, b"<html>log in</html>", {"Content-Type": "text/html"})
ERROR = Reply(200, b'{"error": "invalid_token", "error_description": "unknown"}')


@pytest.mark.parametrize("stranger", [TO_LOGIN, PAGE, ERROR, Reply(400), Reply(440), Reply(500)])
def test_a_forgotten_token_is_renewed_and_every_route_asked_once_more(stranger: Reply) -> None:
    """One execution per route is counted, and the answer is whole."""

    async def work() -> None:
        async with live({key: [] for key in ROUTES}) as (vos, target):
            await scrape(target, *ROUTES)
            vos.stranger = stranger
            vos.valid.clear()
            answer = await scrape(target, *ROUTES)
            assert set(answer.outcomes().values()) == {"ok"}
            assert answer.value("vos_up") == 1
            assert vos.logins == 2
            assert answer.value("vos_api_requests_total", route="services") == 2
            assert answer.value("vos_api_request_successes_total", route="services") == 2

    asyncio.run(work())


def test_a_system_out_of_order_costs_one_login_and_not_one_per_scrape() -> None:
    async def work() -> None:
        async with live({key: [] for key in ROUTES}) as (vos, target):
            await scrape(target, *ROUTES)
            vos.routes = {path: Reply(500) for path in vos.routes}
            for _ in range(5):
                answer = await scrape(target, *ROUTES)
                assert set(answer.outcomes().values()) == {"failed"}
            assert vos.logins == 2

    asyncio.run(work())


def test_a_login_that_hangs_when_the_token_was_forgotten_ends_with_the_budget() -> None:
    async def work() -> None:
        async with live({key: [] for key in ROUTES}) as (vos, target):
            await scrape(target, *ROUTES)
            vos.stranger = TO_LOGIN
            vos.valid.clear()
            vos.token_gate = asyncio.Event()
            answer = await scrape(target, *ROUTES, budget=2.0)
            assert set(answer.outcomes().values()) == {"failed"}
            assert answer.number("vos_scrape_duration_seconds") < 10

    asyncio.run(work())


def test_a_password_lets_one_quick_route_ask_first() -> None:
    """The others wait for its verdict, so that a changed password is one refused request."""

    async def work() -> None:

        async with live({key: [] for key in ROUTES}, auth=secret_auth(AuthMethod.BASIC)) as (vos, target):
            await scrape(target, *ROUTES)
            vos.password = "changed"
            before = vos.asked()
            answer = await scrape(target, *ROUTES)
            assert sorted(answer.outcomes().values()) == ["failed"] * 3
            assert vos.asked() == before + 1

    asyncio.run(work())
