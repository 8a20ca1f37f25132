"""What a scrape hands back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vos_exporter.client import Reason
from vos_exporter.exposition import Encoded
from vos_exporter.scrape.ledger import Outcome, Rejection


@dataclass(slots=True)
class RouteReport:
    """What became of one selected route in one scrape.

    Attributes:
        outcome: see docs/architecture.md#outcomes.
        asked: a request was made, or would have been but for a missing token or budget.
        reason: why it failed.
        detail: a sentence about that, safe to show.
        status: HTTP status of the answer, if there was one.
        not_json: VOS answered 200 with something that is not JSON.
        started: seconds after the start of the scrape.
        duration: seconds of the request.
        size: bytes of the decoded body.
        items: items in the body.
        rejected: what was dropped of it.
        truncated: it held as many rows as were asked for; ``None`` where no limit is asked.
        rows: what was decoded, for relations and the topology.
        parts: the route's families, encoded.
        unmapped: state field to the raw values its map does not know.
        clock_skew: the Date header minus our clock, in seconds.
    """

    outcome: Outcome
    asked: bool = True
    reason: Reason | None = None
    detail: str = ""
    status: int | None = None
    not_json: bool = False
    started: float = 0.0
    duration: float | None = None
    size: int | None = None
    items: int | None = None
    rejected: Mapping[Rejection, int] = field(default_factory=dict)
    truncated: bool | None = None
    rows: Sequence[Any] = ()
    parts: Sequence[Encoded] = ()
    unmapped: Mapping[str, set[str]] = field(default_factory=dict)
    clock_skew: float | None = None


@dataclass(slots=True)
class Scrape:
    """One answer about one target.

    Attributes:
        parts: all its families, encoded, those about the scrape included.
        up: authenticated, and at least one route ``ok``.
        routes: a report per selected route, in the order of the route table.
        duration: seconds used.
        budget: seconds allowed.
    """

    parts: Sequence[Encoded]
    up: bool
    routes: Mapping[str, RouteReport]
    duration: float
    budget: float

    def summary(self) -> "Scrape":
        """This scrape without what fills memory: families and rows."""
        routes = {key: replace(report, rows=(), parts=()) for key, report in self.routes.items()}
        return replace(self, parts=(), routes=routes)

    @property
    def complete(self) -> bool:
        """No selected route failed or timed out."""
        return not any(r.outcome in (Outcome.FAILED, Outcome.TIMEOUT) for r in self.routes.values())
