"""``/topology`` of a simulated VOS: one scrape of what it needs, and a clear word otherwise."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.kits import plants
from vos_exporter import config
from vos_exporter.cli.demo import configure
from vos_exporter.client import Request, Response
from vos_exporter.clock import Stopwatch
from vos_exporter.exporter import Exporter
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target
from vos_exporter.vitals import Vitals
from vos_exporter.web import graph as topology_graph
from vos_exporter.web.admission import Admission
from vos_exporter.web.app import build
from vos_exporter.web.topology import Topology

KINDS = {
    "service", "source", "input", "destination", "output", "cloud_link_group", "cloud_link", "pod",
}  # fmt: skip

Ask = Callable[..., Coroutine[Any, Any, httpx.Response]]


def asked(work: Callable[[Ask, Exporter], Awaitable[None]], simulator: Simulator, folder: Path) -> None:
    """Do ``work`` with something that asks ``/topology`` of an exporter of ``simulator``."""
    exporter = Exporter(lambda: config.load(str(configure(simulator, folder))))
    transport = httpx.ASGITransport(app=application(exporter))

    async def main() -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://exporter") as client:

            async def ask(**query: str) -> httpx.Response:
                return await client.get("/topology", params=query)

            await work(ask, exporter)
        await exporter.aclose()

    asyncio.run(main())


def application(exporter: Exporter, max_requests: int = 0) -> Starlette:
    """The route alone; the whole application has it too."""
    return Starlette(
        routes=[Route("/topology", Topology(exporter, Admission(max_requests, Vitals())).answer)]
    )


def test_the_application_has_the_page(tmp_path: Path) -> None:
    with Simulator(services=2, ca_dir=tmp_path) as simulator:
        exporter = Exporter(lambda: config.load(str(configure(simulator, tmp_path))))
        assert "/topology" in {getattr(route, "path", "") for route in build(exporter).routes}
        asyncio.run(exporter.aclose())


def test_the_graph_of_a_plant_comes_from_one_scrape_of_the_routes_it_needs(tmp_path: Path) -> None:
    with Simulator(services=5, ca_dir=tmp_path) as simulator:

        async def work(ask: Ask, exporter: Exporter) -> None:
            answer = await ask(target="demo")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
            graph = answer.json()
            kinds = {node["id"].partition(":")[0] for node in graph["nodes"]}
            assert kinds == KINDS
            assert all(list(n) == ["id", "title", "subtitle", "mainstat", "color"] for n in graph["nodes"])
            ids = {node["id"] for node in graph["nodes"]}
            assert all({edge["source"], edge["target"]} <= ids for edge in graph["edges"])
            assert not [node for node in graph["nodes"] if node["color"] == topology_graph.GONE]
            asked_for = {
                route for route in simulator.requests.by_route if route not in ("token", "authorize")
            }
            assert asked_for == topology_graph.ROUTES

        asked(work, simulator, tmp_path)


def test_one_service_and_what_there_is_not(tmp_path: Path) -> None:
    with Simulator(services=5, ca_dir=tmp_path) as simulator:
        service_id = simulator.plant.service_id(2)

        async def work(ask: Ask, exporter: Exporter) -> None:
            graph = (await ask(target="demo", service_id=service_id)).json()
            services = [node["id"] for node in graph["nodes"] if node["id"].startswith("service:")]
            assert services == [f"service:{service_id}"]
            for status, query, sentence in (
                (400, {}, "Name the target"),
                (404, {"target": "https://evil.example"}, "There is no target of that name."),
                (404, {"target": "demo", "service_id": "Nope"}, "There is no service 'Nope'."),
            ):
                answer = await ask(**query)
                assert (answer.status_code, answer.text.startswith(sentence)) == (status, True)

        asked(work, simulator, tmp_path)


def test_a_plant_too_large_for_the_panel_says_so_and_shows_single_services(tmp_path: Path) -> None:
    with Simulator(services=220, ca_dir=tmp_path) as simulator:

        async def work(ask: Ask, exporter: Exporter) -> None:
            answer = await ask(target="demo")
            assert (answer.status_code, "ask for one service" in answer.text) == (422, True)
            one = await ask(target="demo", service_id=simulator.plant.service_id(219))
            assert one.status_code == 200

        asked(work, simulator, tmp_path)


def test_what_failed_is_named_and_the_rest_is_drawn(tmp_path: Path) -> None:
    with Simulator(services=5, ca_dir=tmp_path) as simulator:

        async def work(ask: Ask, exporter: Exporter) -> None:
            simulator.fault("services", "status", 503)
            rest = await ask(target="demo")
            assert {n["subtitle"] for n in rest.json()["nodes"]} >= {"source", "service, not read"}
            one = await ask(target="demo", service_id=simulator.plant.service_id(0))
            assert one.status_code == 503
            assert one.text == "There is nothing to draw: the route services is failed (VOS answered 503).\n"
            simulator.fault("*", "status", 500)
            assert (await ask(target="demo")).status_code == 503

        asked(work, simulator, tmp_path)


def test_a_target_that_is_taken_away_meanwhile_is_said(tmp_path: Path) -> None:
    with Simulator(services=2, ca_dir=tmp_path) as simulator:

        async def work(ask: Ask, exporter: Exporter) -> None:
            simulator.fault("services", "hold")
            asking = asyncio.create_task(ask(target="demo"))
            await asyncio.to_thread(
                simulator.requests.wait_until, lambda requests: requests.by_route["services"] == 1
            )
            await exporter.targets["demo"].aclose()
            answer = await asking
            assert (answer.status_code, "target was taken away" in answer.text) == (503, True)

        asked(work, simulator, tmp_path)


def test_a_disabled_route_is_not_asked(tmp_path: Path) -> None:
    settings = plants.settings(disabled=("pods",))

    async def work(target: Target) -> None:
        answer = await drawn(target)
        assert not [node for node in json.loads(answer)["nodes"] if node["id"].startswith("pod:")]

    plants.run(plants.world(plants.Clock(), 2), work, settings)


def test_a_name_that_is_no_unicode_is_no_obstacle() -> None:
    class Odd(plants.Direct):
        async def get(self, route_key: str, request: Request, stopwatch: Stopwatch) -> Response:
            if route_key == "services":
                return Response(200, b'[{"id": "s", "name": "\\ud800"}]', "application/json", 0.0)
            return await super().get(route_key, request, stopwatch)

    async def main() -> str:
        target = Target(plants.settings(), client=Odd(plants.world(plants.Clock(), 2)).client)
        try:
            return await drawn(target)
        finally:
            await target.aclose()

    assert '"\\ud800"' in asyncio.run(main())


async def drawn(target: Target) -> str:
    """The graph of ``target``, asked for over HTTP."""
    exporter = type("OneTarget", (), {"targets": {"vos": target}})()
    transport = httpx.ASGITransport(app=application(exporter))
    async with httpx.AsyncClient(transport=transport, base_url="http://exporter") as client:
        answer = await client.get("/topology", params={"target": "vos"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(("limit", "statuses"), [(1, [200, 503, 503]), (0, [200, 200, 200])])
def test_the_graphs_under_way_are_bounded(limit: int, statuses: list[int], tmp_path: Path) -> None:
    with Simulator(services=2, ca_dir=tmp_path) as simulator:
        exporter = Exporter(lambda: config.load(str(configure(simulator, tmp_path))))
        transport = httpx.ASGITransport(app=application(exporter, limit))

        async def main() -> list[int]:
            async with httpx.AsyncClient(transport=transport, base_url="http://exporter") as client:
                asks = [client.get("/topology", params={"target": "demo"}) for _ in statuses]
                answers = await asyncio.gather(*asks)
            await exporter.aclose()
            return sorted(answer.status_code for answer in answers)

        assert asyncio.run(main()) == statuses
