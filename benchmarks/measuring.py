"""Processes to measure, and what to make of noisy numbers (docs/performance.md)."""

import json
import math
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from vos_exporter.simulator import certificates

ROOT = Path(__file__).parent.parent

TARGET = Template("""\
  - name: $name
    url: $url
    auth: {method: client_credentials, client_id: id, client_secret: secret}
    tls: {ca_file: $ca_file}
    timeout: 60s
    max_concurrency: $concurrency
    routes:
      notification_history: {enabled: false}
""")

_START = """\
import runpy, sys
sys.path[:0] = [{tree!r}, {root!r}]
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""

ABOUT = (
    "vos_up",
    "vos_scrape_",
    "vos_target_",
    "vos_api_",
    "vos_oauth2_",
    "vos_exporter_",
    "process_",
    "python_",
)
"""What begins the names of families about the scrape, which a naive exporter has not."""


class Process:
    """A Python module that answers one line of JSON with another.

    Args:
        module: of this package.
        arguments: its command line.
        tree: another checkout whose package and environment it uses.
    """

    def __init__(self, module: str, *arguments: str, tree: Path | None = None) -> None:
        python = sys.executable if tree is None else str(tree / ".venv" / "bin" / "python")
        # The module is always ours: only what it measures is another's.
        start = [python, "-c", _START.format(root=str(ROOT), tree=str(tree or ROOT), module=module)]
        self.process = subprocess.Popen(
            [*start, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tree or ROOT
        )
        self.greeting: dict[str, Any] = self._answer()

    def __call__(self, **order: Any) -> dict[str, Any]:
        """Give an order and wait for the answer.

        Raises:
            RuntimeError: the process ended.
        """
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Bench:
    """A mock VOS, and the configuration to scrape it."""

    def __init__(self, folder: Path) -> None:
        files = certificates.make(folder)
        self.mock = Process("benchmarks.server", str(folder))
        self.folder, self.ca_file = folder, files.ca
        self.config = self.configuration(16)

    def configuration(self, concurrency: int) -> Path:
        """A configuration with so many requests at once at most; 16 is the exporter's default."""
        path = self.folder / f"vos-{concurrency}.yml"
        path.write_text(f"targets:\n{target_block(self, 'benchmark', concurrency)}")
        return path

    def plant(self, services: int, **delays: float) -> float:
        """Answer as a plant of ``services``, at once unless there are delays; the bodies' size in MB."""
        return float(self.mock(services=services, delays=delays)["bytes"]) / 1e6

    def delays(self, delays: dict[str, float]) -> None:
        """Delay answers by seconds per route, ``*`` for the others."""
        self.mock(delays=delays)


def target_block(bench: Bench, name: str, concurrency: int = 16) -> str:
    """A target of a configuration, with so many requests at once at most."""
    url, ca_file = bench.mock.greeting["url"], bench.ca_file
    return TARGET.substitute(name=name, url=url, ca_file=ca_file, concurrency=concurrency)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """A :class:`Bench` whose mock ends with it."""
    made = Bench(folder)
    with made.mock:
        yield made


def samples(body: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """The samples about VOS in ``body``, by series."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
        if not sample.name.startswith(ABOUT)
    }


def prove_same(ours: str, theirs: str) -> tuple[int, int]:
    """How many samples both bodies have, and how many only ours has: those it makes for free.

    Raises:
        AssertionError: we lack some of theirs or say something else, so that no comparison of cost counts.
    """
    one, two = samples(ours), samples(theirs)
    missing = sorted(two.keys() - one.keys())
    assert not missing, (
        f"{len(missing)} series are missing from ours, such as {sorted({name for name, _ in missing})[:9]}"
    )
    unequal = [key for key in two if not math.isclose(one[key], two[key], rel_tol=1e-9)]
    assert not unequal, f"{len(unequal)} values differ, such as {[(k, one[k], two[k]) for k in unequal[:3]]}"
    return len(two), len(one) - len(two)


def paired(one: Callable[[], float], two: Callable[[], float], rounds: int) -> list[tuple[float, float]]:
    """Costs of both in each of ``rounds``; they alternate, and who begins changes every round."""
    pairs = []
    for n in range(rounds):
        if n % 2:
            second = two()
            pairs.append((one(), second))
        else:
            pairs.append((one(), two()))
    return pairs


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """The median of the paired ratios."""
    return statistics.median(one / two for one, two in pairs)


def medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The median cost of each side."""
    one, two = zip(*pairs, strict=True)
    return statistics.median(one), statistics.median(two)


def exponent(cost: Sequence[float], size: Sequence[float]) -> float:
    """How cost grows with size: 1 is in proportion."""
    return math.log(cost[1] / cost[0]) / math.log(size[1] / size[0])
