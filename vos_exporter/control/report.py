"""What a person or a machine reads: tables, differences, results."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from vos_exporter.control.applying import Outcome, Result
from vos_exporter.control.kinds import CONTROL_STATE, Kind
from vos_exporter.control.objects import RawObject, differences, leaves, place
from vos_exporter.control.plan import Step
from vos_exporter.control.secrecy import hidden, shown

_WIDEST = 60
"""Characters of a value in a table; the whole is in JSON."""

COLUMNS: Mapping[Kind, Mapping[str, str]] = {
    Kind.SERVICES: {"STATE": CONTROL_STATE, "PROGRAM": "programNum", "PROFILE": "profileId"},
    Kind.SOURCES: {"INPUTS": "inputs", "MONITORING": "enableMonitoring"},
    Kind.DESTINATIONS: {"TYPE": "type", "OUTPUTS": "outputs", "PROFILE": "destinationProfileId"},
}
"""Title and key of the columns beside name and id; of a list the number of its items."""


def say(*lines: str) -> None:
    """Write lines to standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def say_json(value: Any) -> None:
    """Write one JSON value to standard output."""
    say(json.dumps(value, indent=2))


def table(titles: Sequence[str], rows: Iterable[Sequence[Any]], widest: int = _WIDEST) -> Iterator[str]:
    """Lines with aligned columns; nothing in them steers a terminal."""
    cells = [list(titles), *([_cell(value, widest) for value in row] for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(titles))]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(value: Any, widest: int = _WIDEST) -> str:
    if value is None:
        return "-"
    text = str(len(value)) if isinstance(value, list) else shown(value)
    return text if len(text) <= widest else text[: widest - 3] + "..."


def listing(kind: Kind, objects: Sequence[RawObject], profiles: Mapping[Any, str]) -> Iterator[str]:
    """The table of ``vosctl KIND list``; ``profiles`` are their names by id."""
    columns = COLUMNS[kind]
    rows = []
    for each in sorted(objects, key=lambda each: each.name):
        values = [each.value.get(key) for key in columns.values()]
        named = [profiles.get(value, value) if isinstance(value, str) else value for value in values]
        rows.append([each.name, *named, each.id])
    return table(["NAME", *columns, "ID"], rows)


def details(value: Any) -> Iterator[str]:
    """Every value of an object with its place, without secrets."""
    return table(("KEY", "VALUE"), [(place(path), leaf) for path, leaf in leaves(hidden(value))])


def exported(kind: Kind, objects: Sequence[RawObject], form: str) -> str:
    """Objects as ``plan`` takes them; secrets are not in it and stay what they are when it comes back."""
    document = {kind.value: [hidden(each.value) for each in objects]}
    if form == "json":
        return json.dumps(document, indent=2) + "\n"
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def step_lines(step: Step) -> Iterator[str]:
    """A step field by field."""
    wanted = hidden(step.wanted)
    if step.adds:
        yield f"+ {step.kind.one} {shown(step.name)} ({step.id}), new, after {shown(step.like)}"
        form = "    {place}: {after}   ({like}: {before})"
    else:
        yield f"~ {step.kind.one} {shown(step.name)} ({shown(step.id)})"
        form = "    {place}: {before} -> {after}"
    for path, before, after in differences(step.before, wanted):
        for below, leaf in leaves(after, path):
            yield form.format(
                place=shown(place(below)),
                before=_named(before, step.names),
                after=_named(leaf, step.names),
                like=shown(step.like),
            )
    yield from (f"  ! {shown(note)}" for note in step.notes)


def _named(value: Any, names: Mapping[str, str]) -> str:
    """A value, and what it is called if it is an id."""
    name = names.get(value) if isinstance(value, str) else None
    return f"{_cell(name)} ({shown(value)})" if name else _cell(value)


def plan_lines(steps: Sequence[Step], unchanged: Sequence[str]) -> Iterator[str]:
    """A plan for a person."""
    for step in steps:
        yield from step_lines(step)
    yield from (f"= {label}: as wanted already" for label in unchanged)
    yield f"{len(steps)} to change, {len(unchanged)} as wanted" if steps else "nothing to do"


def result_line(result: Result) -> str:
    """What became of a step."""
    rest = f": {shown(result.detail)}" if result.detail else ""
    return f"{result.step.kind.one} {shown(result.step.name)}: {result.outcome.value}{rest}"


def way_back(results: Sequence[Result], rollback: Path | None) -> Iterator[str]:
    """What to know afterwards: what was not done, and how to go back."""
    undone = [result for result in results if not result.outcome.goes_on]
    if undone:
        yield f"stopped: {len(results) - len(undone)} of {len(results)} done or as wanted before"
    if rollback is not None:
        yield f"to go back: vosctl apply {rollback}"
    added = [
        each.step for each in results if each.step.adds and each.outcome in (Outcome.DONE, Outcome.PENDING)
    ]
    if added:
        names = ", ".join(f"{step.kind.one} {shown(step.name)}" for step in added)
        yield f"going back switches new services off and removes nothing; remove in VOS itself: {names}"


def results_as_json(results: Sequence[Result], rollback: Path | None) -> Any:
    """Results for a machine."""
    return {
        "results": [
            {
                "kind": result.step.kind.one,
                "id": result.step.id,
                "name": result.step.name,
                "outcome": result.outcome.value.replace(" ", "_"),
                "detail": result.detail,
            }
            for result in results
        ],
        "rollback": None if rollback is None else str(rollback),
    }
