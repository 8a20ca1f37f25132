"""``python -m benchmarks``: everything side by side in one run; takes a few minutes on a quiet machine."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from benchmarks import encoding, growth, memory, peers, scraping
from benchmarks.measuring import Bench, bench
from benchmarks.report import Result, show

Section = Callable[[Bench, argparse.Namespace], list[Result]]

SECTIONS: Mapping[str, tuple[str, Section]] = {
    "encoding": ("Encoding", lambda mock, options: encoding.run(options.services, options.rounds)),
    "cpu": (
        "A scrape against the naive stack",
        lambda mock, options: [
            *scraping.against_naive(mock, options.services, options.rounds),
            *scraping.against_naive(mock, options.services, options.rounds, "naive+sniffio")[:1],
        ],
    ),
    "wall": ("Wall time", lambda mock, options: scraping.wall(mock, options.services, 4 * options.rounds)),
    "stall": (
        "Event loop",
        lambda mock, options: scraping.stalls(mock, options.services, 4 * options.rounds),
    ),
    "memory": (
        "Memory of the real process",
        lambda mock, options: memory.run(mock, options.services, many=options.scrapes),
    ),
    "growth": ("Growth", lambda mock, options: growth.run(mock, options.rounds, large=options.large)),
    "peers": ("Peers", lambda mock, options: peers.run(mock, options.services, options.rounds)),
}


def main() -> None:
    """Run the sections that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"any of {', '.join(SECTIONS)}")
    parser.add_argument("--services", type=int, default=2_000, help="size of the plant (default 2000)")
    parser.add_argument("--rounds", type=int, default=9, help="pairs per ratio (default 9)")
    parser.add_argument("--scrapes", type=int, default=500, help="scrapes of the memory test (default 500)")
    parser.add_argument("--large", action="store_true", help="grow to 20,000 services, too")
    options = parser.parse_args()
    if unknown := set(options.sections) - SECTIONS.keys():
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    versions = " ".join(f"{name} {version(name)}" for name in ("httpx", "msgspec", "prometheus-client"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {versions}")
    with tempfile.TemporaryDirectory() as folder, bench(Path(folder)) as mock:
        for name in options.sections or SECTIONS:
            title, section = SECTIONS[name]
            show(title, section(mock, options))


if __name__ == "__main__":
    main()
