"""Counting each row of a log once over scrapes, in bounded memory.

The first read is the baseline and counts nothing. Afterwards a row counts when its key is new, unless it may
be an old row that surfaced: after a truncated answer only rows that are newer than its newest count.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import filterfalse

REMEMBERED = 20_000
"""Keys we remember at most; those of the answer at hand always stay, and the limit of rows bounds them."""

_PRUNED_TO = 15_000
"""Keys that are left when there are too many: fewer than may be, so that not every scrape has to prune."""

_NEVER = float("-inf")
"""Earlier than any row, in epoch milliseconds."""

_FUTURE = 24 * 3_600_000.0
"""Milliseconds a row's time may be ahead of our clock; one beyond would hide every row until then."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen up to a scrape. Never changed in place: a scrape that is not committed leaves no trace.

    Attributes:
        seen: key of a row to its time in epoch milliseconds, or to that of its first scrape.
        floor: rows up to this time count no more: some of them were hidden, or are forgotten.
        newest: the latest time of a row so far.
        truncated: the last answer was cut.
    """

    seen: Mapping[int, float] = field(default_factory=dict)
    floor: float = _NEVER
    newest: float = _NEVER
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """What one answer adds: the memory after it, and the keys that count, in the order of the answer."""

    after: Observed
    fresh: Mapping[int, None]


def observe(
    before: Observed | None, rows: Iterable[tuple[int, float | None]], truncated: bool, now: float
) -> Observation:
    """Tell the rows of one answer that were never seen.

    Args:
        before: the memory of the last committed scrape; ``None`` at the first, which is the baseline.
        rows: key and time in epoch milliseconds of each row; ``None`` where a row says no time.
        truncated: VOS may have more rows than these.
        now: when the scrape began, in epoch seconds.
    """
    old = before or Observed()
    horizon = now * 1000 + _FUTURE
    present = {key: created if created is None or created < horizon else None for key, created in rows}
    unseen = {key: present[key] for key in filterfalse(old.seen.__contains__, present)}
    # A cut answer may show rows that were hidden before, when newer ones above them are gone: what is not
    # newer than the newest row so far may be such a one, and does not count as if it had just happened.
    floor = max(old.floor, old.newest) if truncated else old.floor
    # A row without time cannot be told from one that was hidden, be it by this answer or by the last.
    timeless_count = not (truncated or old.truncated)
    fresh = {
        key: None
        for key, created in unseen.items()
        if before is not None and (timeless_count if created is None else created > floor)
    }
    newest = max((created for created in present.values() if created is not None), default=_NEVER)
    newest = max(newest, old.newest)
    seen = dict(old.seen)
    seen.update((key, now * 1000 if created is None else created) for key, created in unseen.items())
    seen, forgotten = _pruned(seen, present)
    # What was forgotten must not count again when it comes back, so the floor rises to it.
    after = Observed(seen, max(forgotten, newest if truncated else old.floor, old.floor), newest, truncated)
    return Observation(after, fresh)


def _pruned(seen: dict[int, float], present: Mapping[int, object]) -> tuple[dict[int, float], float]:
    """``seen`` within its bound, and the latest time that was forgotten; both in epoch milliseconds."""
    if len(seen) <= REMEMBERED:
        return seen, _NEVER
    # Rows of this answer will be in the next, too: only what is gone may be forgotten, the oldest first.
    absent = {key: time for key, time in seen.items() if key not in present}
    room = max(0, _PRUNED_TO - (len(seen) - len(absent)))
    kept = set(heapq.nlargest(room, absent, key=absent.__getitem__))
    forgotten = max((time for key, time in absent.items() if key not in kept), default=_NEVER)
    return {key: time for key, time in seen.items() if key in present or key in kept}, forgotten
