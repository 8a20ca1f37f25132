"""The Nodes page: nodes and pods, whichever source they are read from."""

from collections.abc import Iterable, Sequence

from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.reported import ReportedFamilies, as_reported
from vos_exporter.families import Family, gauge, info
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.records import Record
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.vos.units import BaseUnit

NODE_INFO = info("vos_node_info", "A node of the cluster and its role.", "node_name", "role")
NODE_CPU_RATIO = gauge(
    "vos_node_cpu_usage_ratio",
    "CPU used by the node, 1 is all of it (nodes: the concept cpu, where something says that it is a share).",
    "node_name",
)
NODE_CPU_CORES = gauge(
    "vos_node_cpu_usage_cores", "CPU used by the node, where the source counts in cores.", "node_name"
)
NODE_CPU_REPORTED = as_reported("vos_node_cpu_reported", "CPU used by the node", "node_name")
NODE_MEMORY_RATIO = gauge(
    "vos_node_memory_usage_ratio",
    "Memory used by the node, 1 is all of it (nodes: the concept memory, where something says that it is a "
    "share, or used and total of one row).",
    "node_name",
)
NODE_MEMORY_BYTES = gauge(
    "vos_node_memory_usage_bytes", "Memory used by the node, where the source counts in bytes.", "node_name"
)
NODE_MEMORY_REPORTED = as_reported("vos_node_memory_reported", "Memory used by the node", "node_name")
POD_INFO = info(
    "vos_pod_info",
    "A pod, its node and one of its services; the pods route alone knows no service by its name.",
    "pod_name", "node_name", "service_id",
)  # fmt: skip
POD_CPU_RATIO = gauge(
    "vos_pod_cpu_usage_ratio",
    "CPU used by the pod, 1 is all it may use (pods: the concept cpu, where something says that it "
    "is a share).",
    "pod_name",
)
POD_CPU_CORES = gauge(
    "vos_pod_cpu_usage_cores", "CPU used by the pod, where the source counts in cores.", "pod_name"
)
POD_CPU_REPORTED = as_reported("vos_pod_cpu_reported", "CPU used by the pod", "pod_name")
POD_MEMORY_RATIO = gauge(
    "vos_pod_memory_usage_ratio",
    "Memory used by the pod, 1 is all it may use (pods: the concept memory, where something says "
    "that it is a "
    "share, or used and total of one row).",
    "pod_name",
)
POD_MEMORY_BYTES = gauge(
    "vos_pod_memory_usage_bytes", "Memory used by the pod, where the source counts in bytes.", "pod_name"
)
POD_MEMORY_REPORTED = as_reported("vos_pod_memory_reported", "Memory used by the pod", "pod_name")

NODE_FAMILIES = {
    ("cpu", BaseUnit.RATIO): NODE_CPU_RATIO,
    ("cpu", BaseUnit.CORES): NODE_CPU_CORES,
    ("memory", BaseUnit.RATIO): NODE_MEMORY_RATIO,
    ("memory", BaseUnit.BYTES): NODE_MEMORY_BYTES,
}
NODE_UNITLESS = {"cpu": NODE_CPU_REPORTED, "memory": NODE_MEMORY_REPORTED}
POD_FAMILIES = {
    ("cpu", BaseUnit.RATIO): POD_CPU_RATIO,
    ("cpu", BaseUnit.CORES): POD_CPU_CORES,
    ("memory", BaseUnit.RATIO): POD_MEMORY_RATIO,
    ("memory", BaseUnit.BYTES): POD_MEMORY_BYTES,
}
POD_UNITLESS = {"cpu": POD_CPU_REPORTED, "memory": POD_MEMORY_REPORTED}


class NodesCollector(Collector[Record]):
    """Nodes of the cluster and what they use."""

    route = BY_KEY["nodes"]
    families = (NODE_INFO, *NODE_FAMILIES.values(), *NODE_UNITLESS.values())

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Info and usage of each node."""
        reported = ReportedFamilies(
            self.route.key, NODE_FAMILIES, ("node_name",), ctx, findings, unitless=NODE_UNITLESS
        )
        nodes = NODE_INFO.family()
        roles = [record.text("role") for record in rows]
        shown = findings.bounded(roles)
        for record, role in zip(rows, roles, strict=True):
            nodes.add(1, record.id, shown(role))
            reported.add(record.values, record.plan, record.id)
        return (nodes, *reported.families())


class PodsCollector(Collector[Record]):
    """Pods of the cluster, what they use and the services they carry."""

    route = BY_KEY["pods"]
    families = (POD_INFO, *POD_FAMILIES.values(), *POD_UNITLESS.values())

    def collect(self, rows: Sequence[Record], ctx: Context, findings: Findings) -> Iterable[Family]:
        """Edges to node and services, and usage of each pod."""
        reported = ReportedFamilies(
            self.route.key, POD_FAMILIES, ("pod_name",), ctx, findings, unitless=POD_UNITLESS
        )
        pods = POD_INFO.family()
        for record in rows:
            node = node_name(record)
            for service_id in list(filter(is_uuid, service_references(record))) or [""]:
                pods.add(1, record.id, node, service_id)
            reported.add(record.values, record.plan, record.id)
        return (pods, *reported.families())


def node_name(record: Record) -> str:
    """The node that a pod runs on; what names the pod itself does not name a node."""
    name = record.text("node")
    return "" if name == record.id else name


def service_references(record: Record) -> list[str]:
    """What the body says about the services of a pod, ids or names, each once."""
    listed = record.value("services")
    items = listed if isinstance(listed, list) else [listed]
    return list(dict.fromkeys(filter(None, map(text, items))))
