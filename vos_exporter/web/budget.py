"""How long a scrape may take (docs/architecture.md#budget)."""

import math
import re

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,2})?")

HEADER = "X-Prometheus-Scrape-Timeout-Seconds"


def budget(header: str | None, timeout: float, offset: float) -> float:
    """Seconds a scrape may take.

    Args:
        header: what Prometheus says it waits; malformed is as good as missing.
        timeout: the target's own limit, in seconds.
        offset: seconds kept back for writing and sending the answer.
    """
    written = (header or "").strip()
    waits = float(written) if _NUMBER.fullmatch(written) else 0.0
    if not (math.isfinite(waits) and waits > 0):
        return timeout
    return min(timeout, max(waits - offset, waits / 2))
