"""Encoding: ours against ``generate_latest``, on the families of the workload."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import Metric, generate_latest

from benchmarks.measuring import medians, paired, prove_same, ratio
from benchmarks.report import Result
from benchmarks.workload import bodies
from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.exposition import Format, assemble, encode
from vos_exporter.families import Family
from vos_exporter.vos.decoding import Asked, Decoded, decode
from vos_exporter.vos.routes import BY_KEY

LIMIT = 100_000
SUFFIXES = {"counter": "_total", "info": "_info"}


class Registry:
    """Our families as prometheus-client's, made once: building them is not what is measured."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.metrics = list(map(metric, families))

    def collect(self) -> Iterator[Metric]:
        """What ``generate_latest`` asks for."""
        return iter(self.metrics)


def metric(family: Family) -> Metric:
    """``family`` as prometheus-client has it."""
    declared = family.declaration
    kind = declared.kind.value
    made = Metric(declared.name.removesuffix(SUFFIXES.get(kind, "")), declared.help, kind)
    for labels, value in family:
        made.add_sample(declared.name, dict(zip(declared.labels, labels, strict=True)), value)
    return made


def decoded(key: str, body: bytes) -> Decoded[Any]:
    """The rows of a body of the workload."""
    return decode(BY_KEY[key], body, Asked(row_limit=LIMIT))


def collected(services: int) -> Mapping[str, list[Family]]:
    """The families of every route of the workload."""
    collectors = COLLECTORS
    return {
        key: [
            family
            for family in collectors[key].collect(decoded(key, body).rows, Context(now=1e9), Findings())
            if family.samples
        ]
        for key, body in bodies(services).items()
    }


def cpu(work: Callable[[], object], times: int = 3) -> Callable[[], float]:
    """A measurement of the CPU seconds of ``work``."""

    def measure() -> float:
        began = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - began) / times

    return measure


def run(services: int, rounds: int) -> list[Result]:
    """The ratio over the whole workload, every route encoded when it arrives."""
    routes = collected(services)
    registry = Registry(family for families in routes.values() for family in families)

    def ours() -> bytes:
        parts = [part for families in routes.values() for part in encode(families, LIMIT)]
        return assemble(parts, Format.TEXT)

    count, _ = prove_same(ours().decode(), generate_latest(registry).decode())
    pairs = paired(cpu(ours), cpu(lambda: generate_latest(registry)), rounds)
    one, two = (seconds / count * 1e6 for seconds in medians(pairs))
    note = f"{count} samples, {one:.2f} against {two:.2f} us a sample"
    return [Result("encoding / generate_latest, CPU", ratio(pairs), goal=0.15, note=note)]
