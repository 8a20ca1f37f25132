"""The commands about a real VOS."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Mapping

from vos_exporter import config, logs, reference
from vos_exporter.cli.limits import raise_open_files, return_memory
from vos_exporter.config import Config, ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import select
from vos_exporter.target import Target
from vos_exporter.vos.routes import ROUTES
from vos_exporter.web import DEFAULT_PORT
from vos_exporter.web.app import Options, build
from vos_exporter.web.budget import Announced
from vos_exporter.web.debug_page import debug_page
from vos_exporter.web.serving.server import listen, serve_until_stopped
from vos_exporter.web.serving.supervision import Supervisor
from vos_exporter.web.serving.web_file import WebFile

Command = Callable[[argparse.Namespace], int]

LISTEN_ADDRESS = f":{DEFAULT_PORT}"


def load(options: argparse.Namespace) -> Config:
    """The configuration the flags point at.

    Raises:
        ConfigError: it is bad, or there is none.
    """
    if options.config_file:
        return config.load(options.config_file)
    return config.from_environment(os.environ)


def serve(options: argparse.Namespace) -> int:
    """Answer scrapes until a signal ends it."""
    raise_open_files()
    return_memory()
    exporter = Exporter(lambda: load(options))
    web_file = WebFile(options.web_config_file)
    app = build(exporter, web_options(options), web_file)
    listening = listen(options.listen_address or LISTEN_ADDRESS)
    logs.never_wait()
    asyncio.run(serve_until_stopped(app, listening, exporter, web_file, Supervisor(os.environ)))
    return 0


def web_options(options: argparse.Namespace) -> Options:
    """What the flags say about the HTTP surface."""
    return Options(
        telemetry_path=options.telemetry_path,
        timeout_offset=options.timeout_offset,
        max_requests=options.max_requests,
        lifecycle=options.lifecycle,
        dashboard_url=options.dashboard_url,
        allowed_hosts=options.allowed_hosts,
    )


def check(options: argparse.Namespace) -> int:
    """Say whether the configuration is good, what was read, and what somebody should look at."""
    loaded = load(options)
    WebFile(options.web_config_file)
    for remark in config.inspect(loaded):
        kind = "warning: " if remark.warning else ""
        sys.stdout.write(f"{kind}{remark.target}: {remark.sentence}\n")
    names = ", ".join(target.name for target in loaded.targets)
    sys.stdout.write(f"good: {len(loaded.targets)} target(s): {names}\n")
    return 0


def scrape(options: argparse.Namespace) -> int:
    """Scrape one target once; 0 only if ``vos_up`` is 1."""
    settings = _one_target(load(options), options.target)
    up, answer = asyncio.run(_once(settings, debug=options.debug))
    sys.stdout.buffer.write(answer)
    return 0 if up else 1


async def _once(settings: config.TargetSettings, *, debug: bool) -> tuple[bool, bytes]:
    """Whether VOS was up, and the answer: the metrics, with ``debug`` after their story."""
    target = Target(settings)
    try:
        with logs.capture() as lines:
            result = await target.scrape(select(), settings.timeout)
        if debug:
            return result.up, debug_page(target, result, lines, Announced()).encode()
        return result.up, assemble(result.parts, Format.TEXT)
    finally:
        await target.aclose()


def _one_target(loaded: Config, name: str | None) -> config.TargetSettings:
    names = ", ".join(target.name for target in loaded.targets)
    if name is None and len(loaded.targets) == 1:
        return loaded.targets[0]
    if name is None:
        raise ConfigError(f"there are several targets; choose one with --target: {names}")
    found = loaded.target(name)
    if found is None:
        raise ConfigError(f"there is no target {name!r}; the targets are: {names}")
    return found


def routes(options: argparse.Namespace) -> int:
    """Print the route table: key, path, enabled, evidence; or the page about all routes."""
    if options.markdown:
        sys.stdout.write(reference.routes_page())
        return 0
    settings = load(options).targets[0].routes if options.config_file else config.default_routes()
    for route in ROUTES:
        own = settings[route.key]
        enabled = "enabled" if own.enabled else "disabled"
        evidence = f"path {route.path_evidence}, fields {route.field_evidence}"
        sys.stdout.write(f"{route.key:<22}{enabled:<10}{evidence:<20}{own.path}\n")
    return 0


def metrics(options: argparse.Namespace) -> int:
    """Print the metric reference, for people or for machines."""
    sys.stdout.write(METRICS[options.format]())
    return 0


METRICS: Mapping[str, Callable[[], str]] = {
    "markdown": reference.metrics_page,
    "json": reference.metrics_json,
}
"""Form of the metric reference to what writes it."""
