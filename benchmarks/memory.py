"""Resident memory of the real process, scraped over HTTP as Prometheus does it."""

import re
from pathlib import Path

from benchmarks.measuring import Bench
from benchmarks.report import Result
from benchmarks.serving import LIVING, exporter, fetch


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def run(bench: Bench, services: int, few: int = 50, many: int = 500) -> list[Result]:
    """Memory before the first scrape, after ``few`` and after ``many``."""
    bench.plant(services)
    with exporter(bench.config) as (pid, port):
        idle = resident(pid)
        after = {}
        for n in range(1, many + 1):
            bench.mock(next=LIVING)
            fetch(port)
            if n in (few, many):
                after[n] = resident(pid)
    growth = (after[many] / after[few] - 1) * 100
    return [
        Result("resident memory, idle", idle, "MB", 60),
        Result(f"resident memory, {services} services, after {few} scrapes", after[few], "MB", 90),
        Result(f"resident memory, {services} services, after {many} scrapes", after[many], "MB", 90),
        Result(f"growth from scrape {few} to {many}", growth, "%", 2),
    ]
