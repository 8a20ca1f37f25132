"""Nodes, pods and the servers of the origin engine, with what they use."""

from tests.system.tongues.plants.common import ONE, Rows, expect, measured, name, new_id, some, total
from tests.system.tongues.quantities import memory, processor
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue

NODE_CPU, NODE_MEMORY = processor("node", 64), memory("node")
POD_CPU, POD_MEMORY = processor("pod", 8), memory("pod")
SERVER_CPU, SERVER_MEMORY = processor("origin_server", 32), memory("origin_server")

INSIDE = ("", "", "", "usage", "metrics")
"""Where a row keeps what it uses."""


def nodes(tongue: Tongue) -> Rows:
    """Nodes by name."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {
            "node_name": row.identity(
                "name", ("nodeName", "hostName", "name", "node"), name(tongue, "worker")
            )
        }
        role = row.text("role", ("role", "nodeRole"), tongue.rng.choice(("worker", "control", "egress")))
        expect(row, "vos_node_info", labels, ONE, role=role)
        use = row.within(tongue.choose("inside", INSIDE))
        measured(row, labels, use.number(NODE_CPU), use.number(NODE_MEMORY))
        rows.append(row)
    return Rows(rows, ("nodes", "hosts", "nodeList", "workers"))


def pods(tongue: Tongue) -> Rows:
    """Pods, each with a node and services; several may share a node."""
    rows = []
    hosts = [name(tongue, "worker") for _ in range(2)]
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"pod_name": row.identity("name", ("podName", "name", "pod"), name(tongue, "stream"))}
        node = row.text("node", ("nodeName", "node", "hostName"), tongue.rng.choice(hosts))
        services = [new_id(tongue.rng) for _ in range(tongue.rng.randrange(1, 3))]
        row.body[tongue.key(tongue.choose("services", ("services", "serviceIds")))] = services
        for service in services:
            expect(row, "vos_pod_info", {**labels, "service_id": service}, ONE, node_name=node)
        use = row.within(tongue.choose("inside", INSIDE))
        measured(row, labels, use.number(POD_CPU), use.number(POD_MEMORY))
        rows.append(row)
    return Rows(rows, ("pods", "podList", "instances"))


def origin_engine(tongue: Tongue) -> Rows:
    """Servers of the origin engine."""
    rows = []
    for _ in some(tongue):
        row = Row(tongue)
        labels = {"origin_server_id": row.identity("id", ("id", "serverId"), new_id(tongue.rng))}
        expect(
            row, "vos_origin_server_info", labels, ONE,
            origin_server_name=row.text("name", ("name", "serverName", "hostName"), name(tongue, "origin")),
            node_name=row.text("node", ("nodeName", "node"), name(tongue, "worker")),
        )  # fmt: skip
        use = row.within(tongue.choose("inside", INSIDE))
        measured(row, labels, use.number(SERVER_CPU), use.number(SERVER_MEMORY))
        rows.append(row)
    return Rows(rows, ("servers", "serverList", "instances"), total("vos_origin_servers", rows))
