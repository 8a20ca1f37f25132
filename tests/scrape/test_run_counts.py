"""The exact counts of a scrape: connections, logins and requests, through the target."""

import asyncio

from tests.kits.scraping import BUDGET, Answer, opened, run, scrape, settings, with_routes
from vos_exporter.scrape import Scrape, select
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target
from vos_exporter.vos.routes import BY_KEY

WAITERS = 100


ONE_ROUTE = with_routes(**{key: {"enabled": key == "services"} for key in BY_KEY})


async def a_hundred(target: Target) -> list[Answer]:
    """A hundred scrapes at once that share nothing but the target: each ends before those before it."""
    scrapes = await asyncio.gather(
        *(target.scrape(select(), BUDGET - waiter / 100) for waiter in range(WAITERS))
    )
    assert len(set(map(id, scrapes))) == WAITERS
    return [Answer.of(one) for one in scrapes]


def test_the_second_scrape_makes_no_connection_and_no_login() -> None:
    async def work(target: Target) -> None:
        await scrape(target)
        simulator.requests.reset()
        await scrape(target)

    with Simulator() as simulator:
        run(work, settings(simulator))
        assert simulator.requests.connections == 0
        assert simulator.requests.token_requests == 0


def test_a_revocation_costs_a_hundred_waiters_one_token_request() -> None:
    async def work(target: Target) -> list[Answer]:
        await scrape(target)
        simulator.requests.reset()
        simulator.revoke_tokens()
        return await a_hundred(target)

    with Simulator() as simulator:
        answers = run(work, settings(simulator, routes=ONE_ROUTE))
        assert simulator.requests.token_requests == 1
    assert {answer.value("vos_up") for answer in answers} == {1}


def test_an_expiry_costs_a_hundred_waiters_one_token_request() -> None:
    async def work(target: Target) -> list[Answer]:
        await scrape(target)
        simulator.requests.reset()
        simulator.expire_tokens()
        return await a_hundred(target)

    with Simulator() as simulator:
        answers = run(work, settings(simulator, routes=ONE_ROUTE))
        assert simulator.requests.token_requests == 1
    assert {answer.value("vos_up") for answer in answers} == {1}


def test_an_outage_of_logins_costs_a_hundred_waiters_one_token_request() -> None:
    with Simulator() as simulator:
        simulator.fault("token", "status", 503)
        answers = run(a_hundred, settings(simulator, routes=ONE_ROUTE))
        assert simulator.requests.token_requests == 1
        assert simulator.requests.by_route["services"] == 0
    assert {answer.value("vos_up") for answer in answers} == {0}


def test_simultaneous_scrapes_make_one_set_of_requests() -> None:
    async def main() -> list[Scrape]:
        async with opened(settings(simulator)) as target:
            return await asyncio.gather(*(target.scrape(select(), BUDGET) for _ in range(WAITERS)))

    with Simulator() as simulator:
        scrapes = asyncio.run(main())
        assert len(set(map(id, scrapes))) == 1
        assert set(simulator.requests.by_route.values()) == {1}
