"""Real processes for end-to-end tests: started on free ports, ended by id."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds something may take on a busy machine before a test gives up."""


def free_port(*hosts: str) -> int:
    """A port nobody listens on now, on any of ``hosts`` (``127.0.0.1`` unless told)."""
    first, *others = hosts or ("127.0.0.1",)
    with contextlib.ExitStack() as bound:
        probe = bound.enter_context(socket.socket())
        probe.bind((first, 0))
        port = int(probe.getsockname()[1])
        for host in others:
            bound.enter_context(socket.socket()).bind((host, port))
        return port


@contextlib.contextmanager
def process(*command: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """``command``, until the block ends; its output goes to ``log``."""
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        try:
            yield started
        finally:
            if started.poll() is None:
                started.send_signal(signal.SIGTERM)
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def exporter_command(*arguments: str) -> list[str]:
    """The ``vos-exporter`` command of this Python."""
    return [sys.executable, "-m", "vos_exporter", *arguments]


def get(url: str, **headers: str) -> str:
    """The body of ``url``."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        body: bytes = answer.read()
        return body.decode()


def eventually(probe: Callable[[], T | None], what: str) -> T:
    """The first result of ``probe`` that is not empty; polls, and fails after a generous while."""
    deadline = time.monotonic() + PATIENCE
    last: object = None
    while time.monotonic() < deadline:
        try:
            result = probe()
        except (OSError, ValueError, urllib.error.URLError) as error:
            last, result = error, None
        if result:
            return result
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {PATIENCE:.0f} s; last: {last!r}")


class Prometheus:
    """A real Prometheus on loopback."""

    def __init__(self, config: Path, folder: Path, binary: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.command = [
            binary,
            f"--config.file={config}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address={self.url.removeprefix('http://')}",
        ]

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The instant vector of ``expression``; empty while there is nothing."""
        url = f"{self.url}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
        result: list[dict[str, Any]] = json.loads(get(url))["data"]["result"]
        return result

    def wait_for(self, expression: str) -> list[dict[str, Any]]:
        """The instant vector of ``expression`` once it is not empty."""
        return eventually(lambda: self.query(expression), f"data for {expression}")


def code_blocks(page: Path, language: str) -> list[str]:
    """The fenced code blocks of ``page`` in ``language``."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
