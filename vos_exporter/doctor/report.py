"""What the doctor found out about one target, as data: names, types and sentences, no secret, no body."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from vos_exporter import __version__
from vos_exporter.doctor.concepts import Told
from vos_exporter.doctor.findings import Finding, Proposal, Severity

FORMAT = 1
"""Grows when a reader of the JSON has to change."""


class Outcome(enum.StrEnum):
    """What became of one route."""

    READ = "read"
    NOT_READ = "not_read"
    NOT_THERE = "not_there"
    NOT_ASKED = "not_asked"


class Answer(enum.StrEnum):
    """How much of a page of the connector this system answers."""

    WHOLE = "whole"
    PART = "part"
    NOTHING = "nothing"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class RouteFound:
    """One route, as this system answers it.

    Attributes:
        key, page, path: which it is, whose page it answers, where it was asked.
        outcome: what became of it.
        status: HTTP status, if it answered.
        seconds: until the whole answer was there.
        bytes: of the body, decompressed.
        rows: items of the body.
        rows_are: how the rows were found, in words.
        more_rows: VOS has more rows than it answered, or may have.
        told: the concepts.
        missing: concepts that the shipped rules read, and no row tells.
        unread: paths that nobody reads.
        words: state field to the words that have no verdict.
    """

    key: str
    page: str
    path: str
    outcome: Outcome
    status: int | None = None
    seconds: float | None = None
    bytes: int | None = None
    rows: int | None = None
    rows_are: str = ""
    more_rows: bool = False
    told: Sequence[Told] = ()
    missing: Sequence[str] = ()
    unread: Sequence[str] = ()
    words: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Diagnosis:
    """What was found out about one target."""

    target: str
    findings: list[Finding] = field(default_factory=list)
    routes: list[RouteFound] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Nothing was found that somebody should look at."""
        return all(finding.severity is Severity.INFORMATION for finding in self.findings)

    def pages(self) -> dict[str, Answer]:
        """Page of the connector to how much of it is answered."""
        waiting = {finding.about for finding in self.findings if finding.severity is not Severity.INFORMATION}
        pages: dict[str, list[RouteFound]] = {}
        for route in self.routes:
            pages.setdefault(route.page, []).append(route)
        return {page: _answered(routes, waiting) for page, routes in pages.items()}


def _answered(routes: Sequence[RouteFound], waiting: set[str]) -> Answer:
    asked = [route for route in routes if route.outcome is not Outcome.NOT_ASKED]
    read = [route for route in asked if route.outcome is Outcome.READ]
    if not asked:
        return Answer.NOT_ASKED
    if not read:
        return Answer.NOTHING
    whole = len(read) == len(asked) and not any(route.key in waiting for route in read)
    return Answer.WHOLE if whole else Answer.PART


def as_json(diagnoses: Iterable[Diagnosis]) -> bytes:
    """All of it, for machines and for an issue."""
    targets: list[dict[str, Any]] = [
        {
            "target": one.target,
            "well": one.well,
            "pages": one.pages(),
            "findings": one.findings,
            "routes": one.routes,
            "proposals": one.proposals,
        }
        for one in diagnoses
    ]
    whole = {"format": FORMAT, "vos_exporter": __version__, "targets": targets}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
