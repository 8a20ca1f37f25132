# ruff: noqa: E501 - a case stays on one line
"""CPU and memory of nodes, pods and servers: who says the unit, and who does not."""

from tests.system.tongues.cases.case import Case, Line, told

RATIO, CORES = "vos_node_cpu_usage_ratio", "vos_node_cpu_usage_cores"
MEMORY_RATIO, MEMORY = "vos_node_memory_usage_ratio", "vos_node_memory_usage_bytes"
POD_RATIO, POD_CORES = "vos_pod_cpu_usage_ratio", "vos_pod_cpu_usage_cores"
POD_MEMORY_RATIO, POD_MEMORY = "vos_pod_memory_usage_ratio", "vos_pod_memory_usage_bytes"
SERVER_RATIO, SERVER_CORES = "vos_origin_server_cpu_usage_ratio", "vos_origin_server_cpu_usage_cores"
SERVER_MEMORY_RATIO = "vos_origin_server_memory_usage_ratio"
SERVER_MEMORY = "vos_origin_server_memory_usage_bytes"

NODE_CPU: list[Line] = [
    ({"cpuPercent": 37.5}, {RATIO: 0.375}),
    ({"cpu_percent": 37.5}, {RATIO: 0.375}),
    ({"CPU-PERCENT": 37.5}, {RATIO: 0.375}),
    ({"CpuPercent": 37.5}, {RATIO: 0.375}),
    ({"cpu.percent": 37.5}, {RATIO: 0.375}),
    ({"cpuPct": 37.5}, {RATIO: 0.375}),
    ({"cpuUsagePercent": 37.5}, {RATIO: 0.375}),
    ({"cpuUtilizationPercent": 37.5}, {RATIO: 0.375}),
    ({"cpuUsageInPercent": 37.5}, {RATIO: 0.375}),
    ({"cpuPercent": "37.5"}, {RATIO: 0.375}),
    ({"cpuPercent": "37.5 %"}, {RATIO: 0.375}),
    ({"cpuPercent": 0}, {RATIO: 0}),
    ({"cpuPercent": 100}, {RATIO: 1}),
    ({"cpuPercent": 100.4}, {RATIO: 1.004}),
    ({"cpu": "37.5%"}, {RATIO: 0.375}),
    ({"cpu": "37.5 %"}, {RATIO: 0.375}),
    ({"cpu": " 37.5 percent "}, {RATIO: 0.375}),
    ({"cpu": "37.5pct"}, {RATIO: 0.375}),
    ({"cpuUsage": "37.5%"}, {RATIO: 0.375}),
    ({"cpuLoad": "37.5%"}, {RATIO: 0.375}),
    ({"cpuUtilization": "37.5%"}, {RATIO: 0.375}),
    ({"cpuRatio": 0.375}, {RATIO: 0.375}),
    ({"cpuUsageRatio": 0.375}, {RATIO: 0.375}),
    ({"cpuFraction": 0.375}, {RATIO: 0.375}),
    ({"cpu": 37.5, "cpuUnit": "%"}, {RATIO: 0.375}),
    ({"cpu": 37.5, "cpuUnit": "percent"}, {RATIO: 0.375}),
    ({"cpu": 37.5, "cpu_unit": "PERCENT"}, {RATIO: 0.375}),
    ({"cpu": 37.5, "cpuUnits": "pct"}, {RATIO: 0.375}),
    ({"cpu": {"value": 37.5, "unit": "%"}}, {RATIO: 0.375}),
    ({"cpu": {"value": "37.5", "unit": "percent"}}, {RATIO: 0.375}),
    ({"cpu": {"value": "37.5 %"}}, {RATIO: 0.375}),
    ({"cpu": {"usage": 37.5, "unit": "%"}}, {RATIO: 0.375}),
    ({"cpu": {"percent": 37.5}}, {RATIO: 0.375}),
    ({"cpu": {"usagePercent": 37.5}}, {RATIO: 0.375}),
    ({"usage": {"cpuPercent": 37.5}}, {RATIO: 0.375}),
    ({"cpuCores": 3}, {CORES: 3}),
    ({"cpuUsageCores": 3.25}, {CORES: 3.25}),
    ({"cpuUsedCores": 3.25}, {CORES: 3.25}),
    ({"cpu": "3 cores"}, {CORES: 3}),
    ({"cpu": "3.25 cores"}, {CORES: 3.25}),
    ({"cpu": 3, "cpuUnit": "cores"}, {CORES: 3}),
    ({"cpu": {"value": 3, "unit": "cores"}}, {CORES: 3}),
    ({"cpuMillicores": 250}, {CORES: 0.25}),
    ({"cpu": "250m"}, {CORES: 0.25}),
    ({"cpu": "1250 millicores"}, {CORES: 1.25}),
    ({"cpu": "123456789n"}, {CORES: 0.123456789}),
    ({"cpu": 250, "cpuUnit": "millicores"}, {CORES: 0.25}),
    ({"cpu": 37.5, "cpuCores": 3}, {CORES: 3}, (), True),
    ({"cpu": 3, "cpuPercent": 37.5}, {RATIO: 0.375}, (), True),
    ({"cpuPercent": 37.5, "cpu": 3}, {RATIO: 0.375}, (), True),
    ({"cpu": 0.375}, {}, ("cpu",)),
    ({"cpu": 37.5}, {}, ("cpu",)),
    ({"cpu": "37.5"}, {}, ("cpu",)),
    ({"cpu": 3}, {}, ("cpu",)),
    ({"cpuUsage": 37.5}, {}, ("cpuUsage",)),
    ({"cpuLoad": 0.9}, {}, ("cpuLoad",)),
    ({"cpuUtilization": 37.5}, {}, ("cpuUtilization",)),
    ({"cpu": {"value": 37.5}}, {}, ("cpu.value",)),
    ({"cpu": 37.5, "cpuUnit": "wibble"}, {}, ("cpu",), True),
    ({"cpu": "37.5 wibbles"}, {}, ("cpu",)),
    ({"cpu": "37.5 MHz"}, {}, ("cpu",)),
    ({"cpuPercent": 5000}, {}, ("cpuPercent",)),
    ({"cpuPercent": -1}, {}, ("cpuPercent",)),
    ({"cpuPercent": -999}, {}, ("cpuPercent",)),
    ({"cpuRatio": 37.5}, {}, ("cpuRatio",)),
    ({"cpuCores": -3}, {}, ("cpuCores",)),
    ({"cpuPercent": "abc"}, {}, ("cpuPercent",)),
    ({"cpuPercent": []}, {}, ("cpuPercent",)),
    ({"cpuPercent": {}}, {}, ("cpuPercent",)),
    ({"cpuPercent": True}, {}, ("cpuPercent",)),
    ({"cpuPercent": "NaN"}, {}, ("cpuPercent",), True),
    ({"cpuPercent": "N/A"}, {}, (), True),
    ({"cpuPercent": None}, {}),
    ({"cpuPercent": ""}, {}, (), True),
    ({"cpuPercent": 1e400}, {}, (), True),
]
NODE_MEMORY: list[Line] = [
    ({"memoryPercent": 62.5}, {MEMORY_RATIO: 0.625}),
    ({"memoryUsagePercent": 62.5}, {MEMORY_RATIO: 0.625}),
    ({"memPercent": 62.5}, {MEMORY_RATIO: 0.625}),
    ({"memory": "62.5 %"}, {MEMORY_RATIO: 0.625}),
    ({"mem": "62.5%"}, {MEMORY_RATIO: 0.625}),
    ({"memory": 62.5, "memoryUnit": "%"}, {MEMORY_RATIO: 0.625}),
    ({"memory": {"value": 62.5, "unit": "%"}}, {MEMORY_RATIO: 0.625}),
    ({"memoryRatio": 0.625}, {MEMORY_RATIO: 0.625}),
    ({"memoryBytes": 8589934592}, {MEMORY: 8589934592}),
    ({"memoryUsedBytes": 8589934592}, {MEMORY: 8589934592}),
    ({"memoryUsageBytes": 8589934592}, {MEMORY: 8589934592}),
    ({"usedMemoryBytes": 8589934592}, {MEMORY: 8589934592}),
    ({"memory_used_bytes": "8589934592"}, {MEMORY: 8589934592}),
    ({"memoryInMB": 8192}, {MEMORY: 8.192e9}),
    ({"usedMemoryInMB": 8192}, {MEMORY: 8.192e9}),
    ({"memoryUsedMB": 8192}, {MEMORY: 8.192e9}),
    ({"memoryMB": 8192}, {MEMORY: 8.192e9}),
    ({"memoryMb": 8192}, {}, ("memoryMb",), True),
    ({"memoryMiB": 8192}, {MEMORY: 8589934592}),
    ({"memoryInMiB": 8192}, {MEMORY: 8589934592}),
    ({"memoryGB": 8}, {MEMORY: 8e9}),
    ({"memoryGiB": 8}, {MEMORY: 8589934592}),
    ({"memoryKB": 8388608}, {MEMORY: 8388608000}),
    ({"memoryKiB": 8388608}, {MEMORY: 8589934592}),
    ({"memory": "8 GiB"}, {MEMORY: 8589934592}),
    ({"memory": "8GiB"}, {MEMORY: 8589934592}),
    ({"memory": "8 GB"}, {MEMORY: 8e9}),
    ({"memory": "8Gi"}, {MEMORY: 8589934592}),
    ({"memory": "8192Mi"}, {MEMORY: 8589934592}),
    ({"memory": "524288Ki"}, {MEMORY: 536870912}),
    ({"memory": "8192 MB"}, {MEMORY: 8.192e9}),
    ({"memory": "8192 MiB"}, {MEMORY: 8589934592}),
    ({"memory": "8589934592 bytes"}, {MEMORY: 8589934592}),
    ({"memory": "8589934592 B"}, {MEMORY: 8589934592}),
    ({"memory": 8192, "memoryUnit": "MB"}, {MEMORY: 8.192e9}),
    ({"memory": 8192, "memoryUnit": "MiB"}, {MEMORY: 8589934592}),
    ({"memory": 8, "memoryUnit": "GiB"}, {MEMORY: 8589934592}),
    ({"memory": 8589934592, "memoryUnit": "bytes"}, {MEMORY: 8589934592}),
    ({"memory": {"value": 8, "unit": "GiB"}}, {MEMORY: 8589934592}),
    ({"memory": {"usedBytes": 8589934592}}, {MEMORY: 8589934592}),
    ({"memory": {"used": 4, "total": 16}}, {MEMORY_RATIO: 0.25}, (), True),
    ({"memoryUsed": 4, "memoryTotal": 16}, {MEMORY_RATIO: 0.25}, (), True),
    ({"usedMemory": 4, "totalMemory": 16}, {MEMORY_RATIO: 0.25}, (), True),
    ({"memoryUsed": 17, "memoryTotal": 16}, {}, ("memoryUsed",), True),
    ({"memory": 62.5, "memoryBytes": 8589934592}, {MEMORY: 8589934592}, (), True),
    ({"memory": 8589934592}, {}, ("memory",)),
    ({"memory": 62.5}, {}, ("memory",)),
    ({"memory": 0.625}, {}, ("memory",)),
    ({"memory": 8192}, {}, ("memory",)),
    ({"memory": "8192"}, {}, ("memory",)),
    ({"mem": 8192}, {}, ("mem",)),
    ({"memoryUsage": 8192}, {}, ("memoryUsage",)),
    ({"memory": {"value": 8192}}, {}, ("memory.value",)),
    ({"memory": "8192 wibbles"}, {}, ("memory",)),
    ({"memory": "8192 dB"}, {}, ("memory",)),
    ({"memoryPercent": 8589934592}, {}, ("memoryPercent",)),
    ({"memoryBytes": -1}, {}, ("memoryBytes",)),
    ({"memoryBytes": "none"}, {}, ("memoryBytes",), True),
    ({"memoryBytes": [1]}, {}, ("memoryBytes",)),
    ({"memoryBytes": None}, {}),
]
POD: list[Line] = [
    ({"cpuPercent": 7.5}, {POD_RATIO: 0.075}),
    ({"cpu": "7.5 %"}, {POD_RATIO: 0.075}),
    ({"cpu": "250m"}, {POD_CORES: 0.25}),
    ({"cpuCores": 0.25}, {POD_CORES: 0.25}),
    ({"cpuMillicores": 250}, {POD_CORES: 0.25}),
    ({"cpu": 0.25, "cpuUnit": "cores"}, {POD_CORES: 0.25}),
    ({"cpu": {"value": 250, "unit": "m"}}, {POD_CORES: 0.25}),
    ({"memoryMiB": 512}, {POD_MEMORY: 536870912}),
    ({"memory": "512Mi"}, {POD_MEMORY: 536870912}),
    ({"memory": "512 MB"}, {POD_MEMORY: 512e6}),
    ({"memoryInMB": 512}, {POD_MEMORY: 512e6}),
    ({"memoryBytes": 536870912}, {POD_MEMORY: 536870912}),
    ({"memory": "12.5 %"}, {POD_MEMORY_RATIO: 0.125}),
    ({"memoryPercent": 12.5}, {POD_MEMORY_RATIO: 0.125}),
    ({"memory": 512, "memoryUnit": "MB"}, {POD_MEMORY: 512e6}),
    ({"memory": 8589934592}, {}, ("memory",)),
    ({"memory": 512}, {}, ("memory",)),
    ({"cpu": 7.5}, {}, ("cpu",)),
    ({"cpu": 0.25}, {}, ("cpu",)),
    ({"cpu": 0.25, "memory": 512}, {}, ("cpu", "memory")),
]
SERVER: list[Line] = [
    ({"cpuPercent": 59.5}, {SERVER_RATIO: 0.595}),
    ({"cpu": "59.5 %"}, {SERVER_RATIO: 0.595}),
    ({"cpuCores": 12}, {SERVER_CORES: 12}),
    ({"cpu": 59.5, "cpuUnit": "%"}, {SERVER_RATIO: 0.595}),
    ({"memoryPercent": 44.5}, {SERVER_MEMORY_RATIO: 0.445}),
    ({"memUsagePercent": 44.5}, {SERVER_MEMORY_RATIO: 0.445}),
    ({"memoryUsedBytes": 8589934592}, {SERVER_MEMORY: 8589934592}),
    ({"memory": "8 GiB"}, {SERVER_MEMORY: 8589934592}),
    ({"usedMemoryInMB": 8192}, {SERVER_MEMORY: 8.192e9}),
    ({"cpu": 59.5}, {}, ("cpu",)),
    ({"memory": 44.5}, {}, ("memory",)),
    ({"memory": 8589934592}, {}, ("memory",)),
]

K8S_NODES = {
    "kind": "NodeMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {},
    "items": [{
        "metadata": {"name": "n1", "creationTimestamp": "2023-11-14T22:13:20Z"},
        "timestamp": "2023-11-14T22:13:20Z", "window": "30s", "usage": {"cpu": "1500m", "memory": "8Gi"},
    }],
}  # fmt: skip
K8S_PODS = {
    "kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {},
    "items": [{
        "metadata": {"name": "p1", "namespace": "vos", "creationTimestamp": "2023-11-14T22:13:20Z"},
        "timestamp": "2023-11-14T22:13:20Z", "window": "30s",
        "containers": [
            {"name": "a", "usage": {"cpu": "250m", "memory": "512Mi"}},
            {"name": "b", "usage": {"cpu": "250000000n", "memory": "524288Ki"}},
        ],
    }],
}  # fmt: skip


def vector(*results: tuple[dict[str, str], str]) -> dict[str, object]:
    """The answer of a Prometheus to an instant query."""
    rows = [{"metric": metric, "value": [1_700_000_000.0, value]} for metric, value in results]
    return {"status": "success", "data": {"resultType": "vector", "result": rows}}


DOCUMENTED = [
    Case("a Kubernetes list of nodes", "nodes", K8S_NODES, {f"{CORES} n1": 1.5, f"{MEMORY} n1": 8589934592}),
    Case(
        "a Kubernetes list of pods: containers are summed", "pods", K8S_PODS,
        {f"{POD_CORES} p1": 0.5, f"{POD_MEMORY} p1": 1073741824},
    ),
    Case(
        "a Prometheus answer whose unit the operator gave", "nodes",
        vector(({"__name__": "cpu", "instance": "n1"}, "0.375")), {f"{RATIO} n1": 0.375},
        options={"fields": {"cpu": {"unit": "ratio"}}},
    ),
    Case(
        "a Prometheus answer without a unit", "nodes",
        vector(({"__name__": "cpu", "instance": "n1"}, "0.375")), hints=("cpu",), loose=True,
    ),
    Case(
        "a Prometheus answer by container: summed", "pods",
        vector(
            ({"__name__": "cpu", "pod": "p1", "container": "a"}, "0.25"),
            ({"__name__": "cpu", "pod": "p1", "container": "b"}, "0.5"),
        ),
        {f"{POD_CORES} p1": 0.75}, loose=True, options={"fields": {"cpu": {"unit": "cores"}}},
    ),
    Case(
        "a Prometheus answer of memory by container: summed", "pods",
        vector(
            ({"pod": "p1", "container": "a"}, "1024"), ({"pod": "p1", "container": "b"}, "2048"),
            ({"pod": "p2", "container": "a"}, "1"),
        ),
        {f"{POD_MEMORY} p1": 3072, f"{POD_MEMORY} p2": 1}, loose=True,
        options={"fields": {"memory": {"aliases": ["value"], "unit": "bytes"}}},
    ),
    Case(
        "a Prometheus answer with NaN", "nodes",
        vector(({"__name__": "cpu", "instance": "n1"}, "NaN"), ({"__name__": "cpu", "instance": "n2"}, "0.5")),
        {f"{RATIO} n2": 0.5}, loose=True, options={"fields": {"cpu": {"unit": "ratio"}}},
    ),
    Case(
        "a Prometheus error", "nodes", {"status": "error", "errorType": "bad_data", "error": "parse error"},
        failed="decode",
    ),
    Case(
        "two pods on one host are two pods", "pods",
        [
            {"podName": "p1", "hostName": "h", "cpuPercent": 10},
            {"podName": "p2", "hostName": "h", "cpuPercent": 20},
        ],
        {f"{POD_RATIO} p1": 0.1, f"{POD_RATIO} p2": 0.2},
    ),
    Case(
        "the operator says the unit of a node's cpu", "nodes", [{"name": "n1", "cpu": 37.5}],
        {f"{RATIO} n1": 0.375}, options={"fields": {"cpu": {"unit": "percent"}}},
    ),
    Case(
        "the operator says the key and the unit of a pod's memory", "pods", [{"name": "p1", "rss": 512}],
        {f"{POD_MEMORY} p1": 536870912},
        options={"fields": {"memory": {"aliases": ["rss"], "unit": "mebibytes"}}},
    ),
    Case(
        "the operator's key beats ours", "nodes", [{"name": "n1", "cpuPercent": 99, "load": 37.5}],
        {f"{RATIO} n1": 0.375}, loose=True,
        options={"fields": {"cpu": {"aliases": ["load"], "unit": "percent"}}},
    ),
    Case(
        "a number nobody claims is as reported and named", "nodes",
        [{"name": "n1", "cpuPercent": 1, "temperature": 45}], {f"{RATIO} n1": 0.01}, ("temperature",),
    ),
    Case(
        "a text nobody claims is named", "nodes", [{"name": "n1", "cpuPercent": 1, "rackColour": "blue"}],
        {f"{RATIO} n1": 0.01}, ("rackColour",),
    ),
]  # fmt: skip

CASES = [
    *told("nodes", "node cpu", {"name": "n1"}, "n1", NODE_CPU),
    *told("nodes", "node memory", {"name": "n1"}, "n1", NODE_MEMORY),
    *told("pods", "pod", {"podName": "p1"}, "p1", POD),
    *(
        Case(case.name, "origin_engine", {"servers": case.body}, case.series, case.hints, loose=case.loose)
        for case in told("origin_engine", "server", {"id": "s1", "name": "s1"}, "s1", SERVER)
    ),
    *DOCUMENTED,
]
