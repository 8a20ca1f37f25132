"""A served scrape: CPU against the naive stack, wall time against the slowest route, the event loop."""

import statistics
from pathlib import Path

from benchmarks.measuring import Bench, medians, paired, prove_same, ratio
from benchmarks.report import Result
from benchmarks.serving import COLD, LIVING, Served, served

SCRAPES = 4
SLOW, SLOWER, EVEN = 0.05, 0.25, 0.05
SMALL = 4
ALL_AT_ONCE = 24
MS = 1e3


def against_naive(bench: Bench, services: int, rounds: int) -> list[Result]:
    """CPU of a scrape in pairs, living and cold; the samples are proven equal first."""
    size = bench.plant(services)
    results = []
    with served(bench, "ours") as ours, served(bench, "naive") as naive:
        count, more = prove_same(ours.body(), naive.body())
        for happening, goal in ((LIVING, 0.15), (COLD, 0.30)):
            ours.cpu(SCRAPES, happening), naive.cpu(SCRAPES, happening)
            pairs = paired(
                lambda how=happening: ours.cpu(SCRAPES, how),  # type: ignore[misc]
                lambda how=happening: naive.cpu(SCRAPES, how),  # type: ignore[misc]
                rounds,
            )
            one, two = medians(pairs)
            note = f"{one * MS:.0f} against {two * MS:.0f} ms; {size:.1f} MB in, {count} equal series out"
            if more:
                note += f" and {more} more of ours"
            results.append(Result(f"{happening}: scrape / naive, CPU", ratio(pairs), goal=goal, note=note))
    return results


def wall(bench: Bench, services: int, scrapes: int) -> list[Result]:
    """What a scrape takes longer than its slowest route."""
    results = []
    bench.plant(services)
    with served(bench, "ours") as ours:
        bench.delays({"*": SLOW, "images": SLOWER})
        results.append(over("one small route 200 ms slower", ours, scrapes, SLOWER, 12))
        bench.delays({"*": EVEN})
        results.append(over("all routes alike", ours, scrapes, EVEN))
    bench.plant(SMALL, **{"*": EVEN})
    for concurrency, goal in ((ALL_AT_ONCE, 8), (16, None)):
        with served(bench, "ours", bench.configuration(concurrency)) as ours:
            results.append(over(f"20 small routes alike, {concurrency} at once", ours, scrapes, EVEN, goal))
    return results


def over(what: str, ours: Served, scrapes: int, slowest: float, goal: float | None = None) -> Result:
    """The median of what scrapes took longer than their slowest route, after one to warm up."""
    ours.cpu(1, LIVING)
    ours.cpu(scrapes, LIVING)
    note = f"best {(min(ours.walls) - slowest) * MS:.0f} ms"
    return Result(
        f"wall - slowest route, {what}", (statistics.median(ours.walls) - slowest) * MS, "ms", goal, note
    )


def stalls(bench: Bench, services: int, scrapes: int) -> list[Result]:
    """How long the event loop was late at most: the worst of all scrapes, living and cold."""
    results = []
    for size, goal in ((services, 30), (5 * services // 2, 50)):
        bench.plant(size)
        for happening in (LIVING, COLD):
            with served(bench, "ours") as ours:
                ours.cpu(2, happening, watch=True)
                ours.cpu(scrapes, happening, watch=True)
            note = f"median of {scrapes} scrapes {statistics.median(ours.stalls) * MS:.0f} ms"
            what = f"{happening}: longest stall of the event loop, {size} services"
            results.append(Result(what, max(ours.stalls) * MS, "ms", goal, note))
    return results


def against_before(bench: Bench, services: int, rounds: int, tree: Path) -> list[Result]:
    """CPU of a scrape beside the exporter of another working ``tree``, in pairs."""
    bench.plant(services)
    results = []
    with served(bench, "ours") as ours, served(bench, "ours", tree=tree) as before:
        for happening in (LIVING, COLD):
            ours.cpu(SCRAPES, happening), before.cpu(SCRAPES, happening)
            pairs = paired(
                lambda how=happening: ours.cpu(SCRAPES, how),  # type: ignore[misc]
                lambda how=happening: before.cpu(SCRAPES, how),  # type: ignore[misc]
                rounds,
            )
            one, two = medians(pairs)
            note = f"{one * MS:.0f} against {two * MS:.0f} ms"
            results.append(Result(f"{happening}: scrape / that of {tree.name}, CPU", ratio(pairs), note=note))
    return results
