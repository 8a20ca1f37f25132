"""What a scrape hands back: made once, and never changed after."""

import enum
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vos_exporter.client import Reason
from vos_exporter.collectors.base import Findings
from vos_exporter.exposition import Encoded
from vos_exporter.vos.decoding import Decoded


class Outcome(enum.StrEnum):
    """What became of a route in a scrape (docs/architecture.md#outcomes)."""

    OK = "ok"
    FAILED = "failed"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    DISABLED = "disabled"


class Rejection(enum.StrEnum):
    """Why something VOS sent is not in the answer."""

    DECODE = "decode"
    DUPLICATE = "duplicate"
    LIMIT = "limit"
    FIELD = "field"
    IMPLAUSIBLE = "implausible"


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one body gave.

    Attributes:
        decoded: its rows, and how many could not be.
        findings: what the collector said beside its families.
        parts: the route's families, encoded.
        truncated: VOS has more rows than it gave, or may have.
        rejected: what was dropped of it.
        timeless: the collector asked for nothing that changes from scrape to scrape.
    """

    decoded: Decoded[Any]
    findings: Findings
    parts: Sequence[Encoded]
    truncated: bool
    rejected: Mapping[Rejection, int]
    timeless: bool = False

    def summary(self) -> "Reading":
        """This reading without what fills memory: rows, families, lines of a log stream."""
        decoded = replace(self.decoded, rows=[])
        return replace(self, decoded=decoded, findings=replace(self.findings, kept=None, events=[]), parts=())


@dataclass(frozen=True, slots=True)
class Related:
    """Everything one relation gave.

    Attributes:
        parts: its families, encoded.
        rejected: what was dropped of them.
        timeless: it asked for nothing that changes from scrape to scrape.
    """

    parts: Sequence[Encoded]
    rejected: Mapping[Rejection, int]
    timeless: bool


class Stage(enum.StrEnum):
    """What is done after the routes are in, within the time that is kept back for it."""

    RELATE = "relate"
    MERGE = "merge"
    ASSEMBLE = "assemble"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteReport:
    """What became of one selected route in one scrape.

    Attributes:
        outcome: in one word (docs/architecture.md#outcomes).
        reason: why it failed; ``None`` if it did not.
        detail: a sentence about that, safe to show.
        started: when it was asked, or would have been but for a missing token or budget: seconds after the
            scrape began; ``None`` if it was not to be asked.
        ended_at: when that was over, in seconds since the epoch.
        duration: seconds of the request; ``None`` if none was made.
        status: HTTP status of the answer, if there was one.
        size: bytes of the decoded body, if it was complete.
        not_json: VOS answered 200 with something that is not JSON.
        refusal: what VOS said, if that may mean that the route is not there: a client error, an error object.
        clock_skew: the Date header minus our clock, in seconds.
        reading: what the body gave; only of a route that is ``ok``.
        recalled: the body is that of last time, and was not read again.
    """

    outcome: Outcome
    reason: Reason | None = None
    detail: str = ""
    started: float | None = None
    ended_at: float = 0.0
    duration: float | None = None
    status: int | None = None
    size: int | None = None
    not_json: bool = False
    refusal: str = ""
    clock_skew: float | None = None
    reading: Reading | None = None
    recalled: bool = False

    @property
    def asked(self) -> bool:
        """Whether this counts as an execution of the route."""
        return self.started is not None

    @property
    def items(self) -> int | None:
        """Items in the body, if it could be read."""
        return None if self.reading is None else self.reading.decoded.items

    @property
    def truncated(self) -> bool | None:
        """Whether VOS has more rows than it gave, or may have, if the body could be read."""
        return None if self.reading is None else self.reading.truncated

    @property
    def rejected(self) -> Mapping[Rejection, int]:
        """What was dropped of the body."""
        return {} if self.reading is None else self.reading.rejected

    @property
    def in_error(self) -> bool:
        """Whether it failed or timed out."""
        return self.outcome in (Outcome.FAILED, Outcome.TIMEOUT)

    def summary(self) -> "RouteReport":
        """This report without what fills memory."""
        return self if self.reading is None else replace(self, reading=self.reading.summary())


@dataclass(frozen=True, slots=True)
class Scrape:
    """One answer about one target.

    Attributes:
        began_at: seconds since the epoch.
        duration: seconds used.
        budget: seconds allowed.
        up: authenticated, and at least one route ``ok``.
        routes: a report per selected route, in the order of the route table.
        clock_skew: clock of VOS minus ours in seconds, if VOS said.
        unmapped: state or severity field to the raw values its map does not know.
        parts: all families, each once, encoded.
        late: the stages that were not done in time, so that something is missing.
        finishing: seconds from the last route to here.
        bodies: what has been made of the parts for one of those who share the scrape, for the others.
    """

    began_at: float
    duration: float
    budget: float
    up: bool
    routes: Mapping[str, RouteReport]
    clock_skew: float | None
    unmapped: Mapping[str, Collection[str]]
    parts: Sequence[Encoded] = field(repr=False)
    late: frozenset[Stage] = frozenset()
    finishing: float = 0.0
    bodies: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def summary(self) -> "Scrape":
        """This scrape without what fills memory: families and reports."""
        return replace(self, parts=(), routes={}, bodies={})

    @property
    def series(self) -> int:
        """Series in the answer."""
        return sum(part.series for part in self.parts)

    @property
    def complete(self) -> bool:
        """No selected route failed or timed out."""
        return not any(report.in_error for report in self.routes.values())


def readings(reports: Mapping[str, RouteReport]) -> dict[str, Reading]:
    """Route key to what the body of each route that is ``ok`` gave."""
    return {key: report.reading for key, report in reports.items() if report.reading is not None}


def rows_by_route(reports: Mapping[str, RouteReport]) -> dict[str, Sequence[Any]]:
    """Route key to the rows of each route that is ``ok``."""
    return {key: reading.decoded.rows for key, reading in readings(reports).items()}
