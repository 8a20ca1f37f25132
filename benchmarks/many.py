"""Hundreds of small targets in one process: what a round of scrapes costs, and what they hold."""

import os
import statistics
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measuring import Bench, target_block
from benchmarks.memory import resident
from benchmarks.report import Result
from benchmarks.serving import LIVING, exporter, fetch, unpacked

SERVICES = 20
AT_ONCE = 8
"""Prometheus spreads the scrapes of its targets over the interval; some always meet."""


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, to 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(bench: Bench, targets: int, rounds: int) -> list[Result]:
    """CPU of a round over all targets, and memory after the last."""
    bench.plant(SERVICES)
    names = [f"target-{n:03d}" for n in range(targets)]
    config = bench.folder / "many.yml"
    config.write_text("targets:\n" + "".join(target_block(bench, name) for name in names))
    with exporter(config) as (pid, port), ThreadPoolExecutor(AT_ONCE) as pool:
        costs = []
        for _ in range(rounds + 1):
            bench.mock(next=LIVING)
            before = cpu(pid)
            for body in pool.map(lambda name: fetch(port, f"/probe?target={name}"), names):
                assert b"vos_up 1" in unpacked(body)
            costs.append(cpu(pid) - before)
        held = resident(pid)
    return [
        Result(
            f"CPU of a round of {targets} targets", statistics.median(costs[1:]), "s", 1.5 * targets / 300
        ),
        Result(f"resident memory, {targets} targets", held, "MB", 250 if targets == 300 else None),
    ]
