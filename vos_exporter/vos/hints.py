"""What a body held that was not understood: names, types and paths, never a value.

A hint is for people: the status page, the story of a probe and the metrics tell it, and nothing else is
decided by it. A body that was fully understood gives none.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LIMIT = 256
"""Hints that are kept of one answer; the counts go on."""

LONGEST_PATH = 160
"""Characters of a path that are kept."""


class Kind(enum.StrEnum):
    """What was not understood."""

    UNREAD = "unread"
    """Nobody claims the key; a number there is shown as reported, anything else nowhere."""
    UNREADABLE = "unreadable"
    """The key is known, but what stands there cannot be what it tells."""
    NO_UNIT = "no_unit"
    """A number of a known concept that nothing says the unit of; it is shown as reported."""
    IMPLAUSIBLE = "implausible"
    """A number whose unit is known and that is physically impossible."""
    MISSING = "missing"
    """A concept that the shipped rules read, and no row had."""
    UNMAPPED = "unmapped"
    """A word that is neither plainly good nor plainly bad."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that was not understood.

    Attributes:
        kind: what about it.
        path: where it is: ``nodes[].cpu``; ``*`` stands for keys that are ids.
        type: what stands there: ``text``, ``number``, ``boolean``, ``list``, ``object``; empty for nothing.
        rows: in how many rows.
    """

    kind: Kind
    path: str
    type: str
    rows: int


@dataclass(slots=True)
class Hints:
    """What one answer of a route held that was not understood.

    Attributes:
        found: how the rows were found, in words.
        where: the path of a row, before the keys in it.
        totals: times each kind was noted, the ones beyond :data:`LIMIT` too.
    """

    found: str = ""
    where: str = ""
    totals: Counter[Kind] = field(default_factory=Counter)
    _noted: dict[tuple[Kind, str, str], int] = field(default_factory=dict)

    def note(self, kind: Kind, key: str, value: object = None, rows: int = 1) -> None:
        """Note that ``key`` of ``rows`` rows was not understood; of ``value`` only the type is kept."""
        self.totals[kind] += rows
        path = f"{self.where}.{key}" if self.where and key else self.where or key
        entry = kind, path[:LONGEST_PATH], type_name(value)
        if entry in self._noted or len(self._noted) < LIMIT:
            self._noted[entry] = self._noted.get(entry, 0) + rows

    def __iter__(self) -> Iterator[Hint]:
        return (Hint(*entry, rows) for entry, rows in self._noted.items())

    def __len__(self) -> int:
        return len(self._noted)

    def of(self, kind: Kind) -> list[Hint]:
        """The hints of one ``kind``."""
        return [hint for hint in self if hint.kind is kind]

    def paths(self, kind: Kind) -> int:
        """How many different paths have a hint of ``kind``."""
        return len({hint.path for hint in self.of(kind)})

    def include(self, others: Iterable[Hint]) -> None:
        """Take over ``others``, whose paths are whole."""
        where, self.where = self.where, ""
        for hint in others:
            self.totals[hint.kind] += hint.rows
            entry = hint.kind, hint.path, hint.type
            if entry in self._noted or len(self._noted) < LIMIT:
                self._noted[entry] = self._noted.get(entry, 0) + hint.rows
        self.where = where


def type_name(value: object) -> str:
    """What ``value`` is, in the words of JSON; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "number"
    return "object" if isinstance(value, Mapping) else "list"


def shape(rows: Iterable[Any], limit: int = 1_000) -> frozenset[tuple[str, str]]:
    """Paths and types in ``rows``, at most ``limit`` of them; null has no type of its own."""
    found: set[tuple[str, str]] = set()
    for row in rows:
        _add_shape(row, "", 4, found, limit)
    return frozenset(found)


def _add_shape(value: Any, path: str, depth: int, found: set[tuple[str, str]], limit: int) -> None:
    if value is None or len(found) >= limit:
        return
    found.add((path[:LONGEST_PATH], type_name(value)))
    if not depth:
        return
    if isinstance(value, Mapping):
        for key, child in list(value.items())[:limit]:
            _add_shape(child, f"{path}.{key}" if path else str(key), depth - 1, found, limit)
    elif isinstance(value, list):
        for child in value[:20]:
            _add_shape(child, f"{path}[]", depth - 1, found, limit)
