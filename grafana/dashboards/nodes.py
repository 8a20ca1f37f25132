"""Board 6: the cluster VOS runs on."""

from grafana import links
from grafana.board import Board, Section
from grafana.looks import falling, rising
from grafana.panels import (
    CHANNEL,
    INSTANCE,
    OWNERSHIP,
    SERVICE_ID,
    Column,
    Query,
    bars,
    chart,
    number,
    rows,
    timeline,
)
from grafana.queries import ON, SERVICE, named, pods_of_services, sel

CPU = sel("vos_node_cpu_usage_ratio")
PODS = sel("vos_pod_info", 'service_id!=""')
STARTED = f"count by ({ON}, service_id, pod_name) (count_over_time({PODS}[30m]))"

NODES = Section(
    "Is there headroom?",
    (
        number("Nodes", "Nodes VOS tells of.", Query(f"count({sel('vos_node_info')})")),
        number(
            "Worst CPU",
            "CPU of the busiest node.",
            Query(f"max({CPU})"),
            unit="percentunit",
            look=rising(0.85, 0.95),
        ),
        number(
            "Worst memory",
            "Memory of the fullest node.",
            Query(f"max({sel('vos_node_memory_usage_ratio')})"),
            unit="percentunit",
            look=rising(0.85, 0.95),
        ),
        number(
            "Headroom, one node lost",
            "CPU that stays free if the load of all nodes had to fit on one node less.",
            Query(f"min(1 - sum by ({ON}) ({CPU}) / (count by ({ON}) ({CPU}) - 1))"),
            unit="percentunit",
            look=falling(0.05, 0.15),
        ),
        number("Pods", "Pods VOS tells of.", Query(f"count(count by ({ON}, pod_name) ({PODS}))"), width=8),
        timeline(
            "CPU by node",
            "When each node was busy: green below 85 %, red from 95 % on.",
            Query(f"max by (instance, node_name) ({CPU})", "{{node_name}} {{instance}}"),
            look=rising(0.85, 0.95),
            unit="percentunit",
        ),
        chart(
            "CPU",
            "CPU of each node.",
            Query(CPU, "{{node_name}} {{instance}}"),
            unit="percentunit",
            top=1,
        ),
        chart(
            "Memory",
            "Memory of each node.",
            Query(sel("vos_node_memory_usage_ratio"), "{{node_name}} {{instance}}"),
            unit="percentunit",
            top=1,
        ),
    ),
)

PODS_OF_CHANNELS = Section(
    "What would one node take down?",
    (
        bars(
            "Channels per node",
            "Channels that run on each node: what its loss would interrupt.",
            Query(
                f"count by (node_name, instance) (count by ({ON}, node_name, service_id) ({PODS}))",
                "{{node_name}} {{instance}}",
            ),
        ),
        rows(
            "Busiest pods",
            "The 15 pods with the most CPU, and the channel they work for.",
            [Query(f"topk(15, {named(pods_of_services('vos_pod_cpu_usage_ratio'), SERVICE)})")],
            [
                CHANNEL,
                *OWNERSHIP,
                Column("A", "CPU", "percentunit", rising(0.85, 0.95)),
                Column("pod_name", "Pod"),
                Column("node_name", "Node"),
                SERVICE_ID,
            ],
            sort="CPU",
            descending=True,
            width=16,
        ),
        rows(
            "Restarted channels",
            "Channels with more than one pod in the last 30 minutes: moved or restarted. Empty: none.",
            [Query(named(f"count by ({ON}, service_id) ({STARTED}) > 1", SERVICE))],
            [CHANNEL, *OWNERSHIP, Column("A", "Pods"), INSTANCE, SERVICE_ID],
            sort="Pods",
            descending=True,
            width=24,
        ),
    ),
)

BOARD = Board(
    links.NODES,
    "Nodes and pods",
    "Is there headroom, and what would one node take down?",
    (NODES, PODS_OF_CHANNELS),
)
