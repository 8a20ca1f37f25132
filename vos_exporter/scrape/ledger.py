"""What is remembered of a route over the life of its target: counters, the last request, memory."""

import asyncio
import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vos_exporter.client import Reason
from vos_exporter.vos.decoding import Knowledge

if TYPE_CHECKING:
    from vos_exporter.scrape.result import RouteReport


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


@dataclass(slots=True)
class RouteLedger:
    """One route of one target, over all scrapes.

    Attributes:
        requests: times executed.
        successes: decoded 200s.
        errors: times in error, by reason; an unsupported answer is none.
        rejected: items, rows and series that were dropped, by reason.
        outcome: what became of it last; ``None`` before the first scrape.
        was_ok: it was ``ok`` since start, so it can no longer be unsupported.
        recheck_at: an unsupported route is not asked before this (monotonic seconds).
        last_reason: why it failed last, if it did.
        last_status: of the last answer, if there was one.
        last_duration: seconds of the last request.
        last_size: bytes of the last decoded body.
        last_items: items in it.
        last_success: seconds since the epoch.
        last_error: one sentence, and when.
        truncated: the last body held as many rows as were asked for.
        memory: what the collector kept at its last ``ok`` scrape.
        knowledge: what its answers taught about how they are told.
        turn: held while a collector reads the memory and until it is replaced.
    """

    requests: int = 0
    successes: int = 0
    errors: Counter[Reason] = field(default_factory=Counter)
    rejected: Counter[Rejection] = field(default_factory=Counter)
    outcome: Outcome | None = None
    was_ok: bool = False
    recheck_at: float = 0.0
    last_reason: Reason | None = None
    last_status: int | None = None
    last_duration: float | None = None
    last_size: int | None = None
    last_items: int | None = None
    last_success: float | None = None
    last_error: tuple[float, str] | None = None
    truncated: bool | None = None
    memory: Any = None
    knowledge: Knowledge | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def enter(self, report: "RouteReport", now: float, recheck_at: float) -> None:
        """Count one execution and remember how it went.

        Args:
            report: what became of the route.
            now: seconds since the epoch.
            recheck_at: when to ask again if it is unsupported (monotonic seconds).
        """
        self.requests += 1
        self.outcome, self.last_reason = report.outcome, report.reason
        self.last_status = report.status
        if report.duration is not None:
            self.last_duration = report.duration
        self.rejected.update(report.rejected)
        if report.outcome is Outcome.OK:
            self.successes += 1
            self.was_ok = True
            self.last_success = now
            self.last_size, self.last_items = report.size, report.items
            self.truncated = report.truncated
            return
        self.last_error = (now, report.detail)
        if report.outcome is Outcome.UNSUPPORTED:
            self.recheck_at = recheck_at
        elif report.reason is not None:
            self.errors[report.reason] += 1
