"""Concepts, and the keys they are told under.

A table says which concepts the rows of a body have, and under which keys, best first. A key may also say a
unit (``cpuPercent``), stand below a word that says nothing (``usage.cpu``) or above one (``cpu.value``), and
is compared without case and separators. What the operator says comes first.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from vos_exporter.vos.numbers import Measure
from vos_exporter.vos.states import Words
from vos_exporter.vos.units import BY_UNIT, Unit

ID = "id"
"""The concept by which the operator overrides how a row is identified."""


class Kind(enum.StrEnum):
    """What a concept is."""

    TEXT = "text"
    LIST = "list"
    TIME = "time"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One concept of a table.

    Attributes:
        concept: its name in the configuration.
        keys: what it is told under, best first, without units.
        kind: what it is.
        measure: how its numbers are read.
        words: how its words are read.
        spoken: whole keys that say their unit and are no key of ``keys`` with a unit at its end.
        part_of: the concept that is the whole of it: both together give a ratio.
        used: the keys of ``keys`` that say that it is a part which is used.
        unit: what the operator says it is counted in.
        scale: what the operator multiplies it by.
        own: how many of ``keys`` are the operator's; unit and scale are about these only, if there are any.
        watched: the shipped rules read it.
    """

    concept: str
    keys: tuple[str, ...]
    kind: Kind = Kind.TEXT
    measure: Measure | None = None
    words: Words | None = None
    spoken: tuple[tuple[str, Unit], ...] = ()
    part_of: str | None = None
    used: tuple[str, ...] = ()
    unit: Unit | None = None
    scale: float = 1
    own: int = 0
    watched: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units a key of it may say, the best known first."""
        bases = self.measure.bases if self.measure else ()
        return tuple(row.unit for row in BY_UNIT.values() if row.base in bases and row.keys)


def text(concept: str, *keys: str) -> Field:
    """A concept that is a text."""
    return Field(concept, keys)


def numeric(concept: str, keys: Sequence[str], measure: Measure, **more: Any) -> Field:
    """A concept that is a number."""
    return Field(concept, tuple(keys), Kind.NUMBER, measure, **more)


def flag(concept: str, keys: Sequence[str], words: Words, **more: Any) -> Field:
    """A concept that is yes or no, in the ``words`` of its kind."""
    return Field(concept, tuple(keys), Kind.BOOLEAN, words=words, **more)


def spellings(words: Iterable[str], ends: Iterable[str], fronts: Iterable[str] = ()) -> tuple[str, ...]:
    """Keys of ``words`` with each of ``ends`` behind and each of ``fronts`` before them, in camel case."""
    words = tuple(words)
    behind = (f"{word}{end}" for end in ends for word in words)
    before = (f"{front}{word[0].upper()}{word[1:]}" for front in fronts for word in words)
    return tuple(dict.fromkeys((*behind, *before)))


class Override(Protocol):
    """What the operator knows better about one concept; ``None`` leaves what the table says."""

    @property
    def aliases(self) -> tuple[str, ...] | None:
        """The keys to read before those of the table; none at all: it is not read."""

    @property
    def unit(self) -> Unit | None:
        """What their numbers are counted in."""

    @property
    def scale(self) -> float | None:
        """What their numbers are multiplied by, on top of the unit."""


Overrides = Mapping[str, Override | None]
"""Concept to what the operator says of it; ``None`` where this system does not have it."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """How the rows of one body are read.

    Attributes:
        fields: the concepts.
        identity: groups of keys; a row's id is the first present key of each group, joined by ``/``. The
        first
            group must be present.
        own_id: keys of an id that is taken where fewer than two groups of ``identity`` are present.
        singleton: the body is one object without an id of its own.
        envelope: what stands beside the list of rows is kept as a first row with an empty id.
        known: keys that say nothing we show, and are no news.
        reports: numbers nobody claims are shown as reported.
        absent: concepts this system does not have, as the operator says.
    """

    fields: tuple[Field, ...]
    identity: tuple[tuple[str, ...], ...] = ()
    own_id: tuple[str, ...] = ()
    singleton: bool = False
    envelope: bool = False
    known: tuple[str, ...] = ()
    reports: bool = True
    absent: frozenset[str] = frozenset()

    @property
    def keyed(self) -> bool:
        """Rows have an identity."""
        return bool(self.identity or self.own_id)

    @property
    def concepts(self) -> tuple[str, ...]:
        """Everything the operator can override; ``id`` where rows have one."""
        own = (ID,) if self.keyed else ()
        return (*own, *(entry.concept for entry in self.fields))

    def of(self, concept: str) -> Field:
        """The field of ``concept``."""
        return next(entry for entry in self.fields if entry.concept == concept)

    def overridden(self, overrides: Overrides) -> "FieldTable":
        """This table with what the operator knows better on top.

        For ``id`` only the keys count: alternatives, or a first one that joins several keys by ``/``.
        """
        if not overrides:
            return self
        fields = tuple(
            _overridden(entry, overrides[entry.concept]) if entry.concept in overrides else entry
            for entry in self.fields
        )
        absent = frozenset(concept for concept, override in overrides.items() if override is None)
        table = replace(self, fields=fields, absent=absent)
        override = overrides.get(ID)
        ids = override.aliases if override is not None and self.keyed else None
        if not ids:
            return table
        groups = tuple((part,) for part in ids[0].split("/")) if "/" in ids[0] else (ids,)
        return replace(table, identity=groups, own_id=())


def _overridden(entry: Field, override: Override | None) -> Field:
    if override is None or override.aliases == ():
        return replace(entry, keys=(), spoken=())
    own = override.aliases or ()
    return replace(
        entry,
        keys=(*own, *(key for key in entry.keys if key not in own)),
        unit=override.unit,
        scale=1 if override.scale is None else override.scale,
        own=len(own),
    )


@lru_cache(maxsize=4096)
def canonical(key: str) -> str:
    """``key`` as keys are compared: ``rfLevel``, ``rf_level``, ``RF Level`` and ``rf.level`` are one."""
    return "".join(filter(str.isalnum, key)).lower() or key
