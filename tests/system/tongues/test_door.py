"""The door of these proofs is the door of the house: what it says is what a scrape on real sockets says."""

import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.kits.reading import Page, Reading, SeriesId, read
from tests.kits.vos_server import Reply, Seen, Vos, target
from tests.system.tongues.plants import TELLERS
from tests.system.tongues.rendering import render
from vos_exporter.config import default_routes
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import Scrape, select
from vos_exporter.target import Target
from vos_exporter.vos.routes import BY_KEY

BODIES = 12
BUDGET = 10.0


class Telling(Vos):
    """A VOS that answers one route with the pages of a rendering, and nothing else."""

    def __init__(self, path: str, pages: list[Page]) -> None:
        super().__init__()
        self.path, self.pages = path, pages

    async def handle(self, seen: Seen) -> Reply:
        reply = await super().handle(seen)
        if seen.path not in (self.path, "/vos-api/x") or reply.status != 200:
            return reply
        page = self.pages[int("page=2" in seen.target)]
        return Reply(page.status, page.body, dict(page.headers))


def on_the_wire(route: str, pages: list[Page]) -> Scrape:
    """One scrape of ``route`` by a target that was never asked before."""

    async def main() -> Scrape:
        vos = Telling(BY_KEY[route].path, pages)
        routes = default_routes()
        async with vos.server.running(None):
            live = Target(target(vos.server, scheme="http", routes=routes))
            try:
                return await live.scrape(select((route,)), BUDGET)
            finally:
                await live.aclose()

    return asyncio.run(main())


def samples(scrape: Scrape) -> dict[SeriesId, float]:
    """What Prometheus would read."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(assemble(scrape.parts, Format.TEXT).decode())
        for sample in family.samples
    }


def about(found: dict[SeriesId, float], name: str, route: str, **labels: str) -> float:
    """A series about ``route``; 0 where there is none."""
    return found.get((name, frozenset({"route": route, **labels}.items())), 0.0)


@pytest.mark.parametrize("route", sorted(set(TELLERS) - {"scte_logs"}))
def test_the_door_says_what_a_scrape_says(route: str) -> None:
    for number in range(BODIES):
        rendering = render(route, f"door/{number}")
        if rendering.options:
            continue
        told, found = read(route, rendering.pages), samples(on_the_wire(route, rendering.pages))
        assert _ours(found) == told.series
        _same_account(told, found, route)


def _ours(found: dict[SeriesId, float]) -> dict[SeriesId, float]:
    """The series about VOS, without those about the scrape and the process."""
    beside = ("vos_api_", "vos_scrape_", "vos_oauth2_", "vos_target_info")
    return {
        key: value for key, value in found.items() if not key[0].startswith(beside) and key[0] != "vos_up"
    }


def _same_account(told: Reading, found: dict[SeriesId, float], route: str) -> None:
    assert bool(about(found, "vos_api_route_state", route, state="ok")) is (told.outcome == "ok")
    assert about(found, "vos_api_response_truncated", route) == told.counters.get("truncated", 0)
    for reason in ("decode", "duplicate", "limit", "field", "implausible"):
        counted = about(found, "vos_api_rejected_items_total", route, reason=reason)
        assert counted == told.counters.get(reason, 0)
