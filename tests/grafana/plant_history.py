"""Twenty-four hours of a living plant, as the exporter would have shown them, in a Prometheus's storage."""

import re
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from tests.grafana.board_kit import filled, targets
from tests.kits.plants import Direct, world
from tests.kits.rules.expressions import selectors
from tests.kits.rules.shipped import rules
from vos_exporter import config
from vos_exporter.client import Client, Request, Response
from vos_exporter.clock import Clock, Stopwatch
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import RouteLedger, Run, select
from vos_exporter.scrape.memo import Memo, Shelf
from vos_exporter.scrape.threads import Lane
from vos_exporter.simulator.world import World
from vos_exporter.vos.routes import ROUTES

HOUR, STEP = 3_600, 150
LENGTH = 24 * HOUR
BLOCK = 2 * HOUR

Event = tuple[float, float, str, Any, Any]
"""Hours before the end at which it begins and ends, the fault of the plant, its object and value."""

STORY: tuple[Event, ...] = (
    (20.0, 19.8, "storm", "*", 60),
    (14.0, 13.6, "control-state", "movies-01", "OFF"),
    (9.0, 8.2, "uplink-lost", "cloudlink-02a", None),
    (7.0, 6.8, "slate", "news-01", None),
    (5.5, 5.0, "rf-fade", "*", None),
    (5.0, 4.9, "source-loss", "sport-02", None),
    (4.2, 3.9, "lock-lost", 1, None),
    (4.0, 3.2, "node-hot", 0, None),
    (3.5, 3.3, "control-state", "kids-02", "OFF"),
    (2.5, 2.0, "origin-down", 0, None),
    (2.0, 1.8, "ingest-stuck", 3, None),
    (1.6, 1.2, "uplink-lost", "cloudlink-01b", None),
)


@dataclass
class Timed(Direct):
    """A plant without a network, whose answers take as long as their size would have it."""

    async def get(self, route_key: str, request: Request, stopwatch: Stopwatch) -> Response:
        response = await super().get(route_key, request, stopwatch)
        stopwatch.seconds = 0.02 + len(response.body) / 1e6
        return response


@dataclass
class History:
    """Writes what the exporter shows of ``target`` at past times.

    Attributes:
        end: the last moment, seconds since the epoch.
        labels: of the target, as Prometheus would add them.
    """

    target: config.TargetSettings
    end: float
    labels: str
    now: float = 0.0
    scrapes: int = field(default=0, init=False)

    async def expositions(self) -> AsyncIterator[tuple[float, bytes]]:
        """Time and exposition, oldest first."""
        plant = world(lambda: self.now)
        client = cast(Client, Timed(plant))
        clock = Clock(monotonic=lambda: self.now, wall=lambda: self.now)
        ledgers = {route.key: RouteLedger() for route in ROUTES}
        self.now = self.end - LENGTH
        while self.now <= self.end:
            self._happen(plant)
            run = Run(
                self.target, client, ledgers, select(), 10, 10, clock, lambda *_: None, Memo(Shelf()), Lane()
            )
            parts = (await run.scrape()).parts
            self.scrapes += 1
            yield self.now, assemble(parts, Format.OPENMETRICS)
            self.now += STEP

    def _happen(self, plant: World) -> None:
        left = (self.end - self.now) / HOUR
        for begins, ends, fault, subject, value in STORY:
            is_on = any(plant.plant.get(fault, index) for index in plant.plant.find(fault, subject))
            if begins >= left > ends and not is_on:
                plant.plant.set(fault, subject, self.now, value)
            elif left <= ends and is_on:
                plant.plant.clear(self.now, fault, subject)

    async def files(self, folder: Path) -> list[Path]:
        """One OpenMetrics file per block, so that none is read twice."""
        written: dict[int, list[bytes]] = {}
        async for moment, text in self.expositions():
            own = b"up 1\nscrape_samples_scraped %d\n" % text.count(b"\n")  # as Prometheus would
            body = b"".join(_stamped(text.removesuffix(b"# EOF\n") + own, self.labels, moment))
            written.setdefault(int(moment // BLOCK), []).append(body)
        paths = []
        for block, bodies in written.items():
            path = folder / f"{block}.om"
            path.write_bytes(b"".join(bodies) + b"# EOF\n")
            paths.append(path)
        return paths


_SAMPLE = re.compile(rb"^(\w+)(?:\{(.*)\})? (\S+)$")


def _stamped(text: bytes, labels: str, moment: float) -> Iterator[bytes]:
    """The sample lines of ``text`` with the target's labels and a time."""
    for line in text.splitlines():
        sample = _SAMPLE.match(line)
        if sample is None:
            continue
        own = b"," + sample[2] if sample[2] else b""
        yield b"%s{%s%s} %s %.3f\n" % (sample[1], labels.encode(), own, sample[3], moment)


def store(promtool: str, files: Sequence[Path], data: Path) -> None:
    """Make blocks of ``files`` in ``data``."""
    for path in files:
        _run(promtool, "tsdb", "create-blocks-from", "openmetrics", "--quiet", str(path), str(data))


def layers() -> list[list[dict[str, Any]]]:
    """The recording rules the dashboards need; each layer reads only metrics and the layers before it.

    What a rule reads of rules after it, or of itself, is its last evaluation; where nothing fails that adds
    nothing.
    """
    recording = [rule for rule in rules() if "record" in rule]
    depth: dict[str, int] = {}
    reads: dict[str, set[str]] = {}
    for rule in recording:
        read = {selector.name for selector in selectors(rule["expr"]) if selector.name}
        reads.setdefault(rule["record"], set()).update(name for name in read if name in depth)
        deepest = max((depth[name] + 1 for name in read if name in depth), default=0)
        depth[rule["record"]] = max(depth.get(rule["record"], 0), deepest)
    wanted = {s.name for target in targets() for s in selectors(filled(target.expr)) if s.name} & depth.keys()
    needed: set[str] = set()
    while wanted:
        name = wanted.pop()
        needed.add(name)
        wanted |= reads[name] - needed
    chosen = [rule for rule in recording if rule["record"] in needed]
    found: list[list[dict[str, Any]]] = [[] for _ in range(max(depth.values()) + 1)]
    for rule in chosen:
        found[depth[rule["record"]]].append(rule)
    return [layer for layer in found if layer]


def record(
    promtool: str, url: str, layer: list[dict[str, Any]], span: tuple[float, float], data: Path
) -> None:
    """Evaluate the rules of ``layer`` over ``span`` of the Prometheus at ``url``, into blocks in ``data``."""
    path = data.parent / "layer.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "layer", "rules": layer}]}))
    start, end = (str(int(moment)) for moment in span)
    _run(
        promtool, "tsdb", "create-blocks-from", "rules", f"--url={url}", f"--start={start}", f"--end={end}",
        f"--eval-interval={STEP}s", f"--output-dir={data}", str(path),
    )  # fmt: skip


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:]


def clock() -> float:
    """Now, on a whole step: that is where Prometheus looks when it evaluates rules over the past."""
    return time.time() // STEP * STEP
