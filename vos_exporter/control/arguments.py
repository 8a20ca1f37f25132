"""The command line of ``vosctl``."""

import argparse
import platform
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from vos_exporter import __version__, revision
from vos_exporter.control import commands
from vos_exporter.control.kinds import Kind

DESCRIPTION = """\
Change services, sources and destinations of Harmonic VOS: plan first, then apply, and a way back.

  vosctl services list                     what is there
  vosctl services export news-01 > a.yml   an object as a file, to be edited
  vosctl plan a.yml -o a.plan              what would change; writes nothing
  vosctl apply a.plan                      do it; says how to go back
  vosctl deactivate news-01                the shorthand for one service
"""
EXIT_CODES = """\
exit codes: 0 done or nothing to do, 1 error or refused, 2 there are changes (plan),
3 pending: not seen in time, 4 stale: somebody changed it since. Deleting is not offered."""

Run = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class _Version(argparse.Action):
    """Prints the version when it is asked for: nobody else pays for finding out the revision."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        python = platform.python_version()
        sys.stdout.write(f"vosctl {__version__} (revision {revision()}, Python {python})\n")
        parser.exit()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What the user asked for; ``run`` is the command. Exits with 2 and a sentence on a wrong flag."""
    return parser().parse_args(arguments)


def parser() -> argparse.ArgumentParser:
    """The whole command line, also read by the shell completion."""
    top = argparse.ArgumentParser(
        prog="vosctl",
        description=DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="say which build this is, and exit")
    _add_common(top, None)
    found = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for kind in Kind:
        _add_kind(found, kind)
    _add_plan(found)
    _add_apply(found)
    _add_switch(found, "activate", commands.activate, "switch services on (controlState ACTIVATED)")
    _add_switch(found, "deactivate", commands.deactivate, "switch services off (controlState OFF)")
    _command(found, "evidence", commands.evidence, "how well each call of the API is known")
    complete = _command(found, "completion", _complete, "what a shell reads to complete these commands")
    complete.add_argument("shell", choices=["bash", "zsh", "fish"], help="the shell")
    return top


def _complete(options: argparse.Namespace) -> int:
    from vos_exporter.reference.completion import script  # noqa: PLC0415 - only this command pays for it

    sys.stdout.write(script(parser(), options.shell))
    return 0


def _add_common(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    parser.add_argument(
        "--config.file", dest="config_file", default=default, metavar="FILE",
        help="vosctl.yml; without it $VOSCTL_CONFIG_FILE, else one system from $VOSCTL_URL and its like",
    )  # fmt: skip
    parser.add_argument("--target", default=default, help="name of the system; needed when there are several")
    parser.add_argument(
        "--format", default="text" if default is None else default, choices=["text", "json"],
        help="tables for a person, or JSON for a machine",
    )  # fmt: skip


def _command(found: Commands, name: str, run: Run, help: str, epilog: str = "") -> argparse.ArgumentParser:
    command = found.add_parser(
        name, help=help, description=f"{help[0].upper()}{help[1:]}.", epilog=epilog, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.set_defaults(run=run)
    _add_common(command)
    return command


def _add_kind(found: Commands, kind: Kind) -> None:
    command = found.add_parser(
        kind.value, help=f"list, show or export {kind.value}", allow_abbrev=False,
        description=f"List, show or export {kind.value}. Reads only.",
    )  # fmt: skip
    command.set_defaults(kind=kind)
    command.add_argument("action", choices=["list", "show", "export"], help="what to do")
    command.add_argument(
        "names", nargs="*", metavar="NAME", help=f"name or id of a {kind.one}; export: all without"
    )
    command.set_defaults(run=commands.objects)
    _add_common(command)


def _add_plan(found: Commands) -> None:
    command = _command(
        found,
        "plan",
        commands.plan,
        "show what files of objects would change, and save it; reads only",
        EXIT_CODES,
    )
    command.add_argument(
        "files", nargs="+", metavar="FILE", help="YAML or JSON, as `vosctl services export` writes it"
    )
    command.add_argument("-o", "--output", metavar="FILE", help="where the plan goes")
    command.add_argument("--like", metavar="NAME", help="the object that new ones without `like:` take after")
    command.add_argument(
        "--send-masked", action="store_true",
        help="write objects back although VOS shows their passwords as asterisks",
    )  # fmt: skip


def _add_apply(found: Commands) -> None:
    command = _command(found, "apply", commands.apply, "do a saved plan, or take one back", EXIT_CODES)
    command.add_argument("plan", metavar="FILE", help="a plan, or the rollback file of one")


def _add_switch(found: Commands, name: str, run: Run, help: str) -> None:
    command = _command(found, name, run, help, EXIT_CODES)
    command.add_argument("names", nargs="+", metavar="NAME", help="name or id of a service")
    command.add_argument(
        "--confirm", action="append", default=[], metavar="NAME",
        help="the name once more instead of typing it; once per service",
    )  # fmt: skip
