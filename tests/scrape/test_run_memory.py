"""What one scrape leaves for the next."""

import asyncio

from tests.kits.answers import answered, live, scrape
from vos_exporter.vos.routes import BY_KEY


def test_what_is_remembered_is_not_committed_when_the_route_times_out() -> None:
    rows = [{"id": "1", "severity": "critical", "creationTime": 1_700_000_000_000}]
    more = [*rows, {"id": "2", "severity": "critical", "creationTime": 1_700_000_001_000}]

    async def main() -> list[float | None]:
        async with live({"notifications": rows}) as (vos, target):
            await scrape(target, "notifications")
            vos.routes[BY_KEY["notifications"].path] = answered(more)
            vos.route_gate = asyncio.Event()
            late = await scrape(target, "notifications", budget=0.3)
            assert late.outcomes() == {"notifications": "timeout"}
            vos.route_gate.set()
            answers = [await scrape(target, "notifications") for _ in range(2)]
            name = "vos_notifications_observed_total"
            return [answer.value(name, notification_severity="critical") for answer in answers]

    assert asyncio.run(main()) == [1, 1]
