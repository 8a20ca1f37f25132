# ruff: noqa: E501 - a case stays on one line
"""Numbers that nobody gives a unit: shown as reported, always under the same name, and named as a hint."""

from typing import Any

from tests.system.tongues.cases.case import Case

NODE, POD, SERVER, INPUT = {"name": "n1"}, {"podName": "p1"}, {"id": "s1", "name": "s1"}, {"id": "rf-1"}
CARD = "rf_statistics"

CONCEPTS: list[tuple[str, dict[str, Any], dict[str, Any], str, float]] = [
    ("nodes", NODE, {"cpu": 37.5}, "vos_node_cpu_reported n1", 37.5),
    ("nodes", NODE, {"cpuUsage": "37.5"}, "vos_node_cpu_reported n1", 37.5),
    ("nodes", NODE, {"memory": 8589934592}, "vos_node_memory_reported n1", 8589934592),
    ("nodes", NODE, {"mem": 62.5}, "vos_node_memory_reported n1", 62.5),
    ("pods", POD, {"cpu": 0.25}, "vos_pod_cpu_reported p1", 0.25),
    ("pods", POD, {"memory": 512}, "vos_pod_memory_reported p1", 512),
    ("origin_engine", SERVER, {"cpu": 59.5}, "vos_origin_server_cpu_reported s1", 59.5),
    ("origin_engine", SERVER, {"memory": 44.5}, "vos_origin_server_memory_reported s1", 44.5),
    (CARD, INPUT, {"level": -45.2}, "vos_rf_level_reported rf-1", -45.2),
    (CARD, INPUT, {"rfLevel": -452}, "vos_rf_level_reported rf-1", -452),
    ("rf_settings", INPUT, {"frequency": 11747}, "vos_rf_frequency_reported rf-1", 11747),
    ("rf_settings", INPUT, {"symbolRate": 27500}, "vos_rf_symbol_rate_reported rf-1", 27500),
    ("rf_settings", INPUT, {"rollOff": 20}, "vos_rf_roll_off_reported rf-1", 20),
]
OTHERS: list[tuple[str, dict[str, Any], dict[str, Any], str, float]] = [
    ("nodes", NODE, {"temperature": 45}, "vos_nodes_temperature n1", 45),
    ("nodes", NODE, {"fanSpeed": "4500"}, "vos_nodes_fan_speed n1", 4500),
    ("nodes", NODE, {"restartsTotal": 5}, "vos_nodes_restarts_total_reported n1", 5),
    ("nodes", NODE, {"podCount": 12}, "vos_nodes_pod_count_reported n1", 12),
    ("nodes", NODE, {"wibbleInfo": 12}, "vos_nodes_wibble_info_reported n1", 12),
    ("pods", POD, {"restarts": 3}, "vos_pods_restarts p1", 3),
    ("networks", {"id": "net-1"}, {"mtu": 1500}, "vos_networks_mtu net-1", 1500),
    (CARD, INPUT, {"agcGain": 17}, "vos_rf_statistics_agc_gain rf-1", 17),
]


def _case(route: str, row: dict[str, Any], told: dict[str, Any], series: str, value: float) -> Case:
    rows = [{**row, **told}]
    body = {"servers": rows} if route == "origin_engine" else rows
    key = next(iter(told))
    return Case(f"as reported: {told}", route, body, {series: value}, (key,), loose=True)


CASES = [
    *(_case(*line) for line in (*CONCEPTS, *OTHERS)),
    Case("with a unit it is not as reported", "nodes", [{"name": "n1", "cpuPercent": 37.5}],
         {"vos_node_cpu_usage_ratio n1": 0.375}, absent=("vos_node_cpu_reported n1",)),
    Case("a total alone is as reported", "nodes", [{"name": "n1", "memoryTotalBytes": 1024}],
         {"vos_nodes_memory_total_bytes n1": 1024}, loose=True),
    Case("one node with a unit, one without", "nodes", [{"name": "n1", "cpu": "37.5 %"}, {"name": "n2", "cpu": 37.5}],
         {"vos_node_cpu_usage_ratio n1": 0.375, "vos_node_cpu_reported n2": 37.5}, ("cpu",),
         absent=("vos_node_cpu_reported n1",)),
    Case("families as reported are bounded", "nodes", [{"name": "n1", **{f"wibble{n:03d}": n for n in range(100)}}],
         {"vos_nodes_wibble000 n1": 0, "vos_nodes_wibble063 n1": 63}, ("wibble000",), loose=True,
         absent=("vos_nodes_wibble064 n1",)),
    Case("a service's name under the operator's key", "services", [{"id": "s1", "title": "one"}],
         {"vos_service_info one s1": 1}, options={"fields": {"name": {"aliases": ["title"]}}}, loose=True),
    Case("a link's state under the operator's key", "uplink_status", [{"id": "l1", "linkCondition": "LOST"}],
         {"vos_cloudlink_up l1": 0}, options={"fields": {"state": {"aliases": ["linkCondition"]}}}),
    Case("a task's storage in the operator's unit", "origin_tasks", [{"originTaskId": "t", "usedStorage": 20}],
         {"vos_origin_task_used_storage_bytes t": 20 * 2**30},
         options={"fields": {"used_storage": {"unit": "gibibytes"}}}),
    Case("an alarm's severity under the operator's key", "notifications",
         [{"id": "a", "state": "ACTIVE", "title": "x", "grade": "MAJOR"}], {"vos_notifications_active major": 1},
         options={"fields": {"severity": {"aliases": ["grade"]}}}),
]  # fmt: skip
