"""``python -m benchmarks``: everything side by side in one run; ``--quick`` takes two minutes."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from benchmarks import encoding, growth, many, memory, peers, scraping, starting
from benchmarks.measuring import Bench, bench
from benchmarks.report import Result, show

Section = Callable[[Bench, argparse.Namespace], list[Result]]

SECTIONS: Mapping[str, tuple[str, Section]] = {
    "cpu": (
        "A served scrape against the naive stack",
        lambda mock, options: scraping.against_naive(mock, options.services, options.rounds),
    ),
    "peers": (
        "A served scrape against other exporters",
        lambda mock, options: peers.run(mock, options.services, options.rounds),
    ),
    "encoding": ("Encoding", lambda mock, options: encoding.run(options.services, options.rounds)),
    "wall": ("Wall time", lambda mock, options: scraping.wall(mock, options.services, 3 * options.rounds)),
    "stall": (
        "Event loop",
        lambda mock, options: scraping.stalls(mock, options.services, 3 * options.rounds),
    ),
    "memory": (
        "Memory of the real process",
        lambda mock, options: memory.run(mock, options.services, options.scrapes // 10, options.scrapes),
    ),
    "growth": ("Growth", lambda mock, options: growth.run(mock, options.rounds, large=options.large)),
    "many": (
        "Many targets",
        lambda mock, options: many.run(mock, options.targets, max(1, options.rounds // 3)),
    ),
    "start": ("Start", lambda mock, options: starting.run(mock, options.rounds)),
}

QUICK = {"rounds": 3, "scrapes": 50, "targets": 100}


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"any of {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, scrapes and targets")
    parser.add_argument("--services", type=int, default=2_000, help="size of the plant (default 2000)")
    parser.add_argument("--rounds", type=int, default=9, help="pairs per ratio (default 9)")
    parser.add_argument("--scrapes", type=int, default=500, help="scrapes of the memory test (default 500)")
    parser.add_argument("--targets", type=int, default=300, help="targets of one process (default 300)")
    parser.add_argument("--large", action="store_true", help="grow to 20,000 services, too")
    parser.add_argument("--before", type=Path, metavar="TREE", help="a checkout, with its .venv, to compare")
    options = parser.parse_args()
    if options.quick:
        vars(options).update(QUICK)
    if unknown := set(options.sections) - SECTIONS.keys():
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    return options


def main() -> None:
    """Run the sections that were asked for."""
    options = arguments()
    versions = " ".join(f"{name} {version(name)}" for name in ("aiohttp", "msgspec", "prometheus-client"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {versions}")
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as mock:
        if options.before:
            found = scraping.against_before(mock, options.services, options.rounds, options.before)
            show("Against another checkout", found)
            return
        for name in options.sections or SECTIONS:
            title, section = SECTIONS[name]
            show(title, section(mock, options))


if __name__ == "__main__":
    main()
