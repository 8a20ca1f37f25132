"""Resident memory of the real process, scraped over HTTP as Prometheus does it."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

from benchmarks.measuring import ROOT, Bench
from benchmarks.report import Result

PATIENCE = 30.0


def free_port() -> int:
    """A port nobody listens on now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str = "/metrics") -> bytes:
    """What Prometheus would get."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body


@contextmanager
def exporter(bench: Bench) -> Iterator[tuple[int, int]]:
    """The real process; its id and its port."""
    port = free_port()
    arguments = ["--config.file", str(bench.config), "--web.listen-address", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "vos_exporter", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and process.poll() is None:
            with suppress(OSError):
                fetch(port, "/-/ready")
                break
            time.sleep(0.05)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(10)


def clean_environment() -> dict[str, str]:
    """Without proxies, and without what the machine says about VOS."""
    return {
        name: value for name, value in os.environ.items() if "proxy" not in name.lower() and "VOS" not in name
    }


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def run(bench: Bench, services: int, few: int = 50, many: int = 500) -> list[Result]:
    """Memory before the first scrape, after ``few`` and after ``many``."""
    bench.plant(services)
    with exporter(bench) as (pid, port):
        idle = resident(pid)
        after = {}
        for n in range(1, many + 1):
            fetch(port)
            if n in (few, many):
                after[n] = resident(pid)
    growth = (after[many] / after[few] - 1) * 100
    return [
        Result("resident memory, idle", idle, "MB", 70),
        Result(f"resident memory, {services} services, after {few} scrapes", after[few], "MB", 90),
        Result(f"resident memory, {services} services, after {many} scrapes", after[many], "MB", 90),
        Result(f"growth from scrape {few} to {many}", growth, "%", 3),
    ]
