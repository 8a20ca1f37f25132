"""Nodes and pods in two shapes that others document: Kubernetes' metrics API, and Prometheus' answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.kits.reading import NOW
from tests.system.tongues.facts import Fact, Told
from tests.system.tongues.plants.common import ONE, Rows, expect, measured, name, some
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue

CPU_FORMS: Mapping[str, float] = {"m": 1e-3, "n": 1e-9, "u": 1e-6, "": 1}
MEMORY_FORMS: Mapping[str, float] = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "M": 1e6, "": 1}


def quantity(tongue: Tongue, forms: Mapping[str, float], low: float, high: float) -> tuple[str, float]:
    """A Kubernetes quantity, and what it is in base units."""
    suffix = tongue.rng.choice(tuple(forms))
    count = max(1, round(tongue.rng.uniform(low, high) / forms[suffix]))
    return f"{count}{suffix}", count * forms[suffix]


def usage(tongue: Tongue) -> tuple[dict[str, str], float, float]:
    """What one container or node uses: as told, in cores, in bytes."""
    cpu, cores = quantity(tongue, CPU_FORMS, 0.1, 4)
    memory, used = quantity(tongue, MEMORY_FORMS, 2**30, 2**35)
    return {"cpu": cpu, "memory": memory}, cores, used


def kubernetes_nodes(tongue: Tongue) -> Rows:
    """A ``NodeMetricsList``."""
    rows = []
    for _ in some(tongue):
        row, called = _object(tongue, "worker")
        row.body["usage"], cores, used = usage(tongue)
        labels = {"node_name": called}
        expect(row, "vos_node_info", labels, ONE)
        _use(row, labels, "node", cores, used)
        rows.append(row)
    return _listed(rows, "NodeMetricsList")


def kubernetes_pods(tongue: Tongue) -> Rows:
    """A ``PodMetricsList``; what the containers use is the pod's."""
    rows = []
    for _ in some(tongue):
        row, called = _object(tongue, "stream")
        uses = [usage(tongue) for _ in range(tongue.rng.randrange(1, 4))]
        row.body["containers"] = [{"name": f"c{n}", "usage": told} for n, (told, _, _) in enumerate(uses)]
        labels = {"pod_name": called}
        expect(row, "vos_pod_info", labels, ONE)
        _use(row, labels, "pod", sum(cores for _, cores, _ in uses), sum(used for _, _, used in uses))
        rows.append(row)
    return _listed(rows, "PodMetricsList")


def _object(tongue: Tongue, kind: str) -> tuple[Row, str]:
    row, called = Row(tongue), name(tongue, kind)
    stamp = "2023-11-14T22:13:00Z"
    row.body["metadata"] = {"name": called, "creationTimestamp": stamp}
    if kind == "stream":
        row.body["metadata"]["namespace"] = "vos"
    row.body |= {"timestamp": stamp, "window": "30s"}
    return row, called


def _use(row: Row, labels: Mapping[str, str], owner: str, cores: float, used: float) -> None:
    cpu = Fact(Told.PLAINLY, "usage.cpu", cores, f"vos_{owner}_cpu_usage_cores")
    memory = Fact(Told.PLAINLY, "usage.memory", used, f"vos_{owner}_memory_usage_bytes")
    measured(row, labels, cpu, memory)


def _listed(rows: Sequence[Row], kind: str) -> Rows:
    body = {"kind": kind, "apiVersion": "metrics.k8s.io/v1beta1", "metadata": {}}
    return Rows(list(rows), (), body={**body, "items": [row.body for row in rows]})


def prometheus_nodes(tongue: Tongue) -> Rows:
    """The share of CPU by instance; the operator says that it is a share."""
    return _vector(tongue, "node", "ratio", "instance")


def prometheus_pods(tongue: Tongue) -> Rows:
    """Cores by pod and container, which are summed; the operator says that they are cores."""
    return _vector(tongue, "pod", "cores", "pod")


def _vector(tongue: Tongue, owner: str, unit: str, label: str) -> Rows:
    rows, results = [], list[dict[str, Any]]()
    tongue.options["fields"] = {"cpu": {"unit": unit}}
    for _ in some(tongue):
        row, called = Row(tongue), name(tongue, owner)
        shares = [round(tongue.rng.random(), 4) for _ in range(1 if owner == "node" else 2)]
        for number, share in enumerate(shares):
            metric = {"__name__": "cpu", label: called}
            metric |= {"container": f"c{number}"} if owner == "pod" else {}
            results.append({"metric": metric, "value": [NOW, str(share)]})
        labels = {f"{owner}_name": called}
        expect(row, f"vos_{owner}_info", labels, ONE)
        expect(row, f"vos_{owner}_cpu_usage_{unit}", labels, Fact(Told.PLAINLY, "cpu", sum(shares)))
        rows.append(row)
    return Rows(rows, (), body={"status": "success", "data": {"resultType": "vector", "result": results}})


DOCUMENTED: Mapping[str, Sequence[Callable[[Tongue], Rows]]] = {
    "nodes": (kubernetes_nodes, prometheus_nodes),
    "pods": (kubernetes_pods, prometheus_pods),
}
