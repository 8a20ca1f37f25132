"""Two exporters and two real Prometheus servers share the targets: each is scraped once, by one of each."""

import contextlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kits.processes import free_port
from tests.kits.shipping import DEPLOY, environment, require, run
from vos_exporter.simulator import Simulator

pytestmark = pytest.mark.verify

TARGETS = [f"headend-{number:02}" for number in range(12)]
EXAMPLE = (DEPLOY / "prometheus/scrape-sharded.yml").read_text()
_PATIENCE = 60


def fetch(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def wait_for(what: Callable[[], Any]) -> Any:
    """What ``what`` says, as soon as that is something."""
    end = time.monotonic() + _PATIENCE
    while True:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            if found := what():
                return found
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@contextlib.contextmanager
def process(*command: str | Path) -> Iterator[None]:
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as running:
        try:
            yield
        finally:
            running.terminate()


def configuration(vos: Simulator, folder: Path) -> Path:
    """The same simulated VOS under many names."""
    secret = folder / "secret"
    secret.write_text(vos.client_secret)
    auth = {"client_id": vos.client_id, "client_secret_file": str(secret)}
    tls = {"ca_file": str(vos.ca_file)}
    targets = [{"name": name, "url": vos.url, "auth": auth, "tls": tls} for name in TARGETS]
    path = folder / "vos.yml"
    path.write_text(yaml.safe_dump({"targets": targets}))
    return path


def scrape_file(folder: Path, exporter_port: int, shard: int) -> Path:
    """The shipped example for one Prometheus, with addresses and times of a test."""
    changes = {
        "vos-exporter-0:10867": f"127.0.0.10:{exporter_port}",
        "vos-exporter-$1:10867": f"127.0.0.1$1:{exporter_port}",
        "scrape_interval: 30s": "scrape_interval: 2s",
        "scrape_timeout: 12s": "scrape_timeout: 2s",
        'regex: "0"': f'regex: "{shard}"',
    }
    text = EXAMPLE
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / f"prometheus-{shard}.yml"
    path.write_text(text)
    return path


def test_promtool_accepts_the_example(tmp_path: Path) -> None:
    path = tmp_path / "prometheus.yml"
    path.write_text(EXAMPLE)
    run(require("promtool"), "check", "config", "--lint=all", "--lint-fatal", path)


def test_each_target_is_scraped_once_by_one_prometheus_at_one_exporter(tmp_path: Path) -> None:
    prometheus = require("prometheus")
    hosts = ("127.0.0.10", "127.0.0.11")
    port = free_port(*hosts)
    with contextlib.ExitStack() as running:
        vos = running.enter_context(Simulator(services=2, ca_dir=tmp_path))
        path = configuration(vos, tmp_path)
        for host in hosts:
            running.enter_context(
                process(
                    *(Path(sys.executable).with_name("vos-exporter"), f"--config.file={path}"),
                    f"--web.listen-address={host}:{port}",
                )
            )
            wait_for(partial(fetch, f"http://{host}:{port}/sd"))
        servers = []
        for shard in range(2):
            api = f"127.0.0.1:{free_port()}"
            servers.append(f"http://{api}/api/v1")
            running.enter_context(
                process(
                    *(prometheus, f"--config.file={scrape_file(tmp_path, port, shard)}"),
                    *(f"--storage.tsdb.path={tmp_path / f'data-{shard}'}", f"--web.listen-address={api}"),
                )
            )

        def up(server: str) -> list[str]:
            found = fetch(f"{server}/query?query=vos_up==1")["data"]["result"]
            return [series["metric"]["instance"] for series in found]

        wait_for(lambda: sorted(up(servers[0]) + up(servers[1])) == TARGETS)
        shares = [up(server) for server in servers]
        assert all(shares), "both Prometheus servers have work"
        assert sorted(shares[0] + shares[1]) == TARGETS

        active = [t for server in servers for t in fetch(f"{server}/targets")["data"]["activeTargets"]]
        asked = {t["labels"]["instance"]: t["scrapeUrl"].split("/")[2] for t in active}
        assert len(active) == len(asked) == len(TARGETS)
        assert set(asked.values()) == {f"{host}:{port}" for host in hosts}, "both exporters have work"
