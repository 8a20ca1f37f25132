"""The flags of the exporter family, and our commands."""

import argparse
import platform
from collections.abc import Sequence

from vos_exporter import REVISION, __version__
from vos_exporter.cli import commands, demo

DEFAULT_PORT = 10867
VERSION = f"vos-exporter {__version__} (revision {REVISION}, Python {platform.python_version()})"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the user asked for; ``run`` is the command. Exits with 2 and a sentence on a wrong flag."""
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """The whole command line, also read by the shell completion and the docs' tests."""
    top = argparse.ArgumentParser(
        prog="vos-exporter",
        description="Prometheus exporter for Harmonic VOS. Without a command it serves metrics.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=VERSION)
    top.set_defaults(run=commands.serve)
    _add_logging(top, "info", "logfmt")
    _add_config(top, None)
    _add_web(top)
    _add_commands(top.add_subparsers(title="commands", metavar="COMMAND"))
    return top


def _add_commands(commands_: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = _command(commands_, "serve", commands.serve, "serve metrics (the default)")
    _add_config(serve)
    _add_web(serve, argparse.SUPPRESS)
    show = _command(commands_, "demo", demo.demo, "a simulated VOS and the exporter in one process")
    _add_web(show, argparse.SUPPRESS)
    _add_simulator(show)
    simulate = _command(commands_, "simulate", demo.simulate, "a simulated VOS alone")
    _add_simulator(simulate)
    simulate.add_argument("--listen-address", default="127.0.0.1:8443", help="host:port (%(default)s)")
    _add_config(_command(commands_, "check", commands.check, "validate the configuration file"))
    scrape = _command(commands_, "scrape", commands.scrape, "one scrape to standard output")
    _add_config(scrape)
    scrape.add_argument("--target", help="name of the target; needed when there are several")
    _add_config(_command(commands_, "routes", commands.routes, "the route table"))
    _command(commands_, "metrics", commands.metrics, "the metric reference, as Markdown")


def _command(
    commands_: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: commands.Command,
    help: str,
) -> argparse.ArgumentParser:
    command = commands_.add_parser(
        name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False
    )
    command.set_defaults(run=run)
    _add_logging(command)
    return command


def _add_logging(
    parser: argparse.ArgumentParser, level: str = argparse.SUPPRESS, form: str = argparse.SUPPRESS
) -> None:
    parser.add_argument(
        "--log.level", dest="log_level", default=level, choices=["debug", "info", "warn", "error"],
        help="lowest level that is logged",
    )  # fmt: skip
    parser.add_argument(
        "--log.format",
        dest="log_format",
        default=form,
        choices=["logfmt", "json"],
        help="form of the log lines",
    )


def _add_config(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--config.file", dest="config_file", default=default, metavar="FILE",
        help="the configuration; without it one target comes from the environment (VOS_URL, ...)",
    )  # fmt: skip


def _add_web(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    def value(own: object) -> object:
        return own if default is None else default

    add = parser.add_argument
    add(
        "--web.listen-address", dest="listen_address", default=value(None), metavar="ADDRESS",
        help=f"host:port or :port to listen on (:{DEFAULT_PORT}; the demo 127.0.0.1:{DEFAULT_PORT})",
    )  # fmt: skip
    add(
        "--web.telemetry-path", dest="telemetry_path", default=value("/metrics"), metavar="PATH",
        help="where the metrics are (/metrics)",
    )  # fmt: skip
    add(
        "--scrape.timeout-offset", dest="timeout_offset", default=value(0.5), type=float, metavar="SECONDS",
        help="kept back from the scrape timeout of Prometheus for sending the answer (0.5)",
    )  # fmt: skip


def _add_simulator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--services", type=int, default=20, help="channels in the plant (%(default)s)")
    parser.add_argument("--scenario", default="healthy", help="what goes on (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same plant (%(default)s)"
    )
