"""A whole scrape: CPU against the naive stack, wall time against the slowest route, the event loop."""

import statistics

from benchmarks.measuring import Bench, Process, medians, paired, prove_same, ratio
from benchmarks.report import Result

SCRAPES = 4
SLOW, SLOWER, EVEN = 0.05, 0.25, 0.05
SMALL = 4
ALL_AT_ONCE = 24
MS = 1e3


def cpu(worker: Process) -> float:
    """CPU seconds of one scrape."""
    return float(worker(scrapes=SCRAPES)["cpu"]) / SCRAPES


def against_naive(bench: Bench, services: int, rounds: int, reference: str = "naive") -> list[Result]:
    """CPU of a scrape in pairs; the samples are proven equal first."""
    size = bench.plant(services)
    with bench.worker("ours") as ours, bench.worker(reference) as naive:
        count, more = prove_same(bench.body(ours), bench.body(naive))
        cpu(ours), cpu(naive)
        pairs = paired(lambda: cpu(ours), lambda: cpu(naive), rounds)
    one, two = medians(pairs)
    note = f"{size:.1f} MB in, {count} equal series out, {one * MS:.0f} against {two * MS:.0f} ms"
    if more:
        note += f"; ours has {more} more series"
    return [
        Result(f"scrape / {reference}, CPU", ratio(pairs), goal=0.20, note=note),
        Result(
            "CPU seconds per 10,000 series",
            one / count * 10_000,
            "s",
            note=f"{reference}: {two / count * 1e4:.3f} s",
        ),
    ]


def walls(worker: Process, scrapes: int) -> list[float]:
    """Wall seconds of each of ``scrapes``, after one to warm up."""
    return list(worker(scrapes=scrapes + 1)["walls"])[1:]


def wall(bench: Bench, services: int, scrapes: int) -> list[Result]:
    """What a scrape takes longer than its slowest route."""
    results = []
    bench.plant(services)
    with bench.worker("ours") as ours:
        bench.delays({"*": SLOW, "images": SLOWER})
        results.append(over("one small route 200 ms slower", walls(ours, scrapes), SLOWER, 25))
        bench.delays({"*": EVEN})
        results.append(over("all routes alike", walls(ours, scrapes), EVEN))
    bench.plant(SMALL, **{"*": EVEN})
    for concurrency, goal in ((ALL_AT_ONCE, 15), (16, None)):
        with bench.worker("ours", bench.configuration(concurrency)) as ours:
            found = walls(ours, scrapes)
        results.append(over(f"20 small routes alike, {concurrency} at once", found, EVEN, goal))
    return results


def over(what: str, found: list[float], slowest: float, goal: float | None = None) -> Result:
    """The median of what scrapes took longer than their slowest route."""
    note = f"best {(min(found) - slowest) * MS:.0f} ms"
    return Result(
        f"wall - slowest route, {what}", (statistics.median(found) - slowest) * MS, "ms", goal, note
    )


def stalls(bench: Bench, services: int, scrapes: int, reference: str = "naive") -> list[Result]:
    """How long the event loop was blocked at most, median over scrapes."""
    bench.plant(services)
    found = {}
    for stack in ("ours", reference):
        with bench.worker(stack) as worker:
            worker(scrapes=2)
            found[stack] = list(worker(scrapes=scrapes, watch=True)["stalls"])
    theirs = statistics.median(found[reference])
    note = f"worst of all {max(found['ours']) * MS:.0f} ms; {reference}: {theirs * MS:.0f} ms"
    return [
        Result(
            "longest stall of the event loop in a scrape",
            statistics.median(found["ours"]) * MS,
            "ms",
            50,
            note,
        )
    ]
