"""A stack in a process of its own, scraping when told.

``python -m benchmarks.worker STACK CONFIG`` reads one JSON object per line from standard input and answers
each with one: ``{"scrapes": 4}`` scrapes, ``{"watch": true}`` also watches the event loop,
``{"keep": "file"}`` keeps the last body.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

TICK = 0.001


class Stack(Protocol):
    """Something that scrapes."""

    async def scrape(self) -> bytes:
        """The body of an answer."""


class Ours:
    """The exporter's own way, from the target to the bytes."""

    def __init__(self, path: str) -> None:
        import vos_exporter.cli.commands  # noqa: F401, PLC0415 - all that the process has loaded
        from vos_exporter import config  # noqa: PLC0415
        from vos_exporter.exposition import Format, assemble  # noqa: PLC0415
        from vos_exporter.scrape import select  # noqa: PLC0415
        from vos_exporter.target import Target  # noqa: PLC0415
        from vos_exporter.web.serving.server import spare_collections  # noqa: PLC0415

        self.target = Target(config.load(path).targets[0])
        self.selection = select()
        self.assemble: Callable[[Any], bytes] = lambda parts: assemble(parts, Format.TEXT)
        spare_collections()

    async def scrape(self) -> bytes:
        """One scrape, as text 0.0.4."""
        scrape = await self.target.scrape(self.selection, 60.0)
        if not scrape.complete:
            raise RuntimeError(f"incomplete: {scrape.routes}")
        return self.assemble(scrape.parts)


def naive(path: str, *, sniffio: bool) -> Stack:
    """The reference; ``sniffio`` is no longer installed with httpx, though we declare it."""
    if not sniffio:
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    from benchmarks.naive import Naive  # noqa: PLC0415
    from benchmarks.workload import BUILDERS  # noqa: PLC0415
    from vos_exporter import config  # noqa: PLC0415

    target = config.load(path).targets[0]
    return Naive(target.url, target.tls.ca_file or "", BUILDERS)


STACKS: dict[str, Callable[[str], Stack]] = {
    "ours": Ours,
    "naive": lambda path: naive(path, sniffio=False),
    "naive+sniffio": lambda path: naive(path, sniffio=True),
}


async def obey(stack: Stack, order: dict[str, Any]) -> dict[str, Any]:
    """Scrape as often as told, and say what it cost."""
    watch = Watch() if order.get("watch") else None
    body, walls, stalls = b"", [], []
    began = time.process_time()
    for _ in range(order.get("scrapes", 0)):
        start = time.perf_counter()
        body = await (watch.during(stack.scrape()) if watch else stack.scrape())
        walls.append(time.perf_counter() - start)
        stalls.append(watch.worst if watch else 0.0)
    cpu = time.process_time() - began
    if "keep" in order:
        keep(Path(order["keep"]), body)
    return {"cpu": cpu, "walls": walls, "stalls": stalls, **memory()}


def keep(path: Path, body: bytes) -> None:
    """Leave ``body`` for the benchmark to read."""
    path.write_bytes(body)


class Watch:
    """Sees how long the event loop was late at most."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def during(self, work: Awaitable[bytes]) -> bytes:
        """Watch while ``work`` is done."""
        self.worst = 0.0
        ticking = asyncio.create_task(self._tick())
        try:
            return await work
        finally:
            await asyncio.sleep(2 * TICK)  # what blocked last is noticed by the next tick
            ticking.cancel()

    async def _tick(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.worst = max(self.worst, time.perf_counter() - before - TICK)


def memory() -> dict[str, float]:
    """Resident memory of this process, in MB."""
    status = Path("/proc/self/status").read_text().splitlines()
    fields = {line.partition(":")[0]: line.split()[1:2] for line in status}
    return {"rss": int(fields["VmRSS"][0]) * 1024 / 1e6, "peak": int(fields["VmHWM"][0]) * 1024 / 1e6}


async def main(name: str, path: str) -> None:
    """Obey until standard input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # the stack may log
    stack = STACKS[name](path)
    gc.collect()
    print(json.dumps(memory()), file=answers, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await obey(stack, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
