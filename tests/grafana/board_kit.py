"""The committed dashboards, read for the tests."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[2]
GRAFANA = ROOT / "grafana"
OUT = GRAFANA / "out"

DURATIONS = {"$__rate_interval": "8m", "$__range": "24h"}
CHOICES = dict.fromkeys(
    ("job", "instance", "service_id", "cloudlink_group_id", "rf_input_id", "exporter"), ".+"
)

MAY_BE_EMPTY: Mapping[tuple[str, str], str] = {
    ("vos-overview", "Channels needing attention"): "control-state: a channel is OFF against expectation",
    ("vos-overview", "Firing alerts by area"): "any of the others: alerts fire",
    ("vos-cloudlinks", "Groups not whole"): "uplink-lost: one of two cloud links is LOST",
    ("vos-cloudlinks", "Silent outputs by link"): "silent-output: an output sends nothing",
    ("vos-origin", "Members that do not work"): "ingest-stuck: an ingest point is INITIALIZING",
    ("vos-nodes", "Restarted channels"): "node-gone: its pods move to another node",
    ("vos-audit", "Channels with one source"): "services say so: a service with one source",
    ("vos-audit", "Channels that reach nobody"): "services say so: a service without destination",
    ("vos-audit", "Channels without owner"): "no rule of the configuration names an owner",
    ("vos-audit", "Sources without slate"): "sources say so: a source without slate",
    ("vos-audit", "Sources VOS does not monitor"): "sources say so: a source with enableMonitoring false",
    ("vos-audit", "Sources nobody uses"): "services say so: no service refers to a source",
    ("vos-audit", "Destinations nobody uses"): "services say so: no service refers to a destination",
    ("vos-audit", "Routes we do not read"): "a disabled route and one that answers 404",
    ("vos-exporter", "Rejected items"): "duplicate: rows with the same id",
    ("vos-exporter", "As reported, unit unknown"): "rf_settings without a unit",
}
"""Tables that are empty when nothing is wrong, and the fault that fills them."""


class Target(NamedTuple):
    """One query of one panel."""

    board: str
    panel: str
    ref: str
    kind: str
    expr: str
    instant: bool

    @property
    def name(self) -> str:
        """For a person."""
        return f"{self.board}: {self.panel} {self.ref}"


@functools.cache
def boards() -> dict[str, dict[str, Any]]:
    """Every committed board by its uid."""
    found = [json.loads(path.read_text()) for path in sorted(OUT.glob("*.json"))]
    return {board["uid"]: board for board in found}


def panels() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every panel that draws something, with its board."""
    for board in boards().values():
        for panel in board["panels"]:
            if panel["type"] != "row":
                yield board, panel


def targets() -> list[Target]:
    """Every query of every panel."""
    return [
        Target(
            board["uid"], panel["title"], target["refId"], panel["type"], target["expr"], target["instant"]
        )
        for board, panel in panels()
        for target in panel["targets"]
    ]


def annotations() -> list[tuple[str, str, str]]:
    """Board, name and query of every annotation."""
    return [
        (board["uid"], annotation["name"], annotation["expr"])
        for board in boards().values()
        for annotation in board["annotations"]["list"]
    ]


_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


def filled(expr: str, choices: Mapping[str, str] = CHOICES) -> str:
    """``expr`` as Grafana sends it.

    Raises:
        KeyError: the query has a variable nobody knows.
    """
    for name, duration in DURATIONS.items():
        expr = expr.replace(name, duration)
    return _VARIABLE.sub(lambda match: choices[match[1]], expr)


class Exclusion(NamedTuple):
    """What ``.lint`` allows, and why."""

    rule: str
    board: str
    panel: str


@functools.cache
def lint_file() -> dict[str, Any]:
    """``grafana/out/.lint``, where the dashboard linter looks for it."""
    return dict(yaml.safe_load((OUT / ".lint").read_text())["exclusions"])


def excluded() -> set[Exclusion]:
    """Every exclusion of ``.lint``."""
    return {
        Exclusion(rule, entry["dashboard"], entry["panel"])
        for rule, excluded in lint_file().items()
        for entry in excluded["entries"]
    }
