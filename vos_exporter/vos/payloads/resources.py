"""What nodes, pods and servers use: concepts that several pages share."""

from vos_exporter.vos.fields import Field, numeric, spellings
from vos_exporter.vos.numbers import Measure
from vos_exporter.vos.units import SHARE, BaseUnit

_USE = ("", "Usage", "Used", "Utilization", "Utilisation", "Util", "Load", "Use", "Consumption")
_SHARE_OR_CORES = Measure((BaseUnit.RATIO, BaseUnit.CORES), SHARE)
_SHARE_OR_BYTES = Measure((BaseUnit.RATIO, BaseUnit.BYTES), SHARE)

CPU = numeric(
    "cpu",
    spellings(("cpu", "processor"), _USE, ("used", "current")),
    _SHARE_OR_CORES,
    part_of="cpu_total",
    used=("cpuUsed", "usedCpu"),
)
CPU_TOTAL = numeric("cpu_total", ("cpuTotal", "totalCpu", "cpuCapacity"), Measure((BaseUnit.CORES,)))
MEMORY = numeric(
    "memory",
    spellings(("memory", "mem", "ram"), _USE, ("used", "current")),
    _SHARE_OR_BYTES,
    part_of="memory_total",
    used=("memoryUsed", "usedMemory", "memUsed", "usedMem", "ramUsed"),
)
MEMORY_TOTAL = numeric(
    "memory_total",
    ("memoryTotal", "totalMemory", "memTotal", "totalMem", "memoryCapacity", "ramTotal"),
    Measure((BaseUnit.BYTES,)),
)

RESOURCES: tuple[Field, ...] = (CPU, CPU_TOTAL, MEMORY, MEMORY_TOTAL)
"""CPU and memory, and what there is of them."""
