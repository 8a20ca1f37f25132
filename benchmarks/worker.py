"""A stack in a process of its own, served over HTTP, that says what it costs.

``python -m benchmarks.worker STACK CONFIG PORT`` serves ``/metrics`` and reads one JSON object per line from
standard input, each answered with one: CPU seconds so far, the longest the event loop was late since it was
last asked (only while ``{"watch": true}`` is in force, as watching costs something), resident memory.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

TICK = 0.001


class Watch:
    """Sees how long the event loop was late at most."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._ticking: asyncio.Task[None] | None = None

    def set(self, on: bool) -> None:
        """Watch, or do not."""
        if on and self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())
        elif not on and self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None

    def take(self) -> float:
        """The longest since the last time this was asked, in seconds."""
        worst, self.worst = self.worst, 0.0
        return worst

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


def ours(path: str, port: int) -> Coroutine[Any, Any, None]:
    """The exporter, served as its command serves it."""
    from vos_exporter import config  # noqa: PLC0415 - a stack loads what it needs, and nothing of another's
    from vos_exporter.cli.limits import raise_open_files  # noqa: PLC0415
    from vos_exporter.exporter import Exporter  # noqa: PLC0415
    from vos_exporter.web.app import build  # noqa: PLC0415
    from vos_exporter.web.serving.server import listen, serve_until_stopped  # noqa: PLC0415

    raise_open_files()
    exporter = Exporter(lambda: config.load(path))
    return serve_until_stopped(build(exporter), listen(f"127.0.0.1:{port}"), exporter)


def naive(path: str, port: int) -> Coroutine[Any, Any, None]:
    """The reference; ``sniffio`` is no longer installed with httpx."""
    sys.modules["sniffio"] = None  # type: ignore[assignment]
    import uvicorn  # noqa: PLC0415

    from benchmarks.naive import Naive, app  # noqa: PLC0415
    from benchmarks.workload import BUILDERS  # noqa: PLC0415
    from vos_exporter import config  # noqa: PLC0415

    target = config.load(path).targets[0]
    served = app(Naive(target.url, target.tls.ca_file or "", BUILDERS))
    settings = uvicorn.Config(served, port=port, log_config=None, access_log=False, lifespan="off")
    return uvicorn.Server(settings).serve()


STACKS: dict[str, Callable[[str, int], Coroutine[Any, Any, None]]] = {"ours": ours, "naive": naive}


async def main(name: str, path: str, port: str) -> None:
    """Serve, and obey until standard input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # the stack may log
    watch = Watch()
    serving = asyncio.create_task(STACKS[name](path, int(port)))
    print(json.dumps(memory()), file=answers, flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        watch.set(json.loads(line).get("watch", False))
        told = {"cpu": time.process_time(), "stall": watch.take(), **memory()}
        print(json.dumps(told), file=answers, flush=True)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
