"""The recent scrapes of a target, failures kept longest: for people, never to answer a scrape."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vos_exporter.scrape.result import Outcome, Scrape

KEPT = 10
"""Of the scrapes that went well, and as many of those that did not."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A route that failed or timed out, and why in one sentence."""

    route: str
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class PastScrape:
    """One scrape, in short.

    Attributes:
        began_at: seconds since the epoch.
        duration: seconds used.
        budget: seconds allowed.
        up: what ``vos_up`` said.
        series: in the answer.
        outcomes: how many routes had each outcome.
        troubles: the routes that failed.
    """

    began_at: float
    duration: float
    budget: float
    up: bool
    series: int
    outcomes: Mapping[Outcome, int]
    troubles: Sequence[Trouble]

    @property
    def good(self) -> bool:
        """VOS let us in, and no route failed."""
        return self.up and not self.troubles


class History:
    """What a target's recent scrapes were like; a failure is only pushed out by later failures."""

    def __init__(self, kept: int = KEPT) -> None:
        self._good: deque[PastScrape] = deque(maxlen=kept)
        self._bad: deque[PastScrape] = deque(maxlen=kept)

    def add(self, scrape: Scrape) -> None:
        """Remember ``scrape``."""
        past = PastScrape(
            began_at=scrape.began_at,
            duration=scrape.duration,
            budget=scrape.budget,
            up=scrape.up,
            series=scrape.series,
            outcomes=Counter(report.outcome for report in scrape.routes.values()),
            troubles=tuple(
                Trouble(key, report.outcome, report.detail)
                for key, report in scrape.routes.items()
                if report.in_error
            ),
        )
        (self._good if past.good else self._bad).append(past)

    def newest_first(self) -> list[PastScrape]:
        """All that is remembered."""
        return sorted((*self._good, *self._bad), key=lambda past: -past.began_at)
