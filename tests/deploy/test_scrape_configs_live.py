"""The scrape configurations as a real Prometheus reads them, against the real exporter."""

import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.kits.processes import free_port
from tests.kits.rules.shipped import PROMETHEUS
from tests.kits.tools import require

_PATIENCE = 60
_TARGET = """
  - name: {name}
    url: https://127.0.0.1:9
    auth: {{method: client_credentials, client_id: id, client_secret: secret}}
"""


@contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()


def instances(port: int, metric: str) -> set[tuple[str, str]]:
    """Job and instance of every series of ``metric``, empty while Prometheus starts."""
    query = urllib.parse.urlencode({"query": metric})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=5) as answer:
            found = json.load(answer)["data"]["result"]
    except OSError:
        return set()
    return {(series["metric"]["job"], series["metric"]["instance"]) for series in found}


def scraped(port: int) -> tuple[set[tuple[str, str]], int]:
    """Which targets are there, and how often the exporter itself is."""
    return instances(port, "vos_up"), len(instances(port, "vos_exporter_build_info"))


def exporter(targets: tuple[str, ...], port: int, folder: Path) -> list[str]:
    """The command of an exporter whose targets are all down: it answers all the same."""
    config = folder / "vos.yml"
    config.write_text("targets:" + "".join(_TARGET.format(name=name) for name in targets))
    address = f"--web.listen-address=127.0.0.1:{port}"
    return [sys.executable, "-m", "vos_exporter", f"--config.file={config}", address]


def prometheus(shipped: str, exporter_port: int, port: int, folder: Path) -> list[str]:
    """The command of a Prometheus with a shipped configuration, in a hurry and at another port."""
    text = (PROMETHEUS / shipped).read_text().replace("127.0.0.1:10867", f"127.0.0.1:{exporter_port}")
    hurried = re.sub(r"(scrape_interval|scrape_timeout|refresh_interval): \w+", r"\1: 2s", text)
    config = folder / shipped
    config.write_text(hurried)
    return [
        require("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]


@pytest.mark.parametrize(
    ("shipped", "targets", "expected"),
    [
        ("scrape-one.yml", ("headend-a",), {("vos", "headend-a")}),
        ("scrape-many-sd.yml", ("headend-a", "headend-b"), {("vos", "headend-a"), ("vos", "headend-b")}),
        ("scrape-many-static.yml", ("headend-a", "headend-b"), {("vos", "headend-a"), ("vos", "headend-b")}),
    ],
)
def test_every_target_is_scraped_under_its_own_name(
    shipped: str, targets: tuple[str, ...], expected: set[tuple[str, str]], tmp_path: Path
) -> None:
    ours, theirs = free_port(), free_port()
    with ExitStack() as stack:
        stack.enter_context(running(exporter(targets, ours, tmp_path), tmp_path / "exporter.log"))
        stack.enter_context(running(prometheus(shipped, ours, theirs, tmp_path), tmp_path / "prometheus.log"))
        wanted = expected, 1
        end = time.monotonic() + _PATIENCE
        while (found := scraped(theirs)) != wanted and time.monotonic() < end:
            time.sleep(0.2)
        assert found == wanted, (tmp_path / "exporter.log").read_text()
