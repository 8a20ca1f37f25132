"""Times of the API: read by their magnitude and form, and told to people."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

EARLIEST, LATEST = 946_684_800.0, 4_102_444_800.0
"""The dates that are plausible, in seconds since the epoch: from 2000 to 2100."""

_LONGEST = 64
_LARGEST = LATEST * 1e9
_PER_SECOND = (1, 1e3, 1e6, 1e9)
_NUMBER = re.compile(r"[0-9]{9,20}(?:\.[0-9]+)?\Z", re.ASCII)
_TOO_FINE = re.compile(r"(\.[0-9]{6})[0-9]+")
_BARE_OFFSET = re.compile(r"([+-][0-9]{2})([0-9]{2})\Z")


def epoch_seconds(value: object) -> float | None:
    """``value`` in seconds since the epoch; ``None`` where it is no plausible date.

    A number, or a text of one, is seconds, milliseconds, microseconds or nanoseconds, whichever is a
    plausible date: at most one of them is. A text is ISO 8601, in UTC where it names no zone, or RFC 1123.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _by_magnitude(value)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    said = value.strip()
    if _NUMBER.match(said):
        return _by_magnitude(float(said))
    return _plausible(_iso(said) or _rfc1123(said))


def _by_magnitude(number: float) -> float | None:
    if abs(number) > _LARGEST:
        return None
    for factor in _PER_SECOND:
        if EARLIEST <= number / factor < LATEST:
            return number / factor
    return None


def _plausible(moment: datetime | None) -> float | None:
    if moment is None:
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return seconds if EARLIEST <= seconds < LATEST else None


def _iso(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_BARE_OFFSET.sub(r"\1:\2", _TOO_FINE.sub(r"\1", said)))
    except ValueError:
        return None


def _rfc1123(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said)
    except (ValueError, IndexError, OverflowError):
        return None


def stamp(milliseconds: float | None) -> str | None:
    """``milliseconds`` since the epoch as RFC 3339 in UTC; ``None`` where there are none a calendar knows."""
    if milliseconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds")
