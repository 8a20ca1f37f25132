"""How a moment is written."""

import datetime
import email.utils
import random
from collections.abc import Callable, Mapping
from typing import Any

from tests.kits.reading import NOW


def _iso(at: int, zone: datetime.timezone = datetime.UTC) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at, zone)


_EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
FORMS: Mapping[str, Callable[[int], Any]] = {
    "milliseconds": lambda at: at * 1000,
    "seconds": lambda at: at,
    "microseconds": lambda at: at * 1_000_000,
    "nanoseconds": lambda at: at * 1_000_000_000,
    "milliseconds as text": lambda at: str(at * 1000),
    "ISO": lambda at: _iso(at).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "ISO with a fraction": lambda at: _iso(at).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "ISO with an offset": lambda at: _iso(at, _EAST).isoformat(),
    "RFC 1123": lambda at: email.utils.formatdate(at, usegmt=True),
}


def past(rng: random.Random) -> int:
    """A moment in the weeks before now, in whole epoch seconds."""
    return int(NOW) - rng.randrange(60, 3_000_000)
