"""What each single fault of the simulated plant changes: how many series of which families, and no other.

Alarms are left to the scenarios; a series with another id or name is one that ends and one that begins.
"""

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.kits.plants import Clock, about_vos, run, scrape, world
from vos_exporter.simulator import PLANT_FAULTS

LINK_STATISTICS = (
    "vos_cloudlink_output_bytes_per_second",
    "vos_uplink_status_packets",
    "vos_uplink_status_dropped_packets",
    "vos_uplink_status_recovered_packets",
    "vos_uplink_status_not_recovered_packets",
    "vos_uplink_status_round_trip_time",
    "vos_uplink_status_jitter",
    "vos_uplink_status_latency",
)
POD = {
    "vos_pod_info": 1,
    "vos_pod_cpu_usage_ratio": 1,
    "vos_pod_memory_usage_bytes": 1,
    "vos_pods_restarts": 1,
}
SERVICE = {
    "vos_service_info": 1,
    "vos_service_settings_info": 1,
    "vos_service_active": 1,
    "vos_service_control_state": 2,
    "vos_service_sources": 1,
    "vos_service_source_info": 2,
    "vos_service_uplink_info": 2,
    "vos_service_destinations": 1,
    "vos_service_destination_info": 2,
    "vos_service_addon_info": 2,
    "vos_scte35_last_event_timestamp_seconds": 1,
    **POD,
}
RECEPTION = ("carrier_to_noise_db", "es_n0_db", "eb_n0_db", "mer_db", "margin_db", "level_dbm")


def times(number: int, families: Mapping[str, int]) -> dict[str, int]:
    return {name: number * count for name, count in families.items()}


def links(number: int, outputs: int = 5) -> dict[str, int]:
    return {
        "vos_cloudlink_up": number,
        "vos_cloudlink_uplink_state": 2 * number,
        "vos_cloudlink_outputs": number,
        **dict.fromkeys(LINK_STATISTICS, number * outputs),
    }


EXPECTED: Mapping[str, Mapping[str, int]] = {
    "control-state": {
        "vos_service_active": 1,
        "vos_service_control_state": 2,
        "vos_services": 2,
        **POD,
    },
    "rename": {"vos_service_info": 2, "vos_ingest_point_info": 2},
    "delete": {**SERVICE, "vos_services": 1, "vos_profile_services": 1},
    "recreate": {**times(2, SERVICE), "vos_ingest_point_info": 2},
    "source-loss": {"vos_service_notifications_active": 2},
    "slate": {"vos_service_notifications_active": 1},
    "uplink-lost": links(1),
    "group-lost": links(2),
    "silent-output": {"vos_cloudlink_output_bytes_per_second": 1},
    "origin-down": {"vos_origin_task_up": 1, "vos_origin_task_state": 2},
    "ingest-stuck": {
        "vos_ingest_point_state": 2,
        "vos_ingest_point_member_state": 4,
        "vos_ingest_point_member_up": 2,
        "vos_service_notifications_active": 1,
    },
    "node-hot": {"vos_node_cpu_usage_ratio": 1},
    "node-gone": {
        "vos_node_info": 1,
        "vos_node_cpu_usage_ratio": 1,
        "vos_node_memory_usage_ratio": 1,
        "vos_nodes_allocatable_pods": 1,
        "vos_nodes_pressure_level": 1,
        **times(10, POD),
    },
    "rf-fade": dict.fromkeys([f"vos_rf_{name}" for name in (*RECEPTION, "pre_fec_bit_error_ratio")], 1),
    "lock-lost": {
        **dict.fromkeys([f"vos_rf_{name}" for name in ("locked", *RECEPTION)], 1),
        "vos_rf_state": 2,
    },
    "storm": {"vos_service_notifications_active": 10},
    "notification": {},
}


def test_every_fault_is_here() -> None:
    assert EXPECTED.keys() == PLANT_FAULTS.keys()


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_fault_changes_what_it_is_about(kind: str) -> None:
    clock = Clock()
    healthy, broken = world(clock, services=10), world(clock, services=10)
    broken.plant.set(kind, 0 if PLANT_FAULTS[kind].objects else "*", clock())
    clock.advance(300)
    before, after = (about_vos(run(each, scrape)) for each in (healthy, broken))
    different = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    alarms = ("vos_notification_", "vos_notifications")
    assert Counter(name for name, _ in different if not name.startswith(alarms)) == EXPECTED[kind]
