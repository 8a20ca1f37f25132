"""How a scrape's cost grows with the plant."""

import statistics
from itertools import pairwise

from benchmarks.measuring import Bench, exponent, samples
from benchmarks.report import Result
from benchmarks.serving import LIVING, served

SIZES = (20, 200, 2_000)
LARGE = 20_000
SCRAPES = 4


def measure(bench: Bench, services: int, rounds: int) -> tuple[float, float, float, float, int]:
    """CPU and wall seconds of a scrape, resident and peak memory in MB, and series."""
    bench.plant(services)
    with served(bench, "ours") as ours:
        count = len(samples(ours.body()))
        ours.cpu(2, LIVING)
        cpu, walls = [], list[float]()
        for _ in range(rounds):
            cpu.append(ours.cpu(SCRAPES, LIVING))
            walls += ours.walls
        memory = ours.memory()
    return statistics.median(cpu), statistics.median(walls), memory["rss"], memory["peak"], count


def run(bench: Bench, rounds: int, *, large: bool) -> list[Result]:
    """Every size beside the next; there are goals for ten times the objects of a real plant."""
    results = []
    measured = {}
    sizes = (*SIZES, LARGE) if large else SIZES
    for services in sizes:
        measured[services] = cpu, wall, rss, peak, count = measure(bench, services, rounds)
        note = f"{count} series, wall {wall * 1e3:.0f} ms, {rss:.0f} MB resident, {peak:.0f} MB at the peak"
        results.append(Result(f"{services} services: CPU of a scrape", cpu * 1e3, "ms", note=note))
    for small, big in pairwise(sizes):
        one, two = measured[small], measured[big]
        steps = f"{small} -> {big} services"
        goals = (1.0, 3.5) if small >= SIZES[1] else (None, None)
        results.append(
            Result(f"{steps}: exponent of CPU", exponent((one[0], two[0]), (small, big)), "", goals[0])
        )
        results.append(Result(f"{steps}: memory, times", two[2] / one[2], "", goals[1]))
    return results
