"""How long a scrape may take (design, section 4.2)."""

import math

HEADER = "X-Prometheus-Scrape-Timeout-Seconds"


def budget(header: str | None, timeout: float, offset: float) -> float:
    """Seconds a scrape may take.

    Args:
        header: what Prometheus says it waits; malformed is as good as missing.
        timeout: the target's own limit, in seconds.
        offset: seconds kept back for writing and sending the answer.
    """
    try:
        waits = float(header or "")
    except ValueError:
        return timeout
    if not (math.isfinite(waits) and waits > 0):
        return timeout
    return min(timeout, max(waits - offset, waits / 2))
