"""How long a scrape may take: what Prometheus waits, less what is kept back (docs/architecture.md#budget)."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?")

GRACE = 0.8
"""The share of what is kept back in which the answer is put together."""

LEAST_GRACE = 0.25
"""Seconds for that, though less or nothing is kept back: without them every answer would miss something."""

ROOM = 1.5
"""Times as long as the last answer took to be put together, the next one may take."""

HEADER = "X-Prometheus-Scrape-Timeout-Seconds"


@dataclass(frozen=True, slots=True)
class Announced:
    """What Prometheus announced.

    Attributes:
        header: the value of :data:`HEADER`, if it was there; malformed is as good as missing.
        offset: seconds kept back for writing and sending the answer.
    """

    header: str | None = None
    offset: float = 0.0

    @classmethod
    def of(cls, headers: Mapping[str, str], offset: float) -> "Announced":
        """What a request with these ``headers`` announced."""
        return cls(headers.get(HEADER), offset)

    def after(self, finishing: float) -> "Announced":
        """The same, with enough kept back for a target whose last answer took so many seconds to finish."""
        return replace(self, offset=max(self.offset, ROOM * finishing))

    def budget(self, timeout: float) -> float:
        """Seconds a scrape may take of a target whose own limit is ``timeout`` seconds."""
        written = (self.header or "").strip()
        waits = float(written) if _NUMBER.fullmatch(written) else 0.0
        if not (math.isfinite(waits) and waits > 0):
            return timeout
        return min(timeout, max(waits - self.offset, waits / 2))

    @property
    def grace(self) -> float:
        """Seconds after the budget in which the answer must be put together; the rest is for sending it."""
        return max(LEAST_GRACE, GRACE * self.offset)
