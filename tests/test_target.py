"""The budget, the wait for nobody, and the flights that requests share."""

import asyncio
from collections.abc import Set

import pytest

from tests.kits.scraping import Answer, opened, run, scrape, settings, with_routes
from vos_exporter.scrape import Scrape, select
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target, TargetBusyError
from vos_exporter.vos.routes import BY_KEY


def test_a_slow_route_times_out_inside_the_budget_and_the_rest_is_complete() -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        simulator.fault("services", "hold")
        return await scrape(target, budget=0.6)

    with Simulator() as simulator:
        answer = run(work, settings(simulator))
    outcomes = answer.outcomes()
    assert outcomes.pop("services") == "timeout"
    assert set(outcomes.values()) == {"ok", "disabled"}
    assert answer.value("vos_api_request_errors_total", route="services", reason="timeout") == 1
    assert answer.value("vos_scrape_budget_seconds") == 0.6
    assert not answer.having("vos_service_active"), "never half a route"
    assert answer.having("vos_node_cpu_usage_ratio")


def test_a_body_that_never_ends_is_a_timeout_too() -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        simulator.fault("sources", "stall")
        return await scrape(target, budget=0.6)

    with Simulator() as simulator:
        assert run(work, settings(simulator)).outcomes()["sources"] == "timeout"


def test_the_own_timeout_of_a_route_ends_it_before_the_budget() -> None:
    own = with_routes(services={"timeout": 0.2})
    with Simulator() as simulator:
        simulator.fault("services", "hold")
        answer = run(scrape, settings(simulator, routes=own))
    assert answer.outcomes()["services"] == "timeout"
    assert answer.scrape.duration < answer.scrape.budget


def test_the_own_timeout_of_a_route_does_not_run_while_it_waits_for_a_connection() -> None:
    own = with_routes(images={"timeout": 0.25})
    with Simulator() as simulator:
        simulator.fault("services", "delay", 300)
        one_at_a_time = settings(simulator, routes=own, max_concurrency=1)
        answer = run(lambda target: scrape(target, "services", "images"), one_at_a_time)
    assert answer.outcomes() == {"services": "ok", "images": "ok"}


def test_routes_that_were_slow_last_time_are_asked_first() -> None:
    async def work(target: Target) -> list[str]:
        await scrape(target)
        target.ledgers["images"].last_duration = 9.0
        target.ledgers["pods"].last_duration = 8.0
        simulator.requests.reset()
        await scrape(target)
        return [seen.route for seen in simulator.requests.recent][:2]

    with Simulator() as simulator:
        assert run(work, settings(simulator, max_concurrency=1)) == ["images", "pods"]


def test_requests_that_overlap_share_one_run() -> None:
    async def work(target: Target) -> tuple[Scrape, Scrape]:
        simulator.fault("services", "hold")
        first = asyncio.create_task(target.scrape(select(), 20.0))
        await asyncio.to_thread(simulator.requests.wait_until, lambda seen: seen.by_route["services"] == 1)
        second = asyncio.create_task(target.scrape(select(), 20.0))
        await asyncio.sleep(0)
        simulator.clear_faults()
        return await first, await second

    with Simulator() as simulator:
        first, second = run(work, settings(simulator))
        assert simulator.requests.by_route["services"] == 1
        assert simulator.requests.token_requests == 1
    assert first is second


def test_what_is_finished_is_never_used_again() -> None:
    async def work(target: Target) -> None:
        await scrape(target)
        await scrape(target)

    with Simulator() as simulator:
        run(work, settings(simulator))
        assert simulator.requests.by_route["services"] == 2


def test_a_request_does_not_join_a_run_that_ends_after_its_own_budget() -> None:
    async def work(target: Target) -> tuple[Answer, Answer]:
        simulator.fault("services", "hold")
        long = asyncio.create_task(target.scrape(select(["services"]), 20.0))
        await asyncio.to_thread(simulator.requests.wait_until, lambda seen: seen.by_route["services"] == 1)
        short = await target.scrape(select(["services"]), 2.0)
        simulator.clear_faults()
        return Answer.of(await long), Answer.of(short)

    with Simulator() as simulator:
        long, short = run(work, settings(simulator))
        assert simulator.requests.by_route["services"] == 2
    assert long.outcomes()["services"] == "ok"
    assert short.outcomes()["services"] == "timeout"


Asked = tuple[bool, list[str]]
"""Whether its story is told, and the routes."""
PLAIN: Asked = (False, ["services"])
DEBUG: Asked = (True, ["services"])
OTHER: Asked = (False, ["services", "nodes"])


@pytest.mark.parametrize(
    ("first", "second"),
    [(PLAIN, OTHER), (OTHER, PLAIN), (PLAIN, DEBUG), (DEBUG, PLAIN), (DEBUG, DEBUG)],
)
def test_other_selections_and_debug_runs_are_not_shared(first: Asked, second: Asked) -> None:
    """VOS holds the first answer until the second scrape asked for itself, which a shared run never does."""

    async def work(target: Target) -> list[Set[str]]:
        simulator.fault("services", "hold")
        tasks = []
        for asked, (debug, keys) in enumerate((first, second), start=1):
            tasks.append(asyncio.create_task(target.scrape(select(keys), 20.0, debug=debug)))
            await asyncio.to_thread(seen_at_services, simulator, asked)
        simulator.clear_faults()
        return [Answer.of(scrape).outcomes().keys() for scrape in await asyncio.gather(*tasks)]

    with Simulator() as simulator:
        assert run(work, settings(simulator)) == [set(keys) for _, keys in (first, second)]
        assert simulator.requests.by_route["services"] == 2


def seen_at_services(simulator: Simulator, count: int) -> None:
    simulator.requests.wait_until(lambda seen: seen.by_route["services"] == count)


async def begun(simulator: Simulator, requests: int) -> None:
    """Wait until the route of the services was asked so many times."""
    await asyncio.to_thread(seen_at_services, simulator, requests)


def test_a_debug_run_is_joined_by_nobody() -> None:
    async def work(target: Target) -> tuple[Scrape, Scrape]:
        simulator.fault("services", "hold")
        alone = asyncio.create_task(target.scrape(select(), 20.0, debug=True))
        await begun(simulator, 1)
        other = asyncio.create_task(target.scrape(select(), 20.0))
        await begun(simulator, 2)
        simulator.clear_faults()
        return await alone, await other

    with Simulator() as simulator:
        alone, other = run(work, settings(simulator))
    assert alone is not other


def test_two_runs_that_cannot_be_shared_are_enough() -> None:
    async def work(target: Target) -> TargetBusyError:
        simulator.fault("services", "hold")
        separate = [asyncio.create_task(target.scrape(select(["services"]), 20.0))]
        await begun(simulator, 1)
        separate.append(asyncio.create_task(target.scrape(select(), 20.0, debug=True)))
        await begun(simulator, 2)
        with pytest.raises(TargetBusyError) as refusal:
            await target.scrape(select(["nodes"]), 20.0)
        with pytest.raises(TargetBusyError):
            await target.scrape(select(), 20.0, debug=True)
        shared = [
            asyncio.create_task(target.scrape(select(["services"]), 30.0)),
            asyncio.create_task(target.scrape(select(), 20.0)),
        ]
        await begun(simulator, 3)
        simulator.clear_faults()
        first, *_ = await asyncio.gather(*separate, *shared)
        assert await shared[0] is first
        await target.scrape(select(["nodes"]), 20.0)
        return refusal.value

    with Simulator() as simulator:
        assert 1 <= run(work, settings(simulator)).retry_after <= 20


def test_runs_that_are_shared_get_connections_first() -> None:
    async def work(target: Target) -> list[str]:
        simulator.fault("services", "hold")
        separate = asyncio.create_task(target.scrape(select(["services", "images", "pods"]), 20.0))
        await begun(simulator, 1)
        shared = asyncio.create_task(target.scrape(select(), 20.0))
        await asyncio.sleep(0)
        simulator.clear_faults()
        await asyncio.gather(separate, shared)
        return [seen.route for seen in simulator.requests.recent]

    with Simulator() as simulator:
        enabled = ("services", "images", "nodes", "pods")
        only = with_routes(**{key: {"enabled": key in enabled} for key in BY_KEY})
        asked = run(work, settings(simulator, routes=only, max_concurrency=1))
    routes = [route for route in asked if route in only]
    assert routes[:5] == ["services", *enabled], "all of the shared run after what is out already"
    assert routes[5:] == ["images", "pods"], "then the rest of the other"


def test_a_run_ends_when_the_last_who_waits_for_it_leaves() -> None:
    async def work(target: Target) -> tuple[bool, list[object]]:
        simulator.fault("services", "hold")
        waiting = [asyncio.create_task(target.scrape(select(), 20.0)) for _ in range(2)]
        await asyncio.to_thread(simulator.requests.wait_until, lambda seen: seen.by_route["services"] == 1)
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        still_running = bool(target._flights)
        waiting[1].cancel()
        await asyncio.gather(waiting[1], return_exceptions=True)
        return still_running, list(target._flights)

    with Simulator() as simulator:
        assert run(work, settings(simulator)) == (True, [])


def test_a_stalled_target_does_not_hold_up_another() -> None:
    async def main() -> Answer:
        async with opened(settings(stalled)) as one, opened(settings(healthy)) as other:
            stuck = asyncio.create_task(one.scrape(select(), 20.0))
            await asyncio.to_thread(stalled.requests.wait_until, lambda seen: seen.in_flight > 0)
            answer = await scrape(other)
            assert not stuck.done()
            stalled.clear_faults()
            await stuck
            return answer

    with Simulator(seed=1) as stalled, Simulator(seed=2) as healthy:
        stalled.fault("*", "hold")
        assert asyncio.run(main()).value("vos_up") == 1


def test_never_more_requests_at_once_than_the_operator_allows() -> None:
    with Simulator() as simulator:
        simulator.fault("*", "delay", 20)
        run(scrape, settings(simulator, max_concurrency=3))
        assert simulator.requests.peak_in_flight == 3
