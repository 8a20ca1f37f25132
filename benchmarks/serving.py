"""The stacks as processes that answer HTTP, asked as Prometheus asks: gzip, one connection per answer."""

import gzip
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

from benchmarks.measuring import ROOT, Bench, Process

PATIENCE = 60.0

LIVING, COLD = "living", "cold"
"""What happens between two scrapes: see :class:`~benchmarks.workload.Changing`."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str = "/metrics", **headers: str) -> bytes:
    """What Prometheus would get."""
    asked = {"Accept-Encoding": "gzip", **headers}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=asked)
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def unpacked(body: bytes) -> bytes:
    """``body`` without gzip."""
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def wait_for(port: int, path: str = "/metrics") -> None:
    """Wait until somebody answers on ``port``."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        with suppress(OSError):
            fetch(port, path)
            return
        time.sleep(0.005)


class Served:
    """A stack that is served, and what it cost.

    Attributes:
        port: where it answers.
        walls: wall seconds of the last scrapes.
        stalls: for how many seconds at most the event loop was late in each, if it was watched.
    """

    def __init__(self, bench: Bench, process: Process, port: int) -> None:
        self.bench, self.process, self.port = bench, process, port
        self.walls: list[float] = []
        self.stalls: list[float] = []

    def body(self) -> str:
        """What it answers now."""
        return unpacked(fetch(self.port)).decode()

    def cpu(self, scrapes: int, happening: str, *, watch: bool = False) -> float:
        """CPU seconds of one scrape of so many, something ``happening`` before each."""
        began = float(self.process(watch=watch)["cpu"])
        self.walls, self.stalls = [], []
        for _ in range(scrapes):
            self.bench.mock(next=happening)
            start = time.perf_counter()
            fetch(self.port)
            self.walls.append(time.perf_counter() - start)
            if watch:
                time.sleep(0.005)  # what blocked last is noticed by the next tick
                self.stalls.append(float(self.process(watch=True)["stall"]))
        return (float(self.process(watch=watch)["cpu"]) - began) / scrapes

    def memory(self) -> Mapping[str, float]:
        """Resident memory now and at its peak, in MB."""
        told = self.process()
        return {"rss": float(told["rss"]), "peak": float(told["peak"])}


@contextmanager
def served(
    bench: Bench, stack: str, config: Path | None = None, tree: Path | None = None
) -> Iterator[Served]:
    """``stack``, once it answers; the exporter of another working ``tree``, with its own environment."""
    port = free_port()
    with Process("benchmarks.worker", stack, str(config or bench.config), str(port), tree=tree) as process:
        wait_for(port)
        yield Served(bench, process, port)


@contextmanager
def exporter(config: Path) -> Iterator[tuple[int, int]]:
    """The real process, as its command starts it, once it is ready; its id and its port."""
    port = free_port()
    arguments = ["--config.file", str(config), "--web.listen-address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vos_exporter", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, "/-/ready")
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(10)


def clean_environment() -> dict[str, str]:
    """Without proxies and what the machine says about VOS; compiled once, as installed programs are."""
    left_out = ("PROXY", "VOS", "PYTHONDONTWRITEBYTECODE")
    return {
        name: value
        for name, value in os.environ.items()
        if not any(part in name.upper() for part in left_out)
    }
