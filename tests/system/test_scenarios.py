"""Each scenario moves the series it is about, and no other: two scrapes of one moment, healthy and not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.kits.plants import Clock, Series, names, run, scrape, steady, world
from vos_exporter.collectors import COLLECTORS
from vos_exporter.reference.catalogue import entries
from vos_exporter.simulator import SCENARIOS
from vos_exporter.simulator.scenarios import DEGRADED_ROUTES, PLATFORM_ROUTES
from vos_exporter.simulator.world import World

SERVICES = 10
SECONDS = 300
"""After which a fade has its full depth and a storm its full size."""

ANY, GONE = object(), None
SEVERITY, CLASS = "notification_severity", "notification_class"


@dataclass
class Moves:
    """So many series of one family, with at least these labels, go from one value to another.

    ``by`` is how much they rise, where that is all that matters.
    """

    name: str
    labels: Mapping[str, str]
    before: Any
    after: Any
    series: int = 1
    by: float | None = None
    found: list[Any] = field(default_factory=list)

    def claims(self, change: tuple[Any, Any, Any]) -> bool:
        """Whether ``change`` is one of them."""
        (name, labels), before, after = change
        fits = self.before in (before, ANY) and self.after in (after, ANY)
        rises = self.by is None or (after or 0) - (before or 0) == self.by
        return fits and rises and name == self.name and self.labels.items() <= dict(labels).items()


def changes(scenario: str) -> tuple[list[tuple[Any, Any, Any]], World]:
    """What differs between the healthy plant and the scenario: series, value before, value after."""
    clock = Clock()
    healthy, other = world(clock, SERVICES), world(clock, SERVICES)
    other.enter(scenario)
    clock.advance(SECONDS)
    before, after = (steady(run(each, scrape)) for each in (healthy, other))
    series = sorted(before.keys() | after.keys(), key=str)
    pairs = [(each, before.get(each), after.get(each)) for each in series]
    return [change for change in pairs if change[1] != change[2]], other


def more(name: str, by: int, **labels: str) -> Moves:
    """One series that rises."""
    return Moves(name, labels, ANY, ANY, by=by)


def alarms(severity: str, kind: str, type_name: str, count: int = 1) -> list[Moves]:
    """What ``count`` new active notifications move; type and severity may be there already."""
    return [
        more("vos_notifications", count, notification_state="active", notification_severity=severity),
        more("vos_notifications_active", count, notification_severity=severity),
        more(
            "vos_notifications_active_by_class",
            count,
            notification_class=kind,
            notification_severity=severity,
        ),
        Moves("vos_notification_type_observed_total", {"notification_type": type_name}, None, 0),
        Moves("vos_notification_oldest_active_timestamp_seconds", {SEVERITY: severity}, None, ANY),
    ]


def answers(**routes: int) -> list[Moves]:
    """Bodies with more items than before; 0 where only their size may differ."""
    grown = [Moves("vos_api_last_response_items", {"route": key}, ANY, ANY) for key in routes if routes[key]]
    return [*grown, *(Moves("vos_api_last_response_size_bytes", {"route": key}, ANY, ANY) for key in routes)]


def uplink_lost(plant: World) -> list[Moves]:
    link = plant.plant.inventory.uplinks[0]
    of_link, outputs = {"cloudlink_id": link.id}, len(link.outputs)
    reported = (
        "packets", "dropped_packets", "recovered_packets", "not_recovered_packets", "round_trip_time",
        "jitter", "latency",
    )  # fmt: skip
    return [
        Moves("vos_cloudlink_up", of_link, 1, 0),
        Moves("vos_cloudlink_uplink_state", {**of_link, "state": "LOST"}, 0, 1),
        Moves("vos_cloudlink_uplink_state", {**of_link, "state": "CONNECTED"}, 1, GONE),
        Moves("vos_cloudlink_outputs", of_link, outputs, GONE),
        Moves("vos_cloudlink_output_bytes_per_second", of_link, ANY, GONE, outputs),
        *(Moves(f"vos_uplink_status_{key}", of_link, ANY, GONE, outputs) for key in reported),
        *alarms("major", "uplink", "uplink-lost"),
        *answers(notifications=1, notification_history=1, uplink_status=0),
    ]


def source_loss(plant: World) -> list[Moves]:
    service = {"service_id": plant.plant.service_id(0)}
    lost = {**service, CLASS: "source_loss", SEVERITY: "major"}
    switched = {**service, CLASS: "redundancy_switch", SEVERITY: "warning"}
    return [
        *alarms("major", "source_loss", "input-signal-loss"),
        *alarms("warning", "redundancy_switch", "redundancy-switch"),
        Moves("vos_service_notifications_active", lost, None, 1),
        Moves("vos_service_notifications_active", switched, None, 1),
        *answers(notifications=2, notification_history=2),
    ]


def node_hot(plant: World) -> list[Moves]:
    return [
        Moves("vos_node_cpu_usage_ratio", {"node_name": plant.plant.inventory.nodes[0].name}, ANY, 0.97),
        *alarms("major", "node", "node-cpu"),
        *answers(notifications=1, notification_history=1, nodes=0),
    ]


def notification_storm(plant: World) -> list[Moves]:
    # Two a second for 300 s; the two of the first second are over by then.
    kind = {CLASS: "transport_errors", SEVERITY: "warning"}
    return [
        *alarms("warning", "transport_errors", "transport-errors", count=2 * SECONDS - 1),
        more("vos_notifications", 2, notification_state="resolved", notification_severity="warning"),
        Moves("vos_service_notifications_active", kind, ANY, ANY, SERVICES),
        *answers(notifications=1, notification_history=1),
    ]


def rain_fade(plant: World) -> list[Moves]:
    inputs = len(plant.plant.inventory.rf_inputs)
    falling = ("carrier_to_noise_db", "es_n0_db", "eb_n0_db", "mer_db", "level_dbm", "margin_db")
    return [
        *(Moves(f"vos_rf_{name}", {}, ANY, ANY, inputs) for name in falling),
        Moves("vos_rf_pre_fec_bit_error_ratio", {}, ANY, ANY, inputs),
        *alarms("warning", "transport_errors", "rf-margin", count=inputs),
        *answers(notifications=1, notification_history=1, rf_statistics=0),
    ]


EXPECTED: Mapping[str, Callable[[World], list[Moves]]] = {
    "healthy": lambda plant: [],
    "uplink-lost": uplink_lost,
    "source-loss": source_loss,
    "node-hot": node_hot,
    "notification-storm": notification_storm,
    "rain-fade": rain_fade,
}
ROUTES_GONE = {"no-rf": PLATFORM_ROUTES, "api-degraded": DEGRADED_ROUTES}


def test_every_scenario_is_here() -> None:
    assert SCENARIOS.keys() == EXPECTED.keys() | ROUTES_GONE.keys()


@pytest.mark.parametrize("scenario", EXPECTED)
def test_a_scenario_moves_its_series_and_no_other(scenario: str) -> None:
    changed, plant = changes(scenario)
    expected = EXPECTED[scenario](plant)
    strays = []
    for change in changed:
        claiming = [moves for moves in expected if moves.claims(change)]
        strays += [change] if not claiming else []
        for moves in claiming[:1]:
            moves.found.append(change)
    assert not strays
    # The living background may have the severity and the type already; another number may be as long.
    may = ("vos_api_last_response_size_bytes", "_oldest_active_timestamp_seconds", "_type_observed_total")
    assert not [each for each in expected if len(each.found) != each.series and not each.name.endswith(may)]


def test_a_fade_takes_six_decibels_and_leaves_the_lock() -> None:
    for (name, _), before, after in changes("rain-fade")[0]:
        if name in ("vos_rf_margin_db", "vos_rf_carrier_to_noise_db", "vos_rf_level_dbm"):
            assert before - after == pytest.approx(6, abs=1e-4)
        assert name != "vos_rf_locked"


@pytest.mark.parametrize("scenario", ROUTES_GONE)
def test_routes_that_fail_or_are_missing_take_their_own_series_and_no_other(scenario: str) -> None:
    gone = set(ROUTES_GONE[scenario])
    changed, _ = changes(scenario)
    ours = [change for change in changed if not change[0][0].startswith("vos_api_")]
    assert all(after is GONE for _, _, after in ours)
    assert {name for (name, _), _, _ in ours} == series_of(gone)


@pytest.mark.parametrize(
    ("scenario", "outcome", "error"), [("no-rf", "unsupported", None), ("api-degraded", "failed", "http_5xx")]
)
def test_what_the_exporter_says_of_such_routes(scenario: str, outcome: str, error: str | None) -> None:
    changed, _ = changes(scenario)
    ours = {(name, labels): after for (name, labels), _, after in changed if name.startswith("vos_api_")}
    healthy = run(world(Clock(), SERVICES), scrape)
    expected: dict[Series, float | None] = {}
    for route in ROUTES_GONE[scenario]:
        say = said(route)
        expected |= say("vos_api_route_state", 0, state="ok") | say("vos_api_route_state", 1, state=outcome)
        expected |= say("vos_api_request_successes_total", 0) | say("vos_api_last_response_items", GONE)
        expected |= say("vos_api_last_response_size_bytes", GONE) | say("vos_api_response_truncated", GONE)
        for understood in ("unread_fields", "missing_fields", "numbers_without_unit"):
            expected |= say(f"vos_api_{understood}", GONE)
        expected |= say("vos_api_shape_changes_total", GONE)
        expected |= say("vos_api_route_success", 0 if error else GONE)
        expected |= say("vos_api_request_errors_total", 1, reason=error) if error else {}
        fields = [frozenset({("field", name)}) for name in COLLECTORS[route].state_fields]
        expected |= {
            ("vos_api_unmapped_values", field): GONE
            for field in fields
            if ("vos_api_unmapped_values", field) in healthy
        }
    assert ours == expected


def said(route: str) -> Callable[..., dict[Any, Any]]:
    """Samples about ``route``."""

    def say(name: str, value: Any, **labels: str) -> dict[Any, Any]:
        return {(name, frozenset({("route", route), *labels.items()})): value}

    return say


def series_of(gone: set[str]) -> set[str]:
    """The families a healthy plant has only because of the routes ``gone``; those as reported too."""
    present = names(steady(run(world(Clock(), SERVICES), scrape)))
    declared = {entry.declaration.name: set(entry.routes) for entry in entries()}
    collected = {route.route.key: {f.name for f in route.families} for route in COLLECTORS.values()}
    shared = {name for key, found in collected.items() if key not in gone for name in found}
    prefixes = tuple(f"vos_{key}_" for key in gone) + (("vos_cloudlink_",) if "uplink_status" in gone else ())
    by_table = {name for name in present if declared.get(name, set()) & gone and name not in shared}
    as_reported = {name for name in present if name not in declared and name.startswith(prefixes)}
    return by_table | as_reported
