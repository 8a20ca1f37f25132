"""Two living plants, an exporter that reads both, and a Prometheus with a day of history behind it.

``plant-a`` is healthy now and had a lively day. ``plant-b`` is broken in every way that fills a table which
is empty on a healthy plant.
"""

import asyncio
import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.grafana.plant_history import LENGTH, STEP, History, clock, layers, record, store
from tests.kits.processes import free_port
from tests.kits.rules.compress import compress
from tests.kits.rules.shipped import RULE_FILES, load
from tests.kits.tools import require
from vos_exporter import config
from vos_exporter.simulator import Simulator

PATIENCE = 120
SCRAPES = "2s"
HEALTHY, BROKEN = "plant-a", "plant-b"

_TARGET: dict[str, Any] = {
    "states": {
        "uplink_state": {"CONNECTED": "up"},
        "origin_task_state": {"RUNNING": "up"},
        "ingest_point_state": {"RUNNING": "up"},
    },
    "cloudlinks": {"capacity": {"*": 12_500_000}},
    "scte_logs": {"expected_interval": {"*": "1h"}},
}
_ROUTES: dict[str, dict[str, Any]] = {
    HEALTHY: {"scte_logs": {"enabled": True}},
    BROKEN: {"scte_logs": {"enabled": True}, "networks": {"enabled": False}},
}
_SERVICES: dict[str, list[dict[str, Any]]] = {
    HEALTHY: [
        {"match": {"name": "sport-*"}, "expected": "active", "owner_team": "sports", "tier": 1},
        {"match": {"name": "*"}, "expected": "active", "owner_team": "playout", "tier": 2},
    ],
    BROKEN: [{"match": {"name": "*"}, "expected": "active"}],
}


@dataclass(frozen=True)
class Living:
    """Where everything is.

    Attributes:
        url: of Prometheus.
        service: the id of a channel of the healthy plant that had a lively day.
    """

    url: str
    service: str

    def ask(self, path: str, **parameters: str) -> list[Any]:
        """The series of an answer.

        Raises:
            AssertionError: Prometheus refused the query, or warns of it.
        """
        return ask(self.url, path, **parameters)

    def instant(self, expr: str) -> list[Any]:
        return self.ask("query", query=expr)

    def day(self, expr: str) -> list[Any]:
        end = time.time()
        return self.ask("query_range", query=expr, start=f"{end - LENGTH}", end=f"{end}", step=f"{2 * STEP}")


def ask(url: str, path: str, **parameters: str) -> list[Any]:
    body = urllib.parse.urlencode(parameters).encode()
    try:
        with urllib.request.urlopen(f"{url}/api/v1/{path}", body, timeout=60) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{error.read().decode()}: {parameters.get('query')}") from None
    assert not answer.get("warnings"), answer["warnings"]
    return list(answer["data"]["result"])


def wait(what: str, done: Callable[[], bool], log: Path | None = None) -> None:
    """Come back when ``done``; that it never is, fails with the end of ``log``."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"{what}\n{log.read_text()[-3_000:] if log else ''}"
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


@contextmanager
def running(command: list[str], ready: str, log: Path) -> Iterator[None]:
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            wait(f"{command[0]} is not ready", lambda: process.poll() is not None or answers(ready), log)
            assert process.poll() is None, log.read_text()[-3_000:]
            yield
        finally:
            process.terminate()


def prometheus(folder: Path, settings: dict[str, Any], port: int) -> list[str]:
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(settings))
    return [
        require("prometheus"),
        f"--config.file={path}",
        f"--storage.tsdb.path={folder / 'data'}",
        "--storage.tsdb.retention.time=30d",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]


def configured(folder: Path, plants: dict[str, Simulator]) -> Path:
    """The exporter's configuration: both plants."""
    targets = []
    for name, plant in plants.items():
        secret = folder / f"{name}.secret"
        secret.touch(mode=0o600)
        secret.write_text(plant.client_secret)
        auth = {
            "method": "client_credentials", "client_id": plant.client_id, "client_secret_file": str(secret)
        }  # fmt: skip
        own = {"name": name, "url": plant.url, "auth": auth, "tls": {"ca_file": str(plant.ca_file)}}
        targets.append({**own, **_TARGET, "routes": _ROUTES[name], "services": _SERVICES[name]})
    path = folder / "vos.yml"
    path.write_text(yaml.safe_dump({"targets": targets}))
    return path


def hurried_rules(folder: Path) -> list[str]:
    """The shipped rules: recording more often, alerting sooner; what they say stays."""
    paths = []
    for path in RULE_FILES:
        document = load(path)
        recording = any("record" in rule for group in document["groups"] for rule in group["rules"])
        if recording:
            groups = [{**group, "interval": SCRAPES} for group in document["groups"]]
            document = {**document, "groups": groups}
        else:
            document = compress(document, 0.02, shortest_range=30_000)
        hurried = folder / path.name
        hurried.write_text(yaml.safe_dump(document))
        paths.append(str(hurried))
    return paths


def scraping(exporter: str, rules: list[str]) -> dict[str, Any]:
    """Prometheus's configuration, as deploy/prometheus/scrape-many-static.yml has it, in a hurry."""
    probes = {
        "job_name": "vos",
        "metrics_path": "/probe",
        "static_configs": [{"targets": [HEALTHY, BROKEN]}],
        "relabel_configs": [
            {"source_labels": ["__address__"], "target_label": "__param_target"},
            {"source_labels": ["__param_target"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": exporter},
        ],
    }
    own = {"job_name": "vos-exporter", "static_configs": [{"targets": [exporter]}]}
    times = {"scrape_interval": SCRAPES, "scrape_timeout": SCRAPES, "evaluation_interval": SCRAPES}
    return {"global": times, "rule_files": rules, "scrape_configs": [probes, own]}


def remember(folder: Path, target: config.TargetSettings, end: float) -> None:
    """A day of the healthy plant into the storage of a Prometheus that is not running."""
    promtool, data, url = require("promtool"), folder / "data", ""
    past = folder / "past"
    past.mkdir()
    history = History(target, end, f'job="vos",instance="{HEALTHY}"')
    store(promtool, asyncio.run(history.files(past)), data)
    for layer in layers():
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        with running(prometheus(folder, {}, port), f"{url}/-/ready", folder / "past.log"):
            record(promtool, url, layer, (end - LENGTH, end), data)


def unsupported(plant: Simulator) -> None:
    """A route that this system never had: must be so before the first scrape."""
    plant.fault("rf_monitorings", "status", 404)


def break_down(plant: Simulator) -> None:
    """Every fault that fills a table which is empty on a healthy plant."""
    plant.break_plant("control-state", "movies-01")
    plant.break_plant("uplink-lost", "cloudlink-01a")
    plant.break_plant("silent-output", "cloudlink-02a")
    plant.break_plant("ingest-stuck", 2)
    plant.break_plant("node-gone", 0)
    plant.fault("profiles", "duplicate", 3)
    plant.fault("rf_settings", "shape", [{"id": "rf-1", "frequency": 11747}])
    services = json.loads(plant.world.body("services", {}))
    services[1].update(
        serviceSources=services[1]["serviceSources"][:1], destinationId=None, destinationsId=[]
    )
    plant.fault("services", "shape", services)
    sources = json.loads(plant.world.body("sources", {}))
    sources[0]["enableMonitoring"] = False
    sources[0]["inputs"] = [entry for entry in sources[0]["inputs"] if entry["type"] != "SLATE"]
    plant.fault("sources", "shape", [*sources, {**sources[1], "id": "nobody-uses-it", "name": "spare"}])


@contextmanager
def living(folder: Path) -> Iterator[Living]:
    """Everything, running, with live scrapes of both plants."""
    with ExitStack() as stack:
        plants = {name: stack.enter_context(Simulator(ca_dir=folder / name)) for name in (HEALTHY, BROKEN)}
        unsupported(plants[BROKEN])
        path = configured(folder, plants)
        remember(folder, config.load(str(path)).targets[0], clock())
        exporter, port = f"127.0.0.1:{free_port()}", free_port()
        command = [
            sys.executable, "-m", "vos_exporter", f"--config.file={path}", f"--web.listen-address={exporter}"
        ]  # fmt: skip
        stack.enter_context(running(command, f"http://{exporter}/-/ready", folder / "exporter.log"))
        command = prometheus(folder, scraping(exporter, hurried_rules(folder)), port)
        url = f"http://127.0.0.1:{port}"
        stack.enter_context(running(command, f"{url}/-/ready", folder / "prometheus.log"))
        (lively,) = (s for s in plants[HEALTHY].plant.inventory.services if s.name == "sport-02")
        found = Living(url, plants[HEALTHY].plant.service_id(lively.index))
        seen = 'count(count_over_time(vos_up{job="vos"}[30s]) >= 3) == 2'
        wait("no scrapes", lambda: bool(found.instant(seen)), folder / "prometheus.log")
        break_down(plants[BROKEN])
        yield found
