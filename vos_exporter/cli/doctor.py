"""The command ``doctor``: what a real VOS answers, and what the configuration should say about it."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vos_exporter import config
from vos_exporter.cli.commands import load
from vos_exporter.cli.mistakes import UsageError
from vos_exporter.config import Config, TargetSettings
from vos_exporter.config.amending import amended
from vos_exporter.doctor import telling
from vos_exporter.doctor.discovery import recorded
from vos_exporter.doctor.report import Diagnosis, RouteFound, as_json

LOOK = 2
"""The exit code that says that somebody should look at a warning or an error."""


def doctor(options: argparse.Namespace) -> int:
    """Examine one target or all; 0 if all is well, 2 if somebody should look."""
    loaded = load(options)
    targets = _targets(loaded, options.target)
    if options.write is not None:
        _check_written(options)
    talk = _Talk(as_text=options.format == "text", probe=options.probe)
    recordings = [_recorded(options.har, settings) for settings in targets]
    diagnoses = asyncio.run(_examined(zip(targets, recordings, strict=True), talk))
    if options.format == "json":
        sys.stdout.buffer.write(as_json(diagnoses))
    accepted = frozenset(options.accept)
    _check_accepted(accepted, diagnoses)
    if options.write is not None:
        _write(options, diagnoses, accepted)
    return 0 if all(one.well for one in diagnoses) else LOOK


def _targets(loaded: Config, name: str | None) -> Sequence[TargetSettings]:
    if name is None:
        return loaded.targets
    found = loaded.target(name)
    if found is None:
        names = ", ".join(target.name for target in loaded.targets)
        raise UsageError(f"there is no target {name!r}; the targets are: {names}")
    return (found,)


class _Talk:
    """What is said while targets are examined; nothing where only JSON is wanted."""

    def __init__(self, *, as_text: bool, probe: bool) -> None:
        self._as_text, self.probe = as_text, probe
        self._colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def before(self, settings: TargetSettings) -> None:
        """Say what will be done."""
        from vos_exporter.doctor.examination import plan  # noqa: PLC0415 - megabytes that serving never needs

        self._say(f"{plan(settings, probe=self.probe)}\n")

    def route(self, route: RouteFound) -> None:
        """Say how far it is."""
        self._say(telling.progress(route))

    def after(self, diagnosis: Diagnosis) -> None:
        """Say what was found."""
        self._say(f"\n{telling.story(diagnosis, colour=self._colour)}\n")

    def _say(self, text: str) -> None:
        if self._as_text:
            sys.stdout.write(text)
            sys.stdout.flush()


def _recorded(har: str | None, settings: TargetSettings) -> Mapping[str, bytes]:
    """What the target answered a browser.

    Raises:
        UsageError: the file is none that a browser saves.
    """
    try:
        return {} if har is None else recorded(Path(har), settings.url)
    except ValueError as error:
        raise UsageError(str(error)) from None


async def _examined(
    targets: Iterable[tuple[TargetSettings, Mapping[str, bytes]]], talk: _Talk
) -> list[Diagnosis]:
    """One target after the other, each with what a browser was answered there."""
    from vos_exporter.doctor.examination import examine  # noqa: PLC0415 - the same

    diagnoses = []
    for settings, answers in targets:
        talk.before(settings)
        diagnosis = await examine(settings, talk.route, probe=talk.probe, recorded=answers)
        talk.after(diagnosis)
        diagnoses.append(diagnosis)
    return diagnoses


def _check_written(options: argparse.Namespace) -> None:
    """Refuse, before anything is asked, what could not be written afterwards."""
    if not options.config_file:
        raise UsageError("--write needs --config.file: it writes a copy of that file")
    source, copy = Path(options.config_file), Path(options.write)
    if copy.exists():
        raise UsageError(f"{copy} is there already; name a new file: the doctor never writes over one")
    if copy.absolute().parent != source.absolute().parent:
        raise UsageError(f"write it beside {source}: paths in it are relative to its folder")


def _check_accepted(accepted: frozenset[str], diagnoses: Sequence[Diagnosis]) -> None:
    proposals = [one for diagnosis in diagnoses for one in diagnosis.proposals]
    for name in sorted(accepted):
        if not any(proposal.accepted(frozenset({name})) for proposal in proposals):
            known = ", ".join(proposal.about for proposal in proposals) or "none"
            raise UsageError(f"--accept {name}: nothing of that name is proposed; proposed are: {known}")


def _write(options: argparse.Namespace, diagnoses: Sequence[Diagnosis], accepted: frozenset[str]) -> None:
    """Write the copy: what is proven or accepted in force, the rest as comments."""
    source, copy = Path(options.config_file), Path(options.write)
    text = source.read_bytes().decode("utf-8-sig")
    for diagnosis in diagnoses:
        live = [one for one in diagnosis.proposals if one.proven or one.accepted(accepted)]
        guesses = [telling.amendment(one) for one in diagnosis.proposals if one not in live]
        values = [telling.amendment(one) for one in live]
        text = amended(text, diagnosis.target, values, guesses)
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, source.stat().st_mode & 0o777)
        file.write(text.encode())
    config.load(str(copy))
    sys.stderr.write(f"Wrote {copy}. Compare it with {source}, then run the doctor on it.\n")


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the flags of the command."""
    parser.set_defaults(log_level="error")  # what a log says of the requests is said better here
    add = parser.add_argument
    add("--target", metavar="NAME", help="only this target")
    add("--probe", action="store_true", help="also look for routes that are not where we assumed them")
    add("--har", metavar="FILE", help="what a browser was answered on VOS' own page, as it saves it")
    add("--format", choices=["text", "json"], default="text", help="form of the report (%(default)s)")
    add("--write", metavar="FILE", help="write the proposals into a copy of the configuration, comments kept")
    add(
        "--accept", metavar="CONCEPT", action="append", default=[],
        help="a guess that --write puts in force, as nodes.cpu, or cpu for every route; repeatable",
    )  # fmt: skip
