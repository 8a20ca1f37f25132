"""How long it takes from the command to the first answer."""

import statistics
import time

from benchmarks.many import cpu
from benchmarks.measuring import Bench
from benchmarks.report import Result
from benchmarks.serving import exporter


def run(bench: Bench, starts: int) -> list[Result]:
    """Wall and CPU seconds to a process that answers; no VOS is asked for that."""
    walls, costs = [], []
    for _ in range(starts + 1):
        began = time.perf_counter()
        with exporter(bench.config) as (pid, _):
            walls.append(time.perf_counter() - began)
            costs.append(cpu(pid))
    note = f"{statistics.median(costs[1:]):.2f} s of CPU; best {min(walls):.2f} s"
    return [Result("start to first answer", statistics.median(walls[1:]), "s", 0.5, note)]
