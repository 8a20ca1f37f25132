"""What is remembered of a route over the life of its target: counters, its last reports, memory."""

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from vos_exporter.client import Reason
from vos_exporter.scrape.result import Outcome, Rejection, RouteReport
from vos_exporter.vos.decoding import Knowledge


@dataclass(slots=True)
class RouteLedger:
    """One route of one target, over all scrapes.

    Attributes:
        requests: times executed.
        successes: decoded 200s.
        errors: times in error, by reason; an unsupported answer is none.
        rejected: items, rows and series that were dropped, by reason.
        last: the report of the last time it was executed; none of the reports here holds rows or families.
        last_ok: that of the last time it was ``ok``.
        last_not_ok: that of the last time it was not.
        last_duration: seconds of the last request.
        recheck_at: an unsupported route is not asked before this (monotonic seconds).
        memory: what the collector kept at its last ``ok`` scrape.
        knowledge: what its answers taught about how they are told.
        refusal: what VOS said last that may mean that the route is not there; empty if it said none.
        refusals: how many times running it said that.
        turn: held while a collector reads the memory and until it is replaced.
    """

    requests: int = 0
    successes: int = 0
    errors: Counter[Reason] = field(default_factory=Counter)
    rejected: Counter[Rejection] = field(default_factory=Counter)
    last: RouteReport | None = None
    last_ok: RouteReport | None = None
    last_not_ok: RouteReport | None = None
    last_duration: float | None = None
    recheck_at: float = -math.inf
    memory: Any = None
    knowledge: Knowledge | None = None
    refusal: str = ""
    refusals: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def enter(self, report: RouteReport, recheck_at: float) -> None:
        """Count one execution and remember how it went.

        Args:
            report: what became of the route.
            recheck_at: when to ask again if it is unsupported (monotonic seconds).
        """
        self.requests += 1
        self.last = report.summary()
        if report.duration is not None:
            self.last_duration = report.duration
        self.rejected.update(report.rejected)
        self.refusals = self.times_refused(report)
        self.refusal = report.refusal
        if report.outcome is Outcome.OK:
            self.successes += 1
            self.last_ok = self.last
            return
        self.last_not_ok = self.last
        if report.outcome is Outcome.UNSUPPORTED:
            self.recheck_at = recheck_at
        elif report.reason is not None:
            self.errors[report.reason] += 1

    def times_refused(self, report: RouteReport) -> int:
        """How many times running VOS said what ``report`` has that may mean that the route is not there."""
        if not report.refusal:
            return 0
        return self.refusals + 1 if report.refusal == self.refusal else 1

    def waits(self, now: float) -> bool:
        """Whether it is unsupported and not to be asked yet, at ``now`` (monotonic seconds)."""
        return self.last is not None and self.last.outcome is Outcome.UNSUPPORTED and now < self.recheck_at
