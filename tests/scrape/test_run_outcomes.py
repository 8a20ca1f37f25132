"""Outcomes, reasons and counters, each with a fault of the simulator over real HTTPS."""

import asyncio
import json
import threading
from typing import Any

import pytest

from tests.kits.scraping import Answer, Canned, run, scrape, settings, with_routes
from vos_exporter.client import Reason
from vos_exporter.config import TargetSettings
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.reading import THREAD_ABOVE
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target
from vos_exporter.vos.routes import BY_KEY, ROUTES


def test_a_healthy_system_is_up_and_every_enabled_route_is_ok() -> None:
    with Simulator() as simulator:
        answer = run(scrape, settings(simulator))
    expected = {route.key: "ok" if route.enabled else "disabled" for route in ROUTES}
    assert answer.value("vos_up") == 1
    assert answer.outcomes() == expected


def test_a_disabled_route_is_never_requested_and_has_no_counters() -> None:
    with Simulator() as simulator:
        answer = run(scrape, settings(simulator, routes=with_routes(services={"enabled": False})))
        assert simulator.requests.by_route["services"] == 0
    assert answer.outcomes()["services"] == "disabled"
    assert answer.value("vos_api_route_enabled", route="services") == 0
    assert answer.value("vos_api_requests_total", route="services") is None
    assert answer.value("vos_api_route_success", route="services") is None
    assert not answer.having("vos_service_active")


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("status", 401, Reason.HTTP_401),
        ("status", 403, Reason.HTTP_403),
        ("status", 429, Reason.HTTP_429),
        ("status", 418, Reason.HTTP_4XX),
        ("status", 503, Reason.HTTP_5XX),
        ("redirect", None, Reason.REDIRECT),
        ("huge", 70 * 2**20, Reason.TOO_LARGE),
        ("garbage", None, Reason.DECODE),
        ("empty", None, Reason.DECODE),
        ("null", None, Reason.DECODE),
        ("shape", 42, Reason.DECODE),
        ("drop", None, Reason.CONNECT),
        ("truncate", None, Reason.CONNECT),
    ],
)
def test_each_fault_of_a_route_has_its_reason_and_costs_no_other_route(
    kind: str, value: float | None, reason: Reason
) -> None:
    with Simulator() as simulator:
        simulator.fault("services", kind, value)
        answer = run(scrape, settings(simulator))
    outcomes = answer.outcomes()
    assert outcomes.pop("services") == "failed"
    assert set(outcomes.values()) == {"ok", "disabled"}
    assert answer.value("vos_up") == 1
    assert answer.value("vos_api_route_success", route="services") == 0
    assert answer.value("vos_api_request_errors_total", route="services", reason=reason.value) == 1
    assert answer.value("vos_api_requests_total", route="services") == 1
    assert not answer.having("vos_service_active")
    assert answer.having("vos_source_info")


def test_requests_are_successes_and_errors_and_unsupported_answers() -> None:
    async def work(target: Target) -> tuple[Answer, dict[str, RouteLedger]]:
        await scrape(target)
        simulator.fault("services", "status", 500)
        await scrape(target)
        return await scrape(target), target.ledgers

    with Simulator(scenario="no-rf") as simulator:
        answer, ledgers = run(work, settings(simulator, unsupported_recheck=0.0))
    assert answer.outcomes()["services"] == "failed"
    assert answer.outcomes()["rf_settings"] == "unsupported"
    assert ledgers["services"].requests == 3
    assert (ledgers["services"].successes, ledgers["services"].errors.total()) == (1, 2)
    assert ledgers["rf_settings"].requests == 3
    assert (ledgers["rf_settings"].successes, ledgers["rf_settings"].errors.total()) == (0, 0)


def test_a_route_this_system_does_not_have_is_unsupported_and_left_alone_until_its_recheck() -> None:
    async def work(target: Target) -> tuple[Answer, Answer, int, int]:
        first = await scrape(target)
        second = await scrape(target)
        asked = simulator.requests.by_route["rf_statistics"]
        await scrape(target, debug=True)
        return first, second, asked, simulator.requests.by_route["rf_statistics"]

    with Simulator(scenario="no-rf") as simulator:
        first, second, asked, asked_by_debug = run(work, settings(simulator))
    for answer in (first, second):
        assert answer.outcomes()["rf_statistics"] == "unsupported"
        assert answer.value("vos_api_route_success", route="rf_statistics") is None
        assert answer.value("vos_up") == 1
        assert answer.value("vos_api_requests_total", route="rf_statistics") == 1
    assert (asked, asked_by_debug) == (1, 2)


def test_a_404_is_a_failure_while_no_other_route_answers() -> None:
    with Simulator() as simulator:
        simulator.fault("*", "status", 404)
        answer = run(scrape, settings(simulator))
    assert answer.value("vos_up") == 0
    assert set(answer.outcomes().values()) == {"failed", "disabled"}


def test_a_route_that_was_ok_once_fails_when_it_is_gone() -> None:
    async def work(target: Target) -> Answer:
        await scrape(target)
        simulator.fault("nodes", "status", 404)
        return await scrape(target)

    with Simulator() as simulator:
        assert run(work, settings(simulator)).outcomes()["nodes"] == "failed"


@pytest.mark.parametrize(("kind", "value"), [("status", 403), ("garbage", None), ("status", 501)])
def test_an_assumed_path_that_is_something_else_is_unsupported(kind: str, value: float | None) -> None:
    with Simulator() as simulator:
        simulator.fault("nodes", kind, value)
        answer = run(scrape, settings(simulator))
    assert answer.outcomes()["nodes"] == "unsupported"
    assert answer.value("vos_up") == 1


def test_a_path_the_operator_gave_is_no_longer_assumed() -> None:
    with Simulator(paths={"nodes": "/vos-api/own/v1/nodes"}) as simulator:
        simulator.fault("nodes", "garbage")
        own = with_routes(nodes={"path": "/vos-api/own/v1/nodes"})
        assert run(scrape, settings(simulator, routes=own)).outcomes()["nodes"] == "failed"


def test_a_system_that_is_down_gives_an_answer_that_says_so() -> None:
    simulator = Simulator()
    with simulator:
        target = settings(simulator)
    answer = run(scrape, target)
    assert answer.value("vos_up") == 0
    assert answer.value("vos_api_request_errors_total", route="services", reason="connect") == 1
    assert set(answer.outcomes().values()) == {"failed", "disabled"}


def test_it_recovers_in_the_scrape_after_the_system_came_back() -> None:
    async def work(target: Target) -> tuple[Answer, Answer]:
        down = await scrape(target)
        await asyncio.to_thread(simulator.start)
        return down, await scrape(target)

    simulator = Simulator()
    with simulator:
        target = settings(simulator)
    try:
        down, up = run(work, target)
    finally:
        simulator.stop()
    assert (down.value("vos_up"), up.value("vos_up")) == (0, 1)


def test_bad_rows_and_duplicates_cost_themselves_and_are_counted() -> None:
    with Simulator() as simulator:
        simulator.fault("services", "duplicate", 2)
        simulator.fault("sources", "bad-rows", 3)
        answer = run(scrape, settings(simulator))
    assert answer.outcomes()["services"] == "ok"
    assert answer.value("vos_api_rejected_items_total", route="services", reason="duplicate") == 2
    assert answer.value("vos_api_rejected_items_total", route="sources", reason="decode") == 3
    assert len(answer.having("vos_service_active")) == 20
    assert (
        len(answer.having("vos_source_info"))
        == answer.number("vos_api_last_response_items", route="sources") - 3
    )


def test_limits_of_rows_and_series_are_counted_and_the_answer_stays_valid() -> None:
    with Simulator() as simulator:
        answer = run(scrape, settings(simulator, row_limit=5, series_limit=7))
    assert len(answer.having("vos_service_active")) == 5
    assert answer.number("vos_api_rejected_items_total", route="services", reason="limit") >= 15
    assert len(answer.having("vos_source_input_info")) == 7
    assert answer.number("vos_api_rejected_items_total", route="sources", reason="limit") > 0


def test_as_many_rows_as_were_asked_for_are_a_lower_bound() -> None:
    asked = {"params": {"state": "ACTIVE", "result_count": "1"}}
    with Simulator(standing_notifications=3) as simulator:
        answer = run(scrape, settings(simulator, routes=with_routes(notifications=asked)))
    assert answer.value("vos_api_response_truncated", route="notifications") == 1
    assert answer.value("vos_api_response_truncated", route="notification_history") == 0
    assert answer.value("vos_api_response_truncated", route="services") == 0


def test_only_selected_routes_are_asked_and_named() -> None:
    with Simulator() as simulator:
        answer = run(lambda target: scrape(target, "nodes", "rf_statistics"), settings(simulator))
        assert set(simulator.requests.by_route) == {"token", "nodes", "rf_statistics"}
    assert {labels["route"] for labels in answer.having("vos_api_route_state")} == {"nodes", "rf_statistics"}
    assert {labels["route"] for labels in answer.having("vos_api_request_errors_total")} == {
        "nodes", "rf_statistics",
    }  # fmt: skip


def test_a_relation_needs_all_its_routes() -> None:
    async def work(target: Target) -> tuple[Answer, Answer, Answer]:
        both = await scrape(target)
        one = await scrape(target, "services")
        simulator.fault("sources", "status", 500)
        return both, one, await scrape(target)

    with Simulator() as simulator:
        both, one, failed = run(work, settings(simulator))
    assert both.having("vos_service_uplink_info")
    assert not one.having("vos_service_uplink_info")
    assert not failed.having("vos_service_uplink_info")
    assert failed.having("vos_service_active")


def test_an_object_that_is_gone_is_gone_from_the_next_answer() -> None:
    async def work(target: Target) -> tuple[Answer, Answer]:
        before = await scrape(target)
        simulator.break_plant("delete", 0)
        return before, await scrape(target)

    with Simulator() as simulator:
        before, after = run(work, settings(simulator))
    assert len(before.having("vos_service_active")) - len(after.having("vos_service_active")) == 1


def test_nothing_the_exporter_does_writes() -> None:
    with Simulator() as simulator:
        run(scrape, settings(simulator))
        assert simulator.requests.writes == 0


@pytest.mark.parametrize("size", [0, THREAD_ABOVE], ids=["small", "large"])
def test_a_body_that_is_no_json_is_tried_once_and_never_on_the_loop_if_it_is_large(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is JSON decides about the outcome; whoever tried to read it knows already."""
    on_loop = []

    def counted(text: str, **options: Any) -> Any:
        on_loop.append(threading.current_thread() is threading.main_thread())
        return loads(text, **options)

    loads = json.loads
    monkeypatch.setattr(json, "loads", counted)
    bodies = dict.fromkeys(BY_KEY, b"[]") | {"nodes": b'[{"id": 1' + b" " * size}

    async def work() -> Answer:
        target = Target(TargetSettings(name="vos", url="https://vos.invalid"), Canned(bodies).client)
        return await scrape(target, "nodes", "services")

    assert asyncio.run(work()).outcomes() == {"nodes": "unsupported", "services": "ok"}
    assert on_loop == [size == 0]


def test_json_of_another_shape_is_a_failure_even_where_the_path_is_assumed() -> None:
    bodies = dict.fromkeys(BY_KEY, b"[]") | {"nodes": b"42"}

    async def work() -> Answer:
        target = Target(TargetSettings(name="vos", url="https://vos.invalid"), Canned(bodies).client)
        return await scrape(target, "nodes", "services")

    assert asyncio.run(work()).outcomes() == {"nodes": "failed", "services": "ok"}
