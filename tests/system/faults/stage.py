"""Everything at once: a simulated VOS per fault, two exporters, Prometheus, Alertmanager, a webhook."""

import contextlib
import json
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

from tests.kits.processes import free_port
from tests.kits.tools import require
from tests.system.faults import shortened
from tests.system.faults.processes import Daemon
from tests.system.faults.table import SERVICES, Fault
from tests.system.faults.webhook import Webhook, listening
from vos_exporter.simulator import Simulator

_FADE = 300
_TARGET = Template("""\
  - name: $name
    url: $url
    auth: {client_id: $client_id, client_secret_file: $secret_file}
    tls: {ca_file: $ca_file}
""")
_DEFAULTS = """\
defaults:
  max_concurrency: 4
  routes:
    scte_logs: {enabled: true}
  states:
    uplink_state: {CONNECTED: up}
    origin_task_state: {RUNNING: up}
    ingest_point_state: {RUNNING: up}
  services:
    - {match: {name: "*"}, expected: active, owner_team: demo, tier: 1}
targets:
"""


class Plant:
    """A :class:`faults.table.System` of one fault; its exporter is shared with others or its own."""

    def __init__(self, fault: Fault, folder: Path) -> None:
        self.folder = folder
        self.exporter: Daemon | None = None
        self._behind = 0.0
        self.simulator = self._simulator("first", days=fault.days, scenario=fault.scenario)
        self._trusted = folder / "trusted.pem"
        self._secret_file = folder / "client_secret"
        self._secret_file.touch(mode=0o600)

    def __enter__(self) -> "Plant":
        first = self.simulator.start()
        port = int(first.url.rpartition(":")[2])
        self._renewed = self._simulator("second", port=port, secret=first.client_secret)
        self._trusted.write_bytes(first.ca_file.read_bytes() + self._renewed.ca_file.read_bytes())
        self.write_secret(first.client_secret)
        return self

    def __exit__(self, *failure: object) -> None:
        self.simulator.stop()

    def _simulator(
        self,
        name: str,
        *,
        port: int = 0,
        secret: str | None = None,
        days: float = 365,
        scenario: str = "healthy",
    ) -> Simulator:
        return Simulator(
            services=SERVICES,
            scenario=scenario,
            port=port,
            client_secret=secret,
            not_after_days=days,
            ca_dir=self.folder / name,
            clock=lambda: time.time() - self._behind,
        )

    def configuration(self, name: str) -> str:
        """Its entry in the exporter's configuration."""
        return _TARGET.substitute(
            name=name,
            url=self.simulator.url,
            client_id=self.simulator.client_id,
            secret_file=self._secret_file,
            ca_file=self._trusted,
        )

    def write_secret(self, secret: str) -> None:
        """Tell the exporter's secret file another secret."""
        self._secret_file.write_text(secret)

    def renew_certificate(self) -> None:
        """Answer with a certificate that is good for a year."""
        self.simulator.stop()
        self.simulator = self._renewed.start()

    def faded(self, decibels: float) -> None:
        """Let all RF inputs have lost so much over the last five minutes."""
        self._behind = _FADE
        self.simulator.break_plant("rf-fade", "*", decibels)
        self._behind = 0.0

    def kill_exporter(self) -> None:
        """End the exporter's process without a word."""
        assert self.exporter is not None
        self.exporter.kill()

    def start_exporter(self) -> None:
        """Start it again, as it was."""
        assert self.exporter is not None
        self.exporter.start()


class Prometheus:
    """A running Prometheus that can be asked."""

    def __init__(self, address: str) -> None:
        self._api = f"http://{address}/api/v1/"

    def query(self, expr: str) -> list[dict[str, str]]:
        """The label sets of the answer to ``expr``."""
        answer = self.ask(f"query?{urllib.parse.urlencode({'query': expr})}")
        return [series["metric"] for series in answer["result"]]

    def ask(self, path: str) -> Any:
        """The data of an answer of its API."""
        with urllib.request.urlopen(self._api + path, timeout=20) as answer:
            return json.load(answer)["data"]


class Stage:
    """What a test acts on and looks at.

    Attributes:
        plants: fault name to its VOS.
        prometheus: to be asked.
        webhook: what was sent.
    """

    def __init__(self, plants: dict[str, Plant], prometheus: Prometheus, webhook: Webhook) -> None:
        self.plants = plants
        self.prometheus = prometheus
        self.webhook = webhook


@contextlib.contextmanager
def built(faults: Sequence[Fault], folder: Path, program: Callable[[str], str] = require) -> Iterator[Stage]:
    """Everything runs while the block does; ``program`` says where Prometheus and Alertmanager are."""
    commands = {name: program(name) for name in ("prometheus", "prometheus-alertmanager")}
    with contextlib.ExitStack() as stack:
        plants = {each.name: stack.enter_context(_plant(each, folder)) for each in faults}
        webhook = Webhook()
        receivers = stack.enter_context(listening(webhook))
        (alone,) = (each.name for each in faults if each.own_exporter)
        many = _exporter(stack, folder, {name: plant for name, plant in plants.items() if name != alone})
        one = _exporter(stack, folder, {alone: plants[alone]})
        told = _alertmanager(stack, folder, commands["prometheus-alertmanager"], receivers)
        config = shortened.prometheus(folder, told, many, (one, alone))
        address = _prometheus(stack, folder, commands["prometheus"], config)
        yield Stage(plants, Prometheus(address), webhook)


def _plant(fault: Fault, folder: Path) -> Plant:
    own = folder / fault.name
    own.mkdir()
    return Plant(fault, own)


def _exporter(stack: contextlib.ExitStack, folder: Path, plants: dict[str, Plant]) -> str:
    """Start one exporter for ``plants``; its address."""
    address = f"127.0.0.1:{free_port()}"
    config = folder / f"vos-{len(plants)}.yml"
    config.write_text(
        _DEFAULTS + "".join(plant.configuration(name) for name, plant in plants.items())
    )  # fmt: skip
    command = [
        sys.executable, "-m", "vos_exporter", f"--config.file={config}", f"--web.listen-address={address}"
    ]  # fmt: skip
    daemon = _run(stack, command, f"http://{address}/-/ready", config.with_suffix(".log"))
    for plant in plants.values():
        plant.exporter = daemon
    return address


def _alertmanager(stack: contextlib.ExitStack, folder: Path, command: str, receivers: str) -> str:
    address = f"127.0.0.1:{free_port()}"
    arguments = [
        command,
        f"--config.file={shortened.alertmanager(folder, receivers)}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    _run(stack, arguments, f"http://{address}/-/ready", folder / "alertmanager.log")
    return address


def _prometheus(stack: contextlib.ExitStack, folder: Path, command: str, config: Path) -> str:
    address = f"127.0.0.1:{free_port()}"
    arguments = [
        command,
        f"--config.file={config}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={address}",
    ]
    _run(stack, arguments, f"http://{address}/-/ready", folder / "prometheus.log")
    return address


def _run(stack: contextlib.ExitStack, command: list[str], ready_url: str, log: Path) -> Daemon:
    daemon = Daemon(command, ready_url, log)
    stack.callback(daemon.stop)
    daemon.start()
    return daemon
