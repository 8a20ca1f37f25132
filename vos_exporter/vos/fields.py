"""Field tables: how we read a body whose shape nobody has published.

A table maps a *concept* (what we want to know) to the keys it may have and the unit it is assumed to come in.
Everything here is assumed; the operator can replace aliases, units and scales in the configuration.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol


class Unit(enum.StrEnum):
    """What a number of the API is counted in; its factor to our base unit is in :data:`FACTORS`."""

    RATIO = "ratio"
    PERCENT = "percent"
    CORES = "cores"
    MILLICORES = "millicores"
    NANOCORES = "nanocores"
    BYTES = "bytes"
    KILOBYTES = "kilobytes"
    KIBIBYTES = "kibibytes"
    MEGABYTES = "megabytes"
    MEBIBYTES = "mebibytes"
    GIGABYTES = "gigabytes"
    GIBIBYTES = "gibibytes"
    BITS_PER_SECOND = "bits_per_second"
    KILOBITS_PER_SECOND = "kilobits_per_second"
    MEGABITS_PER_SECOND = "megabits_per_second"
    BYTES_PER_SECOND = "bytes_per_second"
    DBM = "dbm"
    DB = "db"
    HERTZ = "hertz"
    KILOHERTZ = "kilohertz"
    MEGAHERTZ = "megahertz"
    GIGAHERTZ = "gigahertz"
    SYMBOLS_PER_SECOND = "symbols_per_second"
    KILOSYMBOLS_PER_SECOND = "kilosymbols_per_second"
    MEGASYMBOLS_PER_SECOND = "megasymbols_per_second"
    VOLTS = "volts"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    BOOLEAN = "boolean"
    COUNT = "count"
    TEXT = "text"


class BaseUnit(enum.StrEnum):
    """What we export; several units of the API share one."""

    RATIO = "ratio"
    CORES = "cores"
    BYTES = "bytes"
    BYTES_PER_SECOND = "bytes_per_second"
    DBM = "dbm"
    DB = "db"
    HERTZ = "hertz"
    SYMBOLS_PER_SECOND = "symbols_per_second"
    VOLTS = "volts"
    SECONDS = "seconds"
    BOOLEAN = "boolean"
    COUNT = "count"
    TEXT = "text"


FACTORS: Mapping[Unit, tuple[BaseUnit, float]] = {
    Unit.RATIO: (BaseUnit.RATIO, 1),
    Unit.PERCENT: (BaseUnit.RATIO, 0.01),
    Unit.CORES: (BaseUnit.CORES, 1),
    Unit.MILLICORES: (BaseUnit.CORES, 1e-3),
    Unit.NANOCORES: (BaseUnit.CORES, 1e-9),
    Unit.BYTES: (BaseUnit.BYTES, 1),
    Unit.KILOBYTES: (BaseUnit.BYTES, 1e3),
    Unit.KIBIBYTES: (BaseUnit.BYTES, 2**10),
    Unit.MEGABYTES: (BaseUnit.BYTES, 1e6),
    Unit.MEBIBYTES: (BaseUnit.BYTES, 2**20),
    Unit.GIGABYTES: (BaseUnit.BYTES, 1e9),
    Unit.GIBIBYTES: (BaseUnit.BYTES, 2**30),
    Unit.BITS_PER_SECOND: (BaseUnit.BYTES_PER_SECOND, 1 / 8),
    Unit.KILOBITS_PER_SECOND: (BaseUnit.BYTES_PER_SECOND, 1e3 / 8),
    Unit.MEGABITS_PER_SECOND: (BaseUnit.BYTES_PER_SECOND, 1e6 / 8),
    Unit.BYTES_PER_SECOND: (BaseUnit.BYTES_PER_SECOND, 1),
    Unit.DBM: (BaseUnit.DBM, 1),
    Unit.DB: (BaseUnit.DB, 1),
    Unit.HERTZ: (BaseUnit.HERTZ, 1),
    Unit.KILOHERTZ: (BaseUnit.HERTZ, 1e3),
    Unit.MEGAHERTZ: (BaseUnit.HERTZ, 1e6),
    Unit.GIGAHERTZ: (BaseUnit.HERTZ, 1e9),
    Unit.SYMBOLS_PER_SECOND: (BaseUnit.SYMBOLS_PER_SECOND, 1),
    Unit.KILOSYMBOLS_PER_SECOND: (BaseUnit.SYMBOLS_PER_SECOND, 1e3),
    Unit.MEGASYMBOLS_PER_SECOND: (BaseUnit.SYMBOLS_PER_SECOND, 1e6),
    Unit.VOLTS: (BaseUnit.VOLTS, 1),
    Unit.SECONDS: (BaseUnit.SECONDS, 1),
    Unit.MILLISECONDS: (BaseUnit.SECONDS, 1e-3),
    Unit.BOOLEAN: (BaseUnit.BOOLEAN, 1),
    Unit.COUNT: (BaseUnit.COUNT, 1),
    Unit.TEXT: (BaseUnit.TEXT, 1),
}


ID = "id"
"""The concept by which the operator overrides how a row is identified."""


@dataclass(frozen=True, slots=True)
class Field:
    """One concept of a route: the keys it may have, the unit they are assumed to come in, and a scale on top.

    A concept may have several fields in a table, one per unit its keys speak in.
    """

    concept: str
    aliases: tuple[str, ...]
    unit: Unit
    scale: float = 1


class Override(Protocol):
    """What the operator knows better about one concept; ``None`` leaves what the table says."""

    @property
    def aliases(self) -> tuple[str, ...] | None:
        """The keys to read instead."""

    @property
    def unit(self) -> Unit | None:
        """What their numbers are counted in."""

    @property
    def scale(self) -> float | None:
        """What their numbers are multiplied by, on top of the unit."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """How the rows of one unpublished body are read.

    Attributes:
        fields: the concepts, in order; the first alias that is present wins.
        identity: groups of aliases; a row's id is the first present alias of each group, joined by ``/``. The
            first group must be present.
        own_id: aliases of an id that is taken where fewer than two groups of ``identity`` are present.
        singleton: the body is one object without an id of its own.
        envelope: what stands beside the list of rows is kept as a first row with an empty id.
        aliases: canonical key to the first field that claims it.
        claimed: every canonical key the table names, the identity's too.
    """

    fields: tuple[Field, ...]
    identity: tuple[tuple[str, ...], ...] = ()
    own_id: tuple[str, ...] = ()
    singleton: bool = False
    envelope: bool = False
    aliases: Mapping[str, Field] = field(init=False, compare=False)
    claimed: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Index the aliases, so that a key finds its concept."""
        index = {canonical(alias): entry for entry in reversed(self.fields) for alias in entry.aliases}
        named = (alias for group in (*self.identity, self.own_id) for alias in group)
        object.__setattr__(self, "aliases", index)
        object.__setattr__(self, "claimed", frozenset(index) | {canonical(alias) for alias in named})

    @property
    def concepts(self) -> tuple[str, ...]:
        """Everything the operator can override; ``id`` where rows have one."""
        own = (ID,) if self.identity or self.own_id else ()
        return (*own, *dict.fromkeys(entry.concept for entry in self.fields))

    def of(self, concept: str) -> tuple[Field, ...]:
        """The fields of ``concept``, in order."""
        return tuple(entry for entry in self.fields if entry.concept == concept)

    def overridden(self, overrides: Mapping[str, Override]) -> "FieldTable":
        """This table with what the operator knows better on top.

        New aliases replace all fields of a concept (an empty list: no key is read as it); a unit or scale
        alone changes each of them. For ``id`` only the aliases count: alternatives, or a first one that joins
        several keys by ``/``.
        """
        if not overrides:
            return self
        fields: list[Field] = []
        for concept in dict.fromkeys(entry.concept for entry in self.fields):
            fields += _overridden(self.of(concept), overrides.get(concept))
        ids = overrides[ID].aliases if ID in overrides and ID in self.concepts else None
        if not ids:
            return replace(self, fields=tuple(fields))
        groups = tuple((part,) for part in ids[0].split("/")) if "/" in ids[0] else (ids,)
        return replace(self, fields=tuple(fields), identity=groups, own_id=())


def _overridden(fields: tuple[Field, ...], override: Override | None) -> list[Field]:
    if override is None:
        return list(fields)
    kept = fields if override.aliases is None else (replace(fields[0], aliases=override.aliases),)
    return [
        replace(
            entry,
            unit=entry.unit if override.unit is None else override.unit,
            scale=entry.scale if override.scale is None else override.scale,
        )
        for entry in kept
    ]


@lru_cache(maxsize=4096)
def canonical(key: str) -> str:
    """``key`` as aliases are compared: ``rfLevel``, ``rf_level``, ``RF Level`` and ``rf.level`` are one."""
    return "".join(filter(str.isalnum, key)).lower() or key
