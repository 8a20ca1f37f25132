"""Named situations: what is wrong in the plant, and with which routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PLATFORM_ROUTES = ("system_info", "networks", "rf_statistics", "rf_monitorings", "rf_settings")
DEGRADED_ROUTES = ("profiles", "images", "uplink_status", "origin_tasks", "ingest_points", "nodes")
SLOW_ROUTE, SLOW_MILLISECONDS = "sources", 800


@dataclass(frozen=True, slots=True)
class Scenario:
    """One situation.

    Attributes:
        meaning: for a person.
        plant: fault, object and value of the plant.
        routes: route, fault and value of the API.
    """

    meaning: str
    plant: tuple[tuple[str, Any, Any], ...] = ()
    routes: tuple[tuple[str, str, Any], ...] = ()


SCENARIOS: Mapping[str, Scenario] = {
    "healthy": Scenario("nothing is wrong: no critical notification, CPU below 80 %, RF margin above 5 dB"),
    "uplink-lost": Scenario(
        "one of two cloud links of a group has no contact", plant=(("uplink-lost", 0, None),)
    ),
    "source-loss": Scenario("the first service runs on its backup source", plant=(("source-loss", 0, None),)),
    "node-hot": Scenario("the first node is at 97 % CPU", plant=(("node-hot", 0, None),)),
    "notification-storm": Scenario("120 new notifications a minute", plant=(("storm", "*", None),)),
    "rain-fade": Scenario("all RF inputs lose 6 dB in five minutes", plant=(("rf-fade", "*", None),)),
    "no-rf": Scenario(
        "a system without RF cards: five routes answer 404",
        routes=tuple((route, "status", 404) for route in PLATFORM_ROUTES),
    ),
    "api-degraded": Scenario(
        "six routes answer 503, one is slow",
        routes=(
            *((route, "status", 503) for route in DEGRADED_ROUTES),
            (SLOW_ROUTE, "delay", SLOW_MILLISECONDS),
        ),
    ),
}
"""Name to what goes on."""
