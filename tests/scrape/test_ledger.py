"""What is counted over the life of a target, also when a scrape goes wrong or is given up."""

import asyncio

from tests.kits.answers import live, scrape
from tests.kits.scraping import BUDGET
from tests.kits.vos_server import Reply
from vos_exporter.scrape import select


def test_a_status_counts_although_its_body_never_ends() -> None:
    async def main() -> float | None:
        async with live({"uplinks": Reply(503, b"", {"Content-Length": "10"})}) as (_, target):
            answer = await scrape(target, "services", "uplinks", budget=1.0)
            return answer.value("vos_api_request_errors_total", route="uplinks", reason="http_5xx")

    assert asyncio.run(main()) == 1


def test_the_last_duration_stays_while_no_request_can_be_made() -> None:
    async def main() -> tuple[float | None, float | None]:
        async with live() as (vos, target):
            first = await scrape(target, "services")
            vos.valid.clear()
            vos.token_reply = Reply(401)
            await scrape(target, "services")
            blocked = await scrape(target, "services")
            name = "vos_api_last_request_duration_seconds"
            return first.value(name, route="services"), blocked.value(name, route="services")

    first, blocked = asyncio.run(main())
    assert first is not None
    assert blocked is not None


def test_a_run_that_nobody_waits_for_any_more_is_counted() -> None:
    async def main() -> tuple[int, int]:
        async with live() as (vos, target):
            await scrape(target, "services")
            vos.route_gate = asyncio.Event()
            leaving = asyncio.create_task(target.scrape(select(["services"]), BUDGET))
            await vos.server.until(2, "/vos-api")
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            await asyncio.gather(*target._tasks, return_exceptions=True)
            vos.route_gate.set()
            return vos.asked(), target.ledgers["services"].requests

    asked, counted = asyncio.run(main())
    assert counted == asked == 2
