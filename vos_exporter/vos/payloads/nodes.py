"""The Nodes page: nothing about these bodies is published (docs/vos-api.md#nodes-and-pods).

A ``metrics.k8s.io`` list and the answer of a Prometheus are read by the same tables; the first says its units
itself, of the second the operator says them.
"""

from vos_exporter.vos.fields import Field, FieldTable, Unit

NODES = FieldTable(
    identity=(("nodeName", "hostName", "name", "node", "instance", "metadata.name"),),
    fields=(
        Field("role", ("role", "nodeRole", "roles"), Unit.TEXT),
        Field("cpu", ("cpu", "cpuUsage", "cpuPercent", "cpuUtilization", "cpuLoad"), Unit.PERCENT),
        Field("cpu", ("cpuRatio", "cpuUsageRatio"), Unit.RATIO),
        Field("cpu", ("cpuCores", "cpuUsageCores"), Unit.CORES),
        Field("cpu", ("cpuMillicores", "cpuMilli"), Unit.MILLICORES),
        Field("memory", ("memory", "memoryUsage", "memoryPercent", "memoryUtilization", "mem"), Unit.PERCENT),
        Field("memory", ("memoryRatio", "memoryUsageRatio"), Unit.RATIO),
        Field("memory", ("memoryBytes", "memoryUsageBytes", "memoryUsedBytes"), Unit.BYTES),
        Field("memory", ("memoryInMB", "memoryUsedInMB", "usedMemoryInMB"), Unit.MEGABYTES),
    ),
)

PODS = FieldTable(
    identity=(("podName", "hostName", "name", "pod", "instance", "metadata.name"),),
    fields=(
        Field("node", ("nodeName", "node", "spec.nodeName"), Unit.TEXT),
        Field("services", ("services", "serviceIds", "serviceId", "serviceNames", "service"), Unit.TEXT),
        Field("cpu", ("cpu", "cpuUsage", "cpuPercent", "cpuUtilization"), Unit.PERCENT),
        Field("cpu", ("cpuRatio", "cpuUsageRatio"), Unit.RATIO),
        Field("cpu", ("cpuCores", "cpuUsageCores"), Unit.CORES),
        Field("cpu", ("cpuMillicores", "cpuMilli"), Unit.MILLICORES),
        Field("memory", ("memory", "memoryUsage", "memoryInMB", "usedMemoryInMB", "mem"), Unit.MEGABYTES),
        Field("memory", ("memoryBytes", "memoryUsageBytes", "memoryUsedBytes"), Unit.BYTES),
        Field("memory", ("memoryPercent", "memoryUtilization"), Unit.PERCENT),
        Field("memory", ("memoryRatio", "memoryUsageRatio"), Unit.RATIO),
    ),
)
