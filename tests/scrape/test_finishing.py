"""What comes after the routes has its own time, and what is not done in it is left out and said."""

import asyncio
import json
import time
from collections.abc import Mapping

from tests.kits.answers import live, scrape
from tests.kits.door import wait_until
from tests.kits.scraping import BUDGET
from tests.kits.vos_server import Reply, Seen, Vos
from vos_exporter.scrape import Stage, incomplete, select
from vos_exporter.vos.routes import BY_KEY

ROWS: Mapping[str, list[dict[str, object]]] = {
    "services": [{"id": "1", "name": "a", "serviceSources": [{"sourceId": "s"}]}],
    "sources": [{"id": "s", "inputs": []}],
}


def test_what_is_not_done_in_time_is_left_out_and_said_and_comes_next_time() -> None:
    async def main() -> None:
        async with live(ROWS) as (_, target):
            late = await target.scrape(select(ROWS), BUDGET, grace=-2 * BUDGET)
            assert late.up
            assert late.late == {Stage.RELATE, Stage.MERGE}
            assert not any(part.declaration.name.startswith("vos_service") for part in late.parts)
            in_time = await target.scrape(select(ROWS), BUDGET)
            assert in_time.late == frozenset()
            assert any(part.declaration.name == "vos_service_info" for part in in_time.parts)

    asyncio.run(main())


def test_every_stage_is_told_whether_it_was_late() -> None:
    assert incomplete({Stage.MERGE}).body.decode() == (
        'vos_scrape_incomplete{stage="assemble"} 0\n'
        'vos_scrape_incomplete{stage="merge"} 1\n'
        'vos_scrape_incomplete{stage="relate"} 0\n'
    )


SLOW, WAITS = 2.5, 5.0
"""Seconds: of the good target's slow route, and of Prometheus' patience."""


class Slow(Vos):
    """One route takes its time."""

    async def handle(self, seen: Seen) -> Reply:
        if seen.path == BY_KEY["sources"].path:
            await asyncio.sleep(SLOW)
        return await super().handle(seen)


def laborious(rows: int) -> bytes:
    """Notifications each of which has to be looked at: a minute's work for the exporter."""
    many = ({"id": str(n), "title": f"{'x' * 250}{n}", "severity": f"{n}"} for n in range(rows))
    return json.dumps(list(many)).encode()


def test_a_target_is_answered_in_time_while_another_ones_body_is_read() -> None:
    services = [{"id": str(n), "name": "x" * 300} for n in range(1_000)]

    async def main() -> tuple[float, bool]:
        async with live({"services": services}, vos=Slow()) as (_, good), live() as (hostile, other):
            hostile.routes[BY_KEY["notifications"].path] = Reply(body=laborious(100_000))
            reading = asyncio.create_task(other.scrape(select(["notifications"]), BUDGET))
            await asyncio.to_thread(wait_until, lambda: other._lane.busy)
            began = time.monotonic()
            answer = await scrape(good, "services", "sources", budget=WAITS - 0.5)
            took = time.monotonic() - began
            assert answer.outcomes() == {"services": "ok", "sources": "ok"}
            assert answer.scrape.late == frozenset()
            still = other._lane.busy
            reading.cancel()
            return took, still

    took, still_reading = asyncio.run(main())
    assert still_reading, "the other target was done too early to show anything"
    assert took < WAITS
