"""What a body gave: rows, and everything that has to be said about how they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vos_exporter.vos.hints import Hint, Hints

T = TypeVar("T")

LOOK_EVERY = 600
"""Seconds between two close looks at an answer that is as expected."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What earlier answers of a route taught, so that the fast path can be taken.

    Attributes:
        absent: keys that rows lack, though nothing else says the same.
        keys: the keys of rows that were seen since start.
        plain: nothing was told under other keys than the known ones.
        at: the keys above the rows.
        unread: hints of the last close look.
        shape: paths and types that were seen since start.
        changes: times a path or a type appeared that was not there before.
        looked: when a close look was taken last, in seconds since the epoch.
    """

    absent: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    plain: bool = True
    at: tuple[str, ...] = ()
    unread: tuple[Hint, ...] = ()
    shape: frozenset[tuple[str, str]] = frozenset()
    changes: int = 0
    looked: float = 0.0

    def look_due(self, now: float) -> bool:
        """Whether it is time for a close look, at ``now`` in seconds since the epoch."""
        return not 0 <= now - self.looked < LOOK_EVERY


@dataclass(slots=True)
class Decoded(Generic[T]):
    """Rows that can be collected, and how many could not be.

    Attributes:
        rows: what is left, in the order of the body.
        items: how many items the body held.
        undecodable: items that are no object, or lack the key.
        duplicates: items whose key an earlier row already had.
        over_limit: items beyond the limit of rows.
        left_out: values of rows that are nested too deep, or stand under too long a key.
        truncated: VOS has more rows than these, or may have.
        next: where the next page is, as the server says it.
        hints: what was not understood.
        spelled: key of a public shape to the key that told it, where that is another one.
        knowledge: for the next answer.
    """

    rows: list[T]
    items: int
    undecodable: int = 0
    duplicates: int = 0
    over_limit: int = 0
    left_out: int = 0
    truncated: bool = False
    next: str | None = None
    hints: Hints = field(default_factory=Hints)
    spelled: Mapping[str, str] = field(default_factory=dict)
    knowledge: Knowledge = field(default_factory=Knowledge)
