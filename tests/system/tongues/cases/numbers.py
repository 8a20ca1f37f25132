# ruff: noqa: E501 - a case stays on one line
"""Texts that look like numbers, and units that contradict each other: the truth or nothing, never a guess."""

from typing import Any

from tests.system.tongues.cases.case import Case

CPU, MEMORY = "vos_node_cpu_usage_ratio n1", "vos_node_memory_usage_bytes n1"
CORES = "vos_node_cpu_usage_cores n1"

TEXTS: list[tuple[str, float | None]] = [
    ("37.5", 0.375), (" 37.5 ", 0.375), ("+37.5", 0.375), ("37.50", 0.375), ("3.75e1", 0.375), ("3.75E+1", 0.375),
    ("037.5", 0.375), ("37", 0.37), ("37.", 0.37), (".5", 0.005), ("0", 0), ("-0", 0), ("0.0", 0),
    ("3_7", None), ("1_0.5", None), ("0x1F", None), ("0b1", None), ("1e", None), ("e1", None), ("--5", None), ("5-", None),
    ("1,5", None), ("1.234,5", None), ("1 5", None), ("1'0", None), ("٣٧", None), ("³", None), ("½", None), ("Ⅷ", None),
    ("~5", None), ("<5", None), (">5", None), ("≥5", None), ("5-6", None), ("5..6", None), ("5/8", None), ("5 of 8", None),
    ("5 % of 8", None), ("5%%", None), ("%5", None), ("5 5 %", None), ("5 % 5 %", None), ("five", None), ("5five", None),
    ("inf", None), ("-inf", None), ("Infinity", None), ("nan", None), ("NaN", None), ("1e999", None), ("true", None),
    ("null", None), ("-", None), ("--", None), ("n/a", None), ("unknown", None), ("37.5 \x00", None), ("37.5\n", 0.375),
    ("37.5\t%", 0.375), ("37.5\u00a0%", 0.375), ("\u221237.5", None),
]  # fmt: skip
"""What stands under ``cpuPercent``, and the share that it is; none where it is no number of that kind."""

CONFLICTS: list[tuple[dict[str, Any], dict[str, float]]] = [
    ({"cpuPercent": "250m"}, {CORES: 0.25}),
    ({"cpuPercent": "3 cores"}, {CORES: 3}),
    ({"cpuPercent": {"value": 3, "unit": "cores"}}, {CORES: 3}),
    ({"cpuCores": "37.5 %"}, {CPU: 0.375}),
    ({"cpu": "37.5 %", "cpuUnit": "cores"}, {CPU: 0.375}),
    ({"memoryInMB": "8 GiB"}, {MEMORY: 8 * 2**30}),
    ({"memoryInMB": "8192 KB"}, {MEMORY: 8.192e6}),
    ({"memoryBytes": "8Gi"}, {MEMORY: 8 * 2**30}),
    ({"memoryPercent": "8 GiB"}, {MEMORY: 8 * 2**30}),
    ({"memory": "8 GiB", "memoryUnit": "MB"}, {MEMORY: 8 * 2**30}),
    ({"memory": {"value": "8 GiB", "unit": "MB"}}, {MEMORY: 8 * 2**30}),
    ({"cpu": 37.5, "memory": 8192, "unit": "MB"}, {MEMORY: 8.192e9}),
    ({"cpu": 37.5, "memory": 62.5, "unit": "%"}, {CPU: 0.375, "vos_node_memory_usage_ratio n1": 0.625}),
    ({"cpu": 37.5, "unit": "%"}, {CPU: 0.375}),
    ({"cpu": 37.5, "units": {"cpu": "%"}}, {CPU: 0.375}),
    ({"cpu": [37.5]}, {}),
    ({"cpu": [{"value": 37.5, "unit": "%"}]}, {}),
    ({"cpuPercent": [10, 20]}, {}),
    ({"cpuPercent": {"min": 1, "avg": 37.5, "max": 99}}, {CPU: 0.375}),
    ({"cpuPercent": {"min": 1, "max": 99}}, {}),
    ({"cpu": {"percent": 37.5, "cores": 3}}, {CPU: 0.375, CORES: 3}),
    ({"cpuPercent": 37.5, "cpuCores": 3}, {CPU: 0.375, CORES: 3}),
    ({"memoryPercent": 50, "memoryBytes": 1024}, {MEMORY: 1024, "vos_node_memory_usage_ratio n1": 0.5}),
    ({"memoryUsedBytes": 2048, "memoryTotalBytes": 4096},
     {MEMORY: 2048, "vos_node_memory_usage_ratio n1": 0.5}),
    ({"memoryUsedMB": 2, "memoryTotalGB": 4}, {MEMORY: 2e6, "vos_node_memory_usage_ratio n1": 0.0005}),
    ({"memoryUsed": 2, "memoryTotal": 0}, {}),
    ({"memoryUsedBytes": 4096, "memoryTotalBytes": 2048}, {}),
    ({"memoryUsed": "2 GiB", "memoryTotal": "4 GiB"}, {MEMORY: 2 * 2**30, "vos_node_memory_usage_ratio n1": 0.5}),
    ({"memoryUsed": "2 GiB", "memoryTotal": 4}, {MEMORY: 2 * 2**30}),
]  # fmt: skip
"""Rows, and what may be said of them; which of it, is the exporter's choice, but nothing else."""

CASES = [
    *(
        Case(f"cpuPercent is {text!r}", "nodes", [{"name": "n1", "cpuPercent": text}],
             may={} if share is None else {CPU: share}, loose=True)
        for text, share in TEXTS
    ),
    *(
        Case(f"units that meet: {row}", "nodes", [{"name": "n1", **row}], may=truth, loose=True)
        for row, truth in CONFLICTS
    ),
]  # fmt: skip
