"""Times of the API for people."""

from datetime import UTC, datetime


def stamp(milliseconds: float | None) -> str | None:
    """``milliseconds`` since the epoch as RFC 3339 in UTC; ``None`` where there are none a calendar knows."""
    if milliseconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds")
