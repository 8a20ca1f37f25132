"""The commands about a VOS in a box."""

import argparse
import asyncio
import ipaddress
import socket
import sys
import tempfile
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from vos_exporter import config, logs
from vos_exporter.cli.commands import web_options
from vos_exporter.cli.mistakes import UsageError
from vos_exporter.exporter import Exporter
from vos_exporter.scrape import Scrape, select
from vos_exporter.web import DEFAULT_PORT
from vos_exporter.web.app import build
from vos_exporter.web.serving.server import host_and_port, listen, serve_until_stopped
from vos_exporter.web.serving.web_file import WebFile

if TYPE_CHECKING:
    from vos_exporter.simulator import Simulator

LISTEN_ADDRESS = f"127.0.0.1:{DEFAULT_PORT}"

CONFIGURATION = Template("""\
# A simulated VOS, as `vos-exporter demo` configured it.
targets:
  - name: demo
    url: $url
    auth: {method: client_credentials, client_id: $client_id, client_secret_file: $secret_file}
    tls: {ca_file: $ca_file}
    routes:
      scte_logs: {enabled: true}
    states:
      uplink_state: {CONNECTED: up}
      origin_task_state: {RUNNING: up}
      ingest_point_state: {RUNNING: up}
    services:
      - match: {name: "*"}
        expected: active
        owner_team: demo
        tier: 1
""")


def simulator(options: argparse.Namespace, folder: Path, address: str = "127.0.0.1:0") -> "Simulator":
    """A simulated VOS as the flags describe it, with its certificates in ``folder``.

    Raises:
        ConfigError: the address cannot be read.
        UsageError: there is no such scenario or dialect, or the address is a name.
    """
    from vos_exporter.simulator import Simulator, UnknownScenarioError  # noqa: PLC0415 - megabytes of it
    from vos_exporter.simulator.dialects import DIALECTS  # noqa: PLC0415 - the same

    dialect = DIALECTS.get(options.dialect)
    if dialect is None:
        known = "".join(f"\n  {number}  {one.about}" for number, one in DIALECTS.items())
        raise UsageError(f"there is no dialect {options.dialect}; the dialects are:{known}")
    host, port = host_and_port(address)
    if host not in ("", "localhost") and not _is_ip(host):
        raise UsageError(f"the simulator listens on an IP address or localhost, not on {host!r}")
    try:
        return Simulator(
            services=options.services,
            scenario=options.scenario,
            seed=options.seed,
            vague=options.vague or dialect.vague,
            spelling=dialect.spelling,
            paths=dialect.paths,
            telling=dialect.telling,
            host=host or "127.0.0.1",
            port=port,
            ca_dir=folder,
        )
    except UnknownScenarioError as error:
        raise UsageError(str(error)) from None


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def simulate(options: argparse.Namespace) -> int:
    """Run a simulated VOS until a signal ends it."""
    with tempfile.TemporaryDirectory(prefix="vos-simulator-") as folder:
        plant = simulator(options, Path(folder), options.listen_address)
        asyncio.run(plant.serve(ready=lambda: _introduce(plant)))
    return 0


def _introduce(plant: "Simulator") -> None:
    _say(
        f"simulated VOS  {plant.url}",
        f"its CA         {plant.ca_file}",
        f"client         {plant.client_id} / {plant.client_secret}",
        f"may write      {plant.writer_id} / {plant.writer_secret}",
        f"user           {plant.username} / {plant.password}",
        f"faults         {plant.admin_url} (docs/simulator.md)",
    )


def demo(options: argparse.Namespace) -> int:
    """Run a simulated VOS and the exporter that scrapes it, over real HTTPS and OAuth2."""
    with (
        tempfile.TemporaryDirectory(prefix="vos-exporter-demo-") as folder,
        simulator(options, Path(folder)) as plant,
    ):
        exporter = Exporter(lambda: config.load(str(configure(plant, Path(folder)))))
        web_file = WebFile(options.web_config_file)
        listening = listen(options.listen_address or LISTEN_ADDRESS)
        host, port = listening.getsockname()[:2]
        _say(
            f"simulated VOS  {plant.url} (its CA: {plant.ca_file})",
            f"faults         {plant.admin_url} (docs/simulator.md)",
            f"configuration  {Path(folder) / 'vos.yml'}",
            f"status page    {web_file.scheme}://{host}:{port}/",
            f"metrics        {web_file.scheme}://{host}:{port}{options.telemetry_path}",
        )
        logs.never_wait()
        asyncio.run(_show(exporter, options, listening, web_file))
    return 0


async def _show(
    exporter: Exporter, options: argparse.Namespace, listening: socket.socket, web_file: WebFile
) -> None:
    target = exporter.targets["demo"]
    _say(*summary(await target.scrape(select(), target.settings.timeout)), "Stop it with Ctrl-C.")
    app = build(exporter, web_options(options), web_file)
    await serve_until_stopped(app, listening, exporter, web_file)


def configure(plant: "Simulator", folder: Path) -> Path:
    """Write a configuration for ``plant`` into ``folder``; the secret has a file of its own."""
    secret = folder / "client_secret"
    secret.touch(mode=0o600)
    secret.write_text(plant.client_secret)
    path = folder / "vos.yml"
    path.write_text(
        CONFIGURATION.substitute(
            url=plant.url, client_id=plant.client_id, secret_file=secret, ca_file=plant.ca_file
        )
    )
    return path


def summary(scrape: Scrape) -> list[str]:
    """What the first scrape found, for a person."""
    lines = [f"first scrape   vos_up {int(scrape.up)}, {scrape.series} series in {scrape.duration:.2f} s"]
    for key, report in scrape.routes.items():
        items = "" if report.items is None else f"{report.items} items"
        lines.append(f"  {key:<22}{report.outcome.value:<12}{items or report.detail}")
    return lines


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
