"""The commands about a real VOS."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable

from vos_exporter import config, reference
from vos_exporter.config import Config, ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import Scrape, select
from vos_exporter.target import Target
from vos_exporter.vos.routes import ROUTES
from vos_exporter.web.app import build
from vos_exporter.web.server import listen, serve_until_stopped

Command = Callable[[argparse.Namespace], int]

LISTEN_ADDRESS = ":10867"


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
    exporter = Exporter(lambda: load(options))
    app = build(exporter, telemetry_path=options.telemetry_path, timeout_offset=options.timeout_offset)
    listening = listen(options.listen_address or LISTEN_ADDRESS)
    asyncio.run(serve_until_stopped(app, listening, exporter))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say whether the configuration is good."""
    targets = load(options).targets
    sys.stdout.write(f"good: {len(targets)} target(s): {', '.join(target.name for target in targets)}\n")
    return 0


def scrape(options: argparse.Namespace) -> int:
    """Scrape one target once; 0 only if ``vos_up`` is 1."""
    settings = _one_target(load(options), options.target)

    async def once() -> Scrape:
        target = Target(settings)
        try:
            return await target.scrape(select(), settings.timeout)
        finally:
            await target.aclose()

    result = asyncio.run(once())
    sys.stdout.buffer.write(assemble(result.parts, Format.TEXT))
    return 0 if result.up else 1


def _one_target(loaded: Config, name: str | None) -> config.Target:
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
    """Print the route table: key, path, enabled, evidence."""
    settings = load(options).targets[0].routes if options.config_file else config.default_routes()
    for route in ROUTES:
        own = settings[route.key]
        enabled = "enabled" if own.enabled else "disabled"
        evidence = f"path {route.path_evidence}, fields {route.field_evidence}"
        sys.stdout.write(f"{route.key:<22}{enabled:<10}{evidence:<20}{own.path}\n")
    return 0


def metrics(_: argparse.Namespace) -> int:
    """Print the metric reference."""
    sys.stdout.write(reference.markdown())
    return 0
