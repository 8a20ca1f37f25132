"""How long a scrape may take: what Prometheus waits, less what is kept back (docs/architecture.md#budget)."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?")

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

    def budget(self, timeout: float) -> float:
        """Seconds a scrape may take of a target whose own limit is ``timeout`` seconds."""
        written = (self.header or "").strip()
        waits = float(written) if _NUMBER.fullmatch(written) else 0.0
        if not (math.isfinite(waits) and waits > 0):
            return timeout
        return min(timeout, max(waits - self.offset, waits / 2))
