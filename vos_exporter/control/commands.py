"""The commands of ``vosctl``; every one is a few lines over a function elsewhere."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vos_exporter.clock import SYSTEM_CLOCK
from vos_exporter.config import TargetSettings
from vos_exporter.control import report
from vos_exporter.control.api import Api
from vos_exporter.control.applying import Applier, Outcome, Result
from vos_exporter.control.consent import consent
from vos_exporter.control.errors import ControlError
from vos_exporter.control.evidence import BEHAVIOUR, CALLS
from vos_exporter.control.journal import Journal, time_text, who
from vos_exporter.control.kinds import ACTIVE, CONTROL_STATE, OFF, Kind
from vos_exporter.control.objects import RawObject
from vos_exporter.control.plan import FORMAT, Plan, Step, read_plan, write_plan
from vos_exporter.control.planning import Planner, steps_as_json
from vos_exporter.control.secrecy import hidden
from vos_exporter.control.separation import refuse_shared_credentials
from vos_exporter.control.settings import Settings, load
from vos_exporter.control.system import System
from vos_exporter.control.wanted import Wanted, read_wanted

ERROR, CHANGES, PENDING, STALE = 1, 2, 3, 4
EXIT_CODES = {Outcome.PENDING: PENDING, Outcome.STALE: STALE, Outcome.REFUSED: ERROR, Outcome.FAILED: ERROR}


def _settings(options: argparse.Namespace) -> tuple[Settings, TargetSettings]:
    """The settings and the system that is meant, with credentials of its own."""
    settings = load(options.config_file, os.environ)
    target = settings.target(options.target)
    refuse_shared_credentials(target, settings, os.environ)
    return settings, target


def objects(options: argparse.Namespace) -> int:
    """``vosctl KIND list|show|export``."""
    settings, target = _settings(options)
    found, profiles = asyncio.run(_objects(options, settings, target))
    kind: Kind = options.kind
    if options.action == "export":
        sys.stdout.write(report.exported(kind, found, "json" if options.format == "json" else "yaml"))
    elif options.format == "json":
        report.say_json([hidden(each.value) for each in found])
    elif options.action == "list":
        report.say(*report.listing(kind, found, profiles))
    else:
        for each in found:
            report.say(*report.details(each.value))
    return 0


async def _objects(
    options: argparse.Namespace, settings: Settings, target: TargetSettings
) -> tuple[Sequence[RawObject], Mapping[Any, str]]:
    """The objects that are meant; for a table of all also the names of the profiles by id."""
    kind: Kind = options.kind
    if options.action == "show" and not options.names:
        raise ControlError(f"say which {kind.one}: vosctl {kind.value} show NAME")
    if options.action == "list" and options.names:
        raise ControlError(f"list takes no name; try `vosctl {kind.value} show {options.names[0]}`")
    async with Api(target, settings) as api:
        system = System(api)
        if options.names:
            return [await system.found(kind.value, name) for name in options.names], {}
        found = await system.objects(kind.value)
        if options.action != "list" or kind is Kind.SOURCES or options.format == "json":
            return found, {}
        return found, {profile.id: profile.name for profile in await system.objects("profiles")}


def plan(options: argparse.Namespace) -> int:
    """``vosctl plan``: 2 if there are changes."""
    settings, target = _settings(options)
    wanted = [each for file in options.files for each in read_wanted(file)]
    steps, unchanged = asyncio.run(_planned(options, settings, target, wanted))
    if options.output:
        write_plan(_whole(target, steps), Path(options.output))
    if options.format == "json":
        report.say_json({"steps": steps_as_json(steps), "unchanged": unchanged, "plan": options.output})
    else:
        report.say(*report.plan_lines(steps, unchanged))
        if steps:
            report.say(
                f"to do it: vosctl apply {options.output}" if options.output else "save it with -o PLAN"
            )
    return CHANGES if steps else 0


async def _planned(
    options: argparse.Namespace, settings: Settings, target: TargetSettings, wanted: Sequence[Wanted]
) -> tuple[tuple[Step, ...], list[str]]:
    async with Api(target, settings) as api:
        planner = Planner(api, System(api), options.like, send_masked=options.send_masked)
        return await planner.plan(wanted)


def _whole(target: TargetSettings, steps: tuple[Step, ...]) -> Plan:
    return Plan(FORMAT, target.name, target.url, time_text(SYSTEM_CLOCK.wall()), who(), steps)


def apply(options: argparse.Namespace) -> int:
    """``vosctl apply``: asks nothing, the saved plan was the question."""
    settings, target = _settings(options)
    planned = read_plan(options.plan)
    if planned.url != target.url:
        raise ControlError(
            f"{options.plan}: this plan is for {planned.target} ({planned.url}), not for {target.name}"
            f" ({target.url})"
        )
    return _done(options, settings, target, planned.steps)


def activate(options: argparse.Namespace) -> int:
    """``vosctl activate``."""
    return _switch(options, ACTIVE)


def deactivate(options: argparse.Namespace) -> int:
    """``vosctl deactivate``."""
    return _switch(options, OFF)


def _switch(options: argparse.Namespace, state: str) -> int:
    """Plan, ask, do."""
    settings, target = _settings(options)
    steps, unchanged = asyncio.run(_switched(options.names, state, settings, target))
    if options.format != "json":
        report.say(*report.plan_lines(steps, unchanged))
    _refuse_kinds(settings, steps)
    if steps:
        consent([step.name for step in steps], options.confirm)
    return _done(options, settings, target, steps)


async def _switched(
    names: Sequence[str], state: str, settings: Settings, target: TargetSettings
) -> tuple[tuple[Step, ...], list[str]]:
    async with Api(target, settings) as api:
        system = System(api)
        ids = dict.fromkeys([(await system.found(Kind.SERVICES.value, name)).id for name in names])
        wanted = [Wanted(Kind.SERVICES, {"id": id, CONTROL_STATE: state}, id) for id in ids]
        return await Planner(api, system).plan(wanted)


def _refuse_kinds(settings: Settings, steps: Sequence[Step]) -> None:
    """Write only what the configuration allows.

    Raises:
        ControlError: a step is of another kind.
    """
    refused = sorted({step.kind.value for step in steps} - {kind.value for kind in settings.allow})
    if refused:
        raise ControlError(
            f"the configuration does not allow to write {' or '.join(refused)}; nothing was written. Whoever"
            " may decide it adds them to `allow:` in vosctl.yml (or VOSCTL_ALLOW)"
        )


def _done(
    options: argparse.Namespace, settings: Settings, target: TargetSettings, steps: tuple[Step, ...]
) -> int:
    """Do ``steps`` and tell of them; the exit code is that of the first that is not done."""
    _refuse_kinds(settings, steps)
    journal = Journal(settings.state_dir, target)
    as_text = options.format != "json"
    try:
        results = asyncio.run(_applied(settings, target, journal, steps, as_text))
    except BaseException:
        if journal.rollback is not None:
            sys.stderr.write(f"vosctl: to go back: vosctl apply {journal.rollback}\n")
        raise
    if as_text:
        report.say(*report.way_back(results, journal.rollback))
    else:
        report.say_json(report.results_as_json(results, journal.rollback))
    bad = [result.outcome for result in results if not result.outcome.goes_on]
    return next((EXIT_CODES[outcome] for outcome in bad if outcome in EXIT_CODES), 0)


async def _applied(
    settings: Settings, target: TargetSettings, journal: Journal, steps: tuple[Step, ...], as_text: bool
) -> list[Result]:
    async with Api(target, settings) as api:
        applier = Applier(api, journal, settings.pause, settings.settle)
        if as_text:
            applier.tell = lambda result: report.say(report.result_line(result))
        return await applier.apply(steps)


def evidence(options: argparse.Namespace) -> int:
    """``vosctl evidence``: needs no system."""
    if options.format == "json":
        calls = [dict(zip(("call", "does", "evidence"), row, strict=True)) for row in CALLS]
        report.say_json({"calls": calls, "behaviour": BEHAVIOUR})
        return 0
    report.say(*report.table(("CALL", "DOES", "EVIDENCE"), CALLS, widest=200), "")
    report.say(*(f"{what}: {how}" for what, how in BEHAVIOUR.items()))
    return 0
