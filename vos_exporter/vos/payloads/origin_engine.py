"""The Origin Engine page, unknown part: global numbers and servers (docs/vos-api.md#origin-engine)."""

from vos_exporter.vos.fields import Field, FieldTable, Unit

ORIGIN_ENGINE = FieldTable(
    identity=(
        ("id", "serverId", "serverName", "name", "hostName", "host", "pod", "instance"),
        ("index", "serverIndex", "instanceIndex"),
    ),
    envelope=True,
    fields=(
        Field("name", ("name", "serverName", "hostName", "host"), Unit.TEXT),
        Field("node", ("nodeName", "node"), Unit.TEXT),
        Field("cpu", ("cpu", "cpuUsage", "cpuPercent", "cpuLoad"), Unit.PERCENT),
        Field("cpu", ("cpuCores",), Unit.CORES),
        Field("memory", ("memory", "memoryUsage", "memoryPercent", "memUsage"), Unit.PERCENT),
        Field("memory", ("memoryBytes", "memoryUsedBytes"), Unit.BYTES),
        Field("memory", ("memoryInMB", "memoryUsedMB", "usedMemoryInMB"), Unit.MEGABYTES),
    ),
)
