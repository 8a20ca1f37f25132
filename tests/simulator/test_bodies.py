"""What every route answers: documented keys, in every spelling, the same for the same seed and time."""

import itertools
from typing import Any

import msgspec
import pytest

from tests.kits.caller import Call
from tests.kits.plants import Clock
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.bodies import BODIES, for_routes
from vos_exporter.simulator.plant import SHAPES, Spelling
from vos_exporter.vos import decoding
from vos_exporter.vos.decoding import Asked, Decoded
from vos_exporter.vos.fields import FieldTable, canonical
from vos_exporter.vos.resolving import resolver
from vos_exporter.vos.routes import BY_KEY, ROUTES

NOON = 1_800_000_000.0

DOCUMENTED = {
    "services": {
        "id", "name", "programNum", "serviceSources", "profileId", "embeddedProfiles", "destinationId",
        "destinationsId", "timeShiftWindow", "addons", "controlState", "redundancyMode", "rank",
        "processingEngineVersion", "processingEngine", "enableRollingUpgrade", "version",
    },
    "sources": {"id", "labels", "name", "inputs", "pmtPid", "enableMonitoring"},
    "destinations": {
        "id", "type", "labels", "name", "outputs", "destinationProfileId", "embeddedDestinationProfile",
        "embeddedManipulationProfiles", "poolAddon", "inUse",
    },
    "profiles": {"id", "name", "customerVersion", "type"},
    "images": {"id", "url"},
    "uplinks": {"id", "name", "ipAddress"},
    "uplink_groups": {"id", "name", "uplinkIds"},
    "uplink_status": {"id", "uplinkState", "uplinkStatistic"},
    "origin_tasks": {
        "originTaskId", "originTaskName", "numAssociatedIngestPoints", "usedStorageInMB", "groupId",
        "groupMemberIndex", "state",
    },
    "ingest_points": {"id", "description", "tag", "state", "endPoints"},
    "notifications": {
        "severity", "state", "title", "creationTime", "resolvedTime", "channelName", "objectName",
    },
    "notification_types": {"type", "title", "severity"},
    "nodes": {"nodeName", "role", "cpuPercent", "memoryPercent"},
    "pods": {"podName", "nodeName", "services", "cpuPercent", "memoryInMB"},
    "scte_logs": {"time", "serviceId", "spliceType", "eventId"},
    "networks": {"id", "name", "interface", "ipAddress", "up"},
    "rf_statistics": {
        "id", "card", "port", "locked", "rfLevelDbm", "cn", "cnMargin", "mer", "postFecBer", "uncorrected",
    },
    "rf_monitorings": {"id", "locked", "marginThreshold"},
    "rf_settings": {"id", "frequencyMHz", "symbolRateMsps", "modulation", "fec"},
}  # fmt: skip


def plant(seed: int = 1, now: float = NOON, **options: Any) -> Simulator:
    """A simulator that is only looked at, at noon."""
    return Simulator(seed=seed, clock=lambda: now, **options)


def body(simulator: Simulator, key: str, **params: str) -> bytes:
    return simulator.world.body(key, {**BY_KEY[key].params, **params})


def bodies(simulator: Simulator) -> dict[str, bytes]:
    return {route.key: body(simulator, route.key) for route in ROUTES}


def rows(simulator: Simulator, key: str, **params: str) -> Any:
    return msgspec.json.decode(body(simulator, key, **params))


def decoded(key: str, raw: bytes) -> Decoded[Any]:
    return decoding.decode(BY_KEY[key], raw, Asked())


def test_every_route_answers_json_over_https(call: Call) -> None:
    client = call()
    for route in ROUTES:
        answer = client.get(route.path, params=dict(route.params))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json(), route.key
    assert set(client.simulator.requests.by_route) == {"token", *BY_KEY}


@pytest.mark.parametrize("key", DOCUMENTED)
def test_rows_have_the_documented_keys(key: str) -> None:
    for row in rows(plant(standing_notifications=3), key):
        assert DOCUMENTED[key] <= set(row)


def test_a_route_without_body_and_an_unknown_path_are_not_found(call: Call) -> None:
    client = call()
    assert client.get("/vos-api/user/v1/users").status_code == 404
    assert client.post("/").status_code == 200


def test_a_route_can_live_elsewhere(call: Call) -> None:
    client = call(paths={"nodes": "/vos-api/other/v1/nodes"})
    assert client.get("/vos-api/other/v1/nodes").status_code == 200
    assert client.get(BY_KEY["nodes"].path).status_code == 404


def test_a_write_is_refused_and_counted(call: Call) -> None:
    client = call()
    assert client.put("/vos-api/configure/v1/services/1", json={}).status_code == 403
    assert client.simulator.requests.writes == 1


def test_same_seed_and_time_give_the_same_bytes() -> None:
    assert bodies(plant()) == bodies(plant())
    assert bodies(plant()) != bodies(plant(seed=2))


def test_a_living_plant_changes_with_time_and_only_where_it_lives() -> None:
    before, after = bodies(plant()), bodies(plant(now=NOON + 3_600))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {
        "uplink_status", "origin_tasks", "notifications", "notification_history", "nodes", "pods",
        "origin_engine", "scte_logs", "rf_statistics", "rf_monitorings",
    }  # fmt: skip


@pytest.mark.parametrize("services", [1, 7, 20, 200])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_body_is_read_without_a_rejected_row(services: int, shape: str) -> None:
    simulator = plant(services=services, spelling=shape, standing_notifications=5)
    for key, raw in bodies(simulator).items():
        result = decoded(key, raw)
        assert (result.undecodable, result.duplicates, result.over_limit) == (0, 0, 0), key
        assert result.rows, key


@pytest.mark.parametrize("shape", ["a", "b", "c"])
@pytest.mark.parametrize("alias", range(9))
def test_every_alias_is_read_without_a_rejected_row(shape: str, alias: int) -> None:
    simulator = plant(spelling=shape, alias=alias)
    for key, raw in bodies(simulator).items():
        result = decoded(key, raw)
        assert (result.undecodable, result.duplicates) == (0, 0), (key, alias)


def test_every_key_of_every_field_table_can_be_spoken() -> None:
    """Those of an identity and of concepts the plant has, with or without a unit at their end."""
    tables = {route.key: route.shape for route in ROUTES if isinstance(route.shape, FieldTable)}
    simulator = plant(services=8)
    spoken: dict[str, set[str]] = {}
    for alias, key in itertools.product(range(64), tables):
        simulator.world.spelling = Spelling("a", alias)
        spoken.setdefault(_table_of(key), set()).update(_keys(rows(simulator, key)))
    for key, table in tables.items():
        told = resolver(table).plan(tuple(sorted(spoken[_table_of(key)]))).concepts
        unsaid = {"cpu_total", "memory_total", "bit_errors"}
        assert {entry.concept for entry in table.fields} - unsaid <= told, key


def _table_of(key: str) -> str:
    """The RF routes share their table: together they speak it."""
    return "rf" if key.startswith("rf_") else key


def _keys(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if not isinstance(value, dict):
        return set()
    return {canonical(key) for key in value}.union(*map(_keys, value.values()))


def test_a_query_of_prometheus_gets_one_nameless_quantity() -> None:
    simulator = plant(spelling="prometheus")
    both, one = rows(simulator, "nodes"), rows(simulator, "nodes", query="node_memory_ratio")
    assert {series["metric"]["__name__"] for series in both["data"]["result"]} == {
        "cpuPercent",
        "memoryPercent",
    }
    assert len(one["data"]["result"]) * 2 == len(both["data"]["result"])
    assert "__name__" not in one["data"]["result"][0]["metric"]


def test_notifications_honour_state_and_count() -> None:
    simulator = plant(standing_notifications=50)
    active = rows(simulator, "notifications")
    history = rows(simulator, "notification_history")
    assert {row["state"] for row in active} == {"ACTIVE"}
    assert {row["state"] for row in history} == {"ACTIVE", "RESOLVED"}
    assert len(active) >= 50
    assert rows(simulator, "notifications", result_count="7") == active[:7]
    assert [row["creationTime"] for row in history] == sorted(
        (row["creationTime"] for row in history), reverse=True
    )


def test_scte_logs_honour_the_count_and_are_the_newest() -> None:
    newest = rows(plant(), "scte_logs", row_count="5")
    assert newest == rows(plant(), "scte_logs")[:5]
    assert NOON - 600 < newest[0]["time"] / 1_000 <= NOON


def test_references_of_a_healthy_plant_lead_somewhere() -> None:
    simulator = plant()
    ids = {
        key: {row["id"] for row in rows(simulator, key)}
        for key in ("services", "sources", "destinations", "profiles", "images", "uplinks", "uplink_groups")
    }
    tasks = {row["originTaskId"] for row in rows(simulator, "origin_tasks")}
    for service in rows(simulator, "services"):
        assert {edge["sourceId"] for edge in service["serviceSources"]} <= ids["sources"]
        assert set(service["destinationsId"]) <= ids["destinations"]
        assert service["profileId"] in ids["profiles"]
    for group in rows(simulator, "uplink_groups"):
        assert set(group["uplinkIds"]) <= ids["uplinks"]
    for point in rows(simulator, "ingest_points"):
        assert {member["hostUuid"] for member in point["endPoints"]} <= tasks
    for pod in rows(simulator, "pods"):
        assert set(pod["services"]) <= ids["services"]


def test_a_healthy_plant_stays_healthy_for_a_day(clock: Clock) -> None:
    simulator = Simulator(clock=clock)
    for now in range(int(NOON), int(NOON) + 86_400, 300):
        clock.now = now
        assert {row["severity"] for row in rows(simulator, "notifications")} <= {"WARNING", "MINOR", "INFO"}
        assert all(row["cpuPercent"] < 80 and row["memoryPercent"] < 80 for row in rows(simulator, "nodes"))
        assert all(row["cpuPercent"] < 80 for row in rows(simulator, "origin_engine")["servers"])
        for row in rows(simulator, "rf_statistics"):
            assert row["locked"] is True
            assert (row["cnMargin"] > 5, row["postFecBer"], -65 < row["rfLevelDbm"] < -25) == (True, 0, True)


def test_a_body_is_built_once_a_second(clock: Clock) -> None:
    simulator = Simulator(services=200, clock=clock)
    first = body(simulator, "pods")
    clock.now += 0.5
    assert body(simulator, "pods") is first
    clock.now += 0.5
    assert body(simulator, "pods") is not first
    static = body(simulator, "services")
    clock.now += 3_600
    assert body(simulator, "services") is static


def test_bodies_of_many_queries_are_not_all_kept() -> None:
    simulator = plant(services=1)
    asked = [body(simulator, "notifications", result_count=str(count)) for count in range(1, 1_000)]
    assert len(set(map(id, asked))) == len(asked)
    assert body(simulator, "notifications", result_count="999") is asked[-1], "kept"
    assert body(simulator, "notifications", result_count="1") is not asked[0], "forgotten, and made again"
    assert body(simulator, "notifications", result_count="1") == asked[0]


def test_a_route_without_a_body_and_a_body_without_a_route_are_refused() -> None:
    some = {key: body for key, body in BODIES.items() if key != "images"}
    with pytest.raises(TypeError, match="no body for images"):
        for_routes(some, BODIES)
    with pytest.raises(TypeError, match="for images, which the table of routes lacks"):
        for_routes(BODIES, some)
