"""The flags of the exporter family, and our commands."""

import argparse
import platform
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from vos_exporter import __version__, revision
from vos_exporter.cli import assets, commands, demo, doctor, init
from vos_exporter.reference import completion
from vos_exporter.web import DEFAULT_PORT
from vos_exporter.web.app import MAX_REQUESTS


class _Version(argparse.Action):
    """Prints the version when it is asked for: nobody else pays for finding out the revision."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        python = platform.python_version()
        sys.stdout.write(f"vos-exporter {__version__} (revision {revision()}, Python {python})\n")
        parser.exit()


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
    top.add_argument("--version", action=_Version, nargs=0, help="say which build this is, and exit")
    top.set_defaults(run=commands.serve, reloads=True)
    _add_logging(top, "info", "logfmt")
    _add_config(top, None)
    _add_web(top)
    _add_commands(top.add_subparsers(title="commands", metavar="COMMAND"))
    return top


def _add_commands(commands_: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = _command(commands_, "serve", commands.serve, "serve metrics (the default)")
    serve.set_defaults(reloads=True)
    _add_config(serve)
    _add_web(serve, argparse.SUPPRESS)
    show = _command(commands_, "demo", demo.demo, "a simulated VOS and the exporter in one process")
    show.set_defaults(reloads=True)
    _add_web(show, argparse.SUPPRESS)
    _add_simulator(show)
    simulate = _command(commands_, "simulate", demo.simulate, "a simulated VOS alone")
    _add_simulator(simulate)
    simulate.add_argument("--listen-address", default="127.0.0.1:8443", help="host:port (%(default)s)")
    init.add_to(_command(commands_, "init", init.init, "ask, try the login, write a first configuration"))
    check = _command(commands_, "check", commands.check, "validate the configuration file, and the web file")
    _add_config(check)
    _add_web_file(check, argparse.SUPPRESS)
    diagnose = _command(commands_, "doctor", doctor.doctor, "find out what a real VOS answers, and mend it")
    _add_config(diagnose)
    doctor.add_to(diagnose)
    scrape = _command(commands_, "scrape", commands.scrape, "one scrape to standard output")
    _add_config(scrape)
    scrape.add_argument("--target", help="name of the target; needed when there are several")
    scrape.add_argument("--debug", action="store_true", help="tell the story of the scrape, then the metrics")
    routes = _command(commands_, "routes", commands.routes, "the route table")
    _add_config(routes)
    routes.add_argument("--markdown", action="store_true", help="the page docs/routes.md instead")
    reference = _command(commands_, "metrics", commands.metrics, "the metric reference")
    reference.add_argument(
        "--format", choices=list(commands.METRICS), default="markdown", help="form of it (%(default)s)"
    )
    shipped = commands_.add_parser(
        "assets",
        help="rules, dashboards, manifests and runbooks that belong to this version",
        description="What is shipped beside the exporter: list it, print it, write it into a folder.",
        allow_abbrev=False,
    )
    shipped.set_defaults(reloads=False)
    _add_logging(shipped)
    assets.add_to(shipped.add_subparsers(title="commands", metavar="COMMAND", required=True))
    complete = _command(commands_, "completion", _complete, "what a shell reads to complete our commands")
    complete.add_argument("shell", choices=list(completion.SHELLS), help="the shell")


def _complete(options: argparse.Namespace) -> int:
    sys.stdout.write(completion.script(parser(), options.shell))
    return 0


def _command(
    commands_: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: commands.Command,
    help: str,
) -> argparse.ArgumentParser:
    command = commands_.add_parser(
        name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False
    )
    command.set_defaults(run=run, reloads=False)
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
        "--web.telemetry-path", dest="telemetry_path", default=value("/metrics"), type=_path, metavar="PATH",
        help="where the metrics are (/metrics)",
    )  # fmt: skip
    add(
        "--scrape.timeout-offset", dest="timeout_offset", default=value(0.5), type=float, metavar="SECONDS",
        help="kept back from the scrape timeout of Prometheus for sending the answer (0.5)",
    )  # fmt: skip
    add(
        "--web.max-requests", dest="max_requests", default=value(MAX_REQUESTS), type=_count, metavar="N",
        help=f"scrapes at the same time; more are answered 503; 0 for any number ({MAX_REQUESTS})",
    )  # fmt: skip
    add(
        "--web.enable-lifecycle", dest="lifecycle", default=value(False), action="store_true",
        help="allow POST /-/reload and PUT /-/log-level",
    )  # fmt: skip
    add(
        "--web.dashboard-url", dest="dashboard_url", default=value(""), metavar="URL",
        help="the dashboard of a service, linked from its drawing; {target} and {service_id} are filled in",
    )  # fmt: skip
    add(
        "--web.allowed-hosts", dest="allowed_hosts", default=value(()), type=_hosts, metavar="NAMES",
        help="names the exporter is reached by, with commas between; without them any name may read metrics,"
        " but only an address, localhost and this machine's name see pages",
    )  # fmt: skip
    _add_web_file(parser, value(None))


def _add_web_file(parser: argparse.ArgumentParser, default: object) -> None:
    parser.add_argument(
        "--web.config.file", dest="web_config_file", default=default, metavar="FILE",
        help="TLS, users and headers of our own server, in the format of exporter-toolkit",
    )  # fmt: skip


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
            raise argparse.ArgumentTypeError(f"{name!r} is not a name; write names without port or scheme")
    return names


def _path(text: str) -> str:
    if not text.startswith("/"):
        raise argparse.ArgumentTypeError(f"a path begins with a slash, {text!r} does not")
    return text


def _add_simulator(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--services", type=_count, default=20, help="channels in the plant (%(default)s)")
    parser.add_argument(
        "--vague", action="store_true", help="a VOS that does not say the units of its numbers"
    )
    parser.add_argument(
        "--dialect", type=int, default=1, metavar="N",
        help="a system that differs as a release would (%(default)s; 0 lists them)",
    )  # fmt: skip
    parser.add_argument("--scenario", default="healthy", help="what goes on (%(default)s)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same plant (%(default)s)"
    )
