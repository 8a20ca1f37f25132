"""The Nodes page: nothing about these bodies is published (dossier, section 9.2)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

NODES = FieldTable(
    identity=(("nodeName", "hostName", "name", "node", "instance"),),
    fields=(
        Field("role", ("role", "nodeRole"), Unit.TEXT),
        Field("cpu", ("cpu", "cpuUsage", "cpuPercent"), Unit.PERCENT),
        Field("memory", ("memory", "memoryUsage", "memoryPercent"), Unit.PERCENT),
    ),
)

PODS = FieldTable(
    identity=(("podName", "hostName", "name", "pod"),),
    fields=(
        Field("node", ("nodeName", "node"), Unit.TEXT),
        Field("services", ("services", "serviceIds"), Unit.TEXT),
        Field("cpu", ("cpu", "cpuUsage"), Unit.PERCENT),
        Field("memory", ("memory", "memoryUsage"), Unit.MEGABYTES),
    ),
)
