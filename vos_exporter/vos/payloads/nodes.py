"""The Nodes page: nothing about these bodies is published (docs/vos-api.md).

A ``metrics.k8s.io`` list and the answer of a Prometheus are read by the same tables; the first says its units
itself, of the second the operator says them.
"""

from dataclasses import replace

from vos_exporter.vos.fields import Field, FieldTable, Kind, text
from vos_exporter.vos.payloads.resources import CPU, RESOURCES

NODES = FieldTable(
    identity=(("nodeName", "hostName", "name", "node", "host", "instance", "metadata.name", "id"),),
    fields=(
        text("role", "role", "nodeRole", "roles", "nodeType"),
        replace(CPU, watched=True),
        *RESOURCES[1:],
    ),
)

PODS = FieldTable(
    identity=(("podName", "name", "pod", "metadata.name", "instance", "hostName", "id"),),
    fields=(
        text("node", "nodeName", "node", "spec.nodeName", "host", "hostName"),
        Field(
            "services",
            ("services", "serviceIds", "serviceId", "serviceNames", "service", "serviceName"),
            Kind.LIST,
        ),
        *RESOURCES,
    ),
    known=("namespace",),
)
