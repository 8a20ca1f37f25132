"""Scenarios, faults of the plant and faults of routes: each does what it says, and nothing else."""

import threading
from typing import Any

import httpx
import msgspec
import pytest

from tests.kits.caller import Call, Start
from tests.kits.plants import Clock
from vos_exporter.simulator import PLANT_FAULTS, SCENARIOS, Simulator
from vos_exporter.simulator.faults import Kind
from vos_exporter.simulator.scenarios import DEGRADED_ROUTES, PLATFORM_ROUTES
from vos_exporter.vos.routes import BY_KEY, ROUTES

NOON = 1_800_000_000.0
LATER = 600
SERVICES = BY_KEY["services"].path
ALARMS = {"notifications", "notification_history"}

CHANGED_BY_SCENARIO = {
    "healthy": set(),
    "uplink-lost": {"uplink_status", *ALARMS},
    "source-loss": ALARMS,
    "node-hot": {"nodes", *ALARMS},
    "notification-storm": ALARMS,
    "rain-fade": {"rf_statistics", "rf_monitorings", *ALARMS},
    "no-rf": set(),
    "api-degraded": set(),
}

CHANGED_BY_FAULT = {
    "control-state": {"services", "pods"},
    "rename": {"services", "ingest_points"},
    "delete": {"services", "pods", "scte_logs"},
    "recreate": {"services", "ingest_points", "pods", "scte_logs"},
    "source-loss": ALARMS,
    "slate": ALARMS,
    "uplink-lost": {"uplink_status", *ALARMS},
    "group-lost": {"uplink_status", *ALARMS},
    "silent-output": {"uplink_status"},
    "origin-down": {"origin_tasks", *ALARMS},
    "ingest-stuck": {"ingest_points", *ALARMS},
    "node-hot": {"nodes", *ALARMS},
    "node-gone": {"nodes", "pods", *ALARMS},
    "rf-fade": {"rf_statistics", "rf_monitorings", *ALARMS},
    "lock-lost": {"rf_statistics", "rf_monitorings", *ALARMS},
    "storm": ALARMS,
    "notification": ALARMS,
}

Pair = tuple[Simulator, Simulator]
"""Two equal plants, one of them to be broken."""


def bodies(simulator: Simulator) -> dict[str, bytes]:
    return {route.key: simulator.world.body(route.key, dict(route.params)) for route in ROUTES}


def rows(simulator: Simulator, key: str) -> Any:
    return msgspec.json.decode(simulator.world.body(key, dict(BY_KEY[key].params)))


def changed(simulator: Simulator, healthy: Simulator) -> set[str]:
    ours, theirs = bodies(simulator), bodies(healthy)
    return {key for key in ours if ours[key] != theirs[key]}


@pytest.fixture
def pair(clock: Clock) -> Pair:
    """Two equal plants, one of them to be broken."""
    return Simulator(clock=clock), Simulator(clock=clock)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_changes_what_it_says_and_nothing_else(name: str, clock: Clock, pair: Pair) -> None:
    broken, healthy = pair
    broken.enter(name)
    clock.now += LATER
    assert changed(broken, healthy) == CHANGED_BY_SCENARIO[name]
    broken.enter("healthy")
    assert changed(broken, healthy) <= {"notification_history"}


@pytest.mark.parametrize("fault", PLANT_FAULTS)
def test_a_fault_of_the_plant_changes_what_it_says_and_nothing_else(
    fault: str, clock: Clock, pair: Pair
) -> None:
    broken, healthy = pair
    # An alarm that happens to be about the service would change its name with it.
    broken.break_plant(fault, _quiet_service(healthy) if PLANT_FAULTS[fault].objects == "services" else 0)
    clock.now += LATER
    assert changed(broken, healthy) == CHANGED_BY_FAULT[fault]
    broken.mend_plant(fault)
    assert changed(broken, healthy) <= {"notification_history"}


def _quiet_service(simulator: Simulator) -> int:
    named = {row["channelName"] for row in rows(simulator, "notification_history")}
    return next(s.index for s in simulator.plant.services() if s.name not in named and s.index % 2 == 0)


def test_an_alarm_of_a_fault_that_is_over_is_resolved(pair: Pair, clock: Clock) -> None:
    broken, _ = pair
    broken.break_plant("slate", "sport-01")
    clock.now += 60
    broken.mend_plant("slate")
    titles = {row["title"]: row for row in rows(broken, "notification_history")}
    assert titles["Slate on air"]["state"] == "RESOLVED"
    assert titles["Slate on air"]["channelName"] == "sport-01"
    assert titles["Slate on air"]["resolvedTime"] == (NOON + 60) * 1_000


def test_a_lost_group_loses_all_its_links_and_their_statistics(pair: Pair) -> None:
    broken, _ = pair
    broken.break_plant("group-lost", "site-02")
    lost = [row for row in rows(broken, "uplink_status") if row["uplinkState"] == "LOST"]
    assert {row["id"] for row in lost} == {broken.plant.inventory.uplinks[index].id for index in (2, 3)}
    assert all("uplinkStatistic" not in row for row in lost)


def test_pods_of_a_node_that_is_gone_run_elsewhere(pair: Pair) -> None:
    broken, healthy = pair
    broken.break_plant("node-gone", "vos-worker-01")
    assert "vos-worker-01" not in {row["nodeName"] for row in rows(broken, "nodes")}
    moved, before = rows(broken, "pods"), rows(healthy, "pods")
    assert len(moved) == len(before)
    assert "vos-worker-01" not in {row["nodeName"] for row in moved}


def test_a_plant_without_any_node_keeps_its_pods_where_they_were(pair: Pair) -> None:
    broken, healthy = pair
    broken.break_plant("node-gone", "*")
    assert not [row for row in rows(broken, "nodes") if row["role"] == "worker"]
    assert [row["nodeName"] for row in rows(broken, "pods")] == [
        row["nodeName"] for row in rows(healthy, "pods")
    ]


def test_a_service_made_again_has_another_id(pair: Pair) -> None:
    broken, healthy = pair
    broken.break_plant("recreate", "news-01")
    ours, theirs = rows(broken, "services")[0], rows(healthy, "services")[0]
    assert ours["name"] == theirs["name"]
    assert ours["id"] != theirs["id"]


def test_half_a_pair_of_origin_tasks_can_be_in_any_state(pair: Pair) -> None:
    broken, _ = pair
    broken.break_plant("origin-down", 1, "STOPPED")
    assert [row["state"] for row in rows(broken, "origin_tasks")][:2] == ["RUNNING", "STOPPED"]


def test_rain_takes_the_margin_and_then_bits(pair: Pair, clock: Clock) -> None:
    broken, _ = pair
    broken.enter("rain-fade")
    clock.now += LATER
    after = rows(broken, "rf_statistics")
    assert all(row["cnMargin"] < 3 for row in after)
    broken.break_plant("rf-fade", 0, 8)
    clock.now += LATER
    assert rows(broken, "rf_statistics")[0]["uncorrected"] > after[0]["uncorrected"]
    broken.break_plant("lock-lost", 0)
    assert rows(broken, "rf_statistics")[0]["locked"] is False


def test_a_storm_rages_at_the_rate_asked_for(pair: Pair, clock: Clock) -> None:
    broken, healthy = pair
    broken.break_plant("storm", value=60)
    clock.now += 120
    assert len(rows(broken, "notifications")) - len(rows(healthy, "notifications")) == 121


def test_an_output_falls_silent_alone(pair: Pair) -> None:
    broken, _ = pair
    broken.break_plant("silent-output", 0, 2)
    items = rows(broken, "uplink_status")[0]["uplinkStatistic"]["uplinkOutputStatisticList"]
    assert [item["bitrateKbps"] == 0 for item in items] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("fault", "subject"), [("nonsense", 0), ("rename", "no such service"), ("uplink-lost", 99)]
)
def test_an_unknown_fault_or_object_is_an_error(pair: Pair, fault: str, subject: int | str) -> None:
    with pytest.raises(ValueError, match=r"there are|no "):
        pair[0].break_plant(fault, subject)


def test_without_rf_cards_five_routes_are_not_found(call: Call) -> None:
    client = call(scenario="no-rf")
    codes = {route.key: client.get(route.path).status_code for route in ROUTES}
    assert {key for key, code in codes.items() if code == 404} == set(PLATFORM_ROUTES)


def test_a_degraded_api_fails_in_part(call: Call) -> None:
    client = call(scenario="api-degraded")
    codes = {route.key: client.get(route.path).status_code for route in ROUTES}
    assert {key for key, code in codes.items() if code == 503} == set(DEGRADED_ROUTES)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("status", 500, (500, {"error": "simulated", "status": 500})),
        ("null", None, (200, None)),
        ("shape", "text", (200, "text")),
    ],
)
def test_a_route_answers_what_the_fault_says_and_others_do_not(
    call: Call, kind: str, value: float | None, expected: tuple[int, object]
) -> None:
    client = call()
    client.simulator.fault("services", kind, value)
    answer = client.get(SERVICES)
    assert (answer.status_code, answer.json()) == expected
    assert client.get(BY_KEY["sources"].path).json()
    client.simulator.clear_faults()
    assert client.get(SERVICES).json()[0]["name"] == "news-01"


def test_a_fault_ends_after_so_many_requests(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "status", 503, times=2)
    assert [client.get(SERVICES).status_code for _ in range(3)] == [503, 503, 200]


def test_garbage_is_a_login_page_and_empty_is_empty(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "garbage")
    assert client.get(SERVICES).headers["content-type"].startswith("text/html")
    client.simulator.clear_faults("services")
    client.simulator.fault("services", "empty")
    assert client.get(SERVICES).content == b""


def test_a_redirect_leads_elsewhere(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "redirect")
    answer = client.get(SERVICES)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://elsewhere.invalid/")


def test_a_connection_can_break_before_and_within_an_answer(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "drop", times=1)
    with pytest.raises(httpx.RemoteProtocolError), client.stream("GET", SERVICES):
        pytest.fail("there is an answer")
    client.simulator.fault("services", "truncate", times=1)
    with client.stream("GET", SERVICES) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            answer.read()
    assert client.get(SERVICES).status_code == 200
    assert client.simulator.requests.statuses["services", 200] == 2


def test_a_body_can_stall(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "stall")
    with pytest.raises(httpx.ReadTimeout):
        client.get(SERVICES, timeout=0.5)


@pytest.mark.parametrize(("kind", "announced"), [("huge", True), ("endless", False)])
def test_a_huge_body_is_a_valid_array(call: Call, kind: str, announced: bool) -> None:
    client = call()
    client.simulator.fault("services", kind, 300_000)
    answer = client.get(SERVICES)
    assert (answer.json(), len(answer.content)) == ([], 300_000)
    assert ("content-length" in answer.headers) == announced


@pytest.mark.parametrize("shape", ["a", "b", "c"])
def test_rows_can_be_few_twice_or_bad_in_every_shape(call: Call, shape: str) -> None:
    client = call(spelling=shape)
    path = BY_KEY["networks"].path

    def listed() -> list[Any]:
        top = client.get(path).json()
        rows: list[Any] = top if isinstance(top, list) else top.get("networks", list(top.values()))
        return rows

    client.simulator.fault("networks", "short", 3)
    assert len(listed()) == 3
    client.simulator.clear_faults()
    if shape != "b":  # an object cannot have a key twice
        client.simulator.fault("networks", "duplicate", 2)
        assert len(listed()) == 6
        client.simulator.clear_faults()
    client.simulator.fault("networks", "bad-rows", 2)
    assert [type(row) for row in listed()] == [int, int, dict, dict]


def test_a_delay_and_a_hold_let_a_request_wait(call: Call) -> None:
    client = call()
    client.simulator.fault("services", "hold")
    with pytest.raises(httpx.ReadTimeout):
        client.get(SERVICES, timeout=0.2)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(client.get(SERVICES).status_code))
    waiting.start()
    client.simulator.requests.wait_until(lambda seen: seen.by_route["services"] == 2)
    client.simulator.requests.wait_until(lambda seen: seen.in_flight == 1)
    assert answers == []
    client.simulator.clear_faults()
    waiting.join()
    assert answers == [200]
    client.simulator.fault("services", "delay", 60_000)
    with pytest.raises(httpx.ReadTimeout):
        client.get(SERVICES, timeout=0.2)
    client.simulator.requests.wait_until(lambda seen: seen.in_flight == 0)


def test_logins_can_fail_too(call: Call) -> None:
    client = call()
    client.simulator.fault("token", "status", 500)
    with pytest.raises(httpx.HTTPStatusError):
        client.login()
    client.simulator.clear_faults()
    client.simulator.fault("*", "drop")
    with pytest.raises(httpx.RemoteProtocolError):
        client.login()


def test_every_kind_of_fault_is_tried_here() -> None:
    tried = {
        "delay", "hold", "status", "drop", "truncate", "stall", "garbage", "empty", "null", "shape",
        "redirect", "huge", "endless", "short", "duplicate", "bad-rows",
    }  # fmt: skip
    in_test_writing = {
        "read-raced", "write-refused", "write-cut", "write-lost", "write-late", "write-ignored",
        "write-renumbered", "write-raced", "write-overtaken", "write-slow",
    }  # fmt: skip
    assert tried | in_test_writing == set(Kind)


@pytest.mark.parametrize(("route", "kind"), [("nonsense", "drop"), ("services", "nonsense")])
def test_an_unknown_route_or_kind_is_an_error(start: Start, route: str, kind: str) -> None:
    with pytest.raises(ValueError, match="there are"):
        start().fault(route, kind)
