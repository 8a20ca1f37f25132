"""Finding the concepts of a table in the keys of a row: the one resolver, for every route."""

import copy
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from vos_exporter.vos.fields import Field, FieldTable, Kind, canonical
from vos_exporter.vos.numbers import Measured, Nothing, Unitless, measure
from vos_exporter.vos.units import BY_UNIT, BaseUnit, Unit, stems

_ABOVE = frozenset(
    {
        "usage",
        "resource",
        "resources",
        "metric",
        "metrics",
        "stat",
        "stats",
        "statistic",
        "statistics",
        "status",
        "state",
        "current",
        "values",
        "measurement",
        "measurements",
        "data",
        "details",
        "info",
        "attributes",
        "properties",
        "spec",
        "metadata",
        "reception",
        "signal",
        "tuning",
        "settings",
        "general",
        "splicecommand",
        "spliceinfo",
        "spliceinfosection",
        "scte35",
        "scte",
        "event",
        "splice",
        "command",
    }
)
"""Names of objects in a row that say nothing about what is in them."""

_BELOW_NUMBERS = frozenset({"value", "val", "current", "reading", "amount"})
_BELOW_TEXTS = frozenset({"value", "name", "id", "text", "state", "status", "type"})
_UNIT_WORDS = ("unit", "units", "uom")
_PLANS, _LONGEST_PLAN = 256, 512


class Claim(NamedTuple):
    """A key of a row that tells a concept.

    Attributes:
        field: the concept.
        key: as it is spelled.
        rank: where its stem stands among the keys of the field.
        unit: what the key says its numbers are counted in.
        sibling: the key beside it that may say so.
    """

    field: Field
    key: str
    rank: int
    unit: Unit | None
    sibling: str | None = None

    @property
    def own(self) -> bool:
        """Unit and scale of the operator are about it."""
        return not self.field.own or self.rank < self.field.own

    @property
    def operator_unit(self) -> Unit | None:
        """The operator's unit: also for a key that says its own, if that is the same in another measure."""
        unit = self.field.unit if self.own else None
        if unit is None or self.unit is None or BY_UNIT[unit].base is BY_UNIT[self.unit].base:
            return unit
        return None

    @property
    def scale(self) -> float:
        """The operator's."""
        return self.field.scale if self.own else 1

    def read(self, values: Mapping[str, Any]) -> Measured | Unitless | Nothing:
        """The number that a row with these ``values`` tells under the key."""
        if self.field.measure is None:
            return Nothing.UNREADABLE
        sibling = None if self.sibling is None else values[self.sibling]
        value = values[self.key]
        return measure(value, self.field.measure, self.unit, sibling, self.operator_unit, self.scale)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the keys of rows tell that have the same keys.

    Attributes:
        numbers: the claims of each concept that is a number or a flag, those that say a unit first; a part
        comes
            before its whole.
        keys: concept to the keys that tell it, best first; for texts, lists and times.
        identity: the keys of each group of the table's identity, and those of an own id at the end.
        unread: keys that nobody claims.
        objects: keys that are claimed, and hold an object in which nothing is.
        concepts: every concept that is told.
    """

    numbers: tuple[tuple[Claim, ...], ...]
    keys: Mapping[str, tuple[str, ...]]
    identity: tuple[tuple[str, ...], ...]
    unread: tuple[str, ...]
    objects: tuple[str, ...]
    concepts: frozenset[str]


NEW_KEYS = 100_000
"""Keys of rows that one body may make us look into; each costs some 20 us, and those seen before nothing."""


class TooManyKeysError(Exception):
    """The rows of a body have more different keys than rows of one kind can have."""


class Resolver:
    """Finds the concepts of a table in rows; keeps a plan per set of keys, within bounds.

    Args:
        table: with what the operator said already on top.
    """

    def __init__(self, table: FieldTable) -> None:
        self.table = table
        self._stems: dict[str, list[tuple[Field, int, Unit | None]]] = {}
        for entry in table.fields:
            self._index(entry)
        groups = (*table.identity, table.own_id)
        self._ids = [
            {canonical(key): rank for rank, key in reversed([*enumerate(group)])} for group in groups
        ]
        self._known = {canonical(key) for key in table.known}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._left: float = math.inf

    def for_one_body(self) -> "Resolver":
        """The same, its plans kept in common, that looks into at most :data:`NEW_KEYS` keys."""
        bounded = copy.copy(self)
        bounded._left = NEW_KEYS
        return bounded

    def _index(self, entry: Field) -> None:
        for rank, key in enumerate(entry.keys):
            self._stems.setdefault(canonical(key), []).append((entry, rank, None))
        for key, unit in entry.spoken:
            self._stems.setdefault(canonical(key), []).append((entry, len(entry.keys), unit))

    def plan(self, keys: tuple[str, ...]) -> Plan:
        """What ``keys``, flat and dotted, tell.

        Raises:
            TooManyKeysError: there were too many already in this body.
        """
        plan = self._plans.get(keys)
        if plan is None:
            self._left -= len(keys)
            if self._left < 0:
                raise TooManyKeysError
            plan = self._made(keys)
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            if len(keys) <= _LONGEST_PLAN:
                self._plans[keys] = plan
        return plan

    def claims(self, key: str) -> list[Claim]:
        """The concepts that ``key`` tells."""
        parts = key.split(".")
        for form, below in _forms(parts):
            found = [claim for claim in self._told(key, form) if _fits(claim.field, below)]
            if found:
                return found
        return []

    def _told(self, key: str, form: str) -> Iterator[Claim]:
        name = canonical(form)
        for entry, rank, unit in self._stems.get(name, ()):
            yield Claim(entry, key, rank, unit)
        for stem, unit in stems(form, name, tuple(BaseUnit)):
            for entry, rank, _ in self._stems.get(stem, ()):
                if entry.measure is not None and BY_UNIT[unit].base in entry.measure.bases:
                    yield Claim(entry, key, rank, unit)

    def _made(self, keys: tuple[str, ...]) -> Plan:
        by_concept: dict[str, list[Claim]] = {}
        identity: list[list[tuple[int, str]]] = [[] for _ in self._ids]
        claimed: set[str] = set()
        for key in keys:
            for claim in _best_of_concept(self.claims(key)):
                by_concept.setdefault(claim.field.concept, []).append(claim)
                claimed.add(key)
            for group, found in zip(self._ids, identity, strict=True):
                rank = _id_rank(key, group)
                if rank is not None:
                    found.append((rank, key))
                    claimed.add(key)
        numbers, siblings = _with_siblings(by_concept, keys)
        claimed.update(siblings)
        objects = self._objects(keys, by_concept)
        claimed.update(key for key in keys if key.startswith(tuple(f"{prefix}." for prefix in objects)))
        return Plan(
            numbers=numbers,
            keys={
                concept: tuple(claim.key for claim in sorted(claims, key=_order))
                for concept, claims in by_concept.items()
                if claims[0].field.kind not in (Kind.NUMBER, Kind.BOOLEAN)
            },
            identity=tuple(tuple(key for _, key in sorted(found)) for found in identity),
            unread=tuple(key for key in keys if key not in claimed and not self._is_known(key)),
            objects=objects,
            concepts=frozenset(by_concept),
        )

    def _is_known(self, key: str) -> bool:
        parts = key.split(".")
        return any(canonical(".".join(parts[: end + 1])) in self._known for end in range(len(parts)))

    def _objects(self, keys: tuple[str, ...], told: Mapping[str, Sequence[Claim]]) -> tuple[str, ...]:
        """The claimed keys above ``keys`` below which their concept is not told."""
        above = {key[:end] for key in keys for end, sign in enumerate(key) if sign == "."}
        return tuple(
            prefix
            for prefix in sorted(above)
            if (claims := self.claims(prefix))
            and not any(
                claim.key.startswith(f"{prefix}.")
                for one in claims
                for claim in told.get(one.field.concept, ())
            )
            and prefix.rpartition(".")[2].lower() not in _ABOVE
        )


def _forms(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The ways to read a dotted key: whole, without words above that say nothing, without one below."""
    for start in range(len(parts)):
        if start and parts[start - 1].lower() not in _ABOVE:
            return
        rest = parts[start:]
        yield ".".join(rest), ""
        if len(rest) > 1:
            yield ".".join(rest[:-1]), rest[-1].lower()


def _fits(entry: Field, below: str) -> bool:
    if not below:
        return True
    return below in (_BELOW_NUMBERS if entry.kind is Kind.NUMBER else _BELOW_TEXTS | _BELOW_NUMBERS)


def _best_of_concept(claims: Iterable[Claim]) -> Iterable[Claim]:
    best: dict[str, Claim] = {}
    for claim in claims:
        best.setdefault(claim.field.concept, claim)
    return best.values()


def _order(claim: Claim) -> tuple[bool, bool, int, bool, str]:
    """The operator's keys first, then keys that say their unit, then the better key, spelled exactly."""
    known = claim.unit is not None or claim.field.measure is None or claim.field.measure.unit is not None
    operators = claim.rank < claim.field.own
    exact = claim.rank < len(claim.field.keys) and claim.field.keys[claim.rank] == claim.key
    return not operators, not (known or operators), claim.rank, not exact, claim.key


def _id_rank(key: str, group: Mapping[str, int]) -> int | None:
    rank = group.get(canonical(key))
    if rank is not None or "." not in key:
        return rank
    names = (canonical(form) for form, below in _forms(key.split(".")) if not below or below in _BELOW_TEXTS)
    return next((group[name] for name in names if name in group), None)


def _with_siblings(
    by_concept: Mapping[str, Sequence[Claim]], keys: tuple[str, ...]
) -> tuple[tuple[tuple[Claim, ...], ...], set[str]]:
    """The claims of numbers with the keys that may say their units, and those keys."""
    present = {canonical(key): key for key in reversed(keys)}
    siblings: set[str] = set()
    numbers = []
    claims = [found for found in by_concept.values() if found[0].field.kind in (Kind.NUMBER, Kind.BOOLEAN)]
    claims.sort(key=lambda found: found[0].field.part_of is None)
    lonely = [claim for found in claims for claim in found if claim.field.measure is not None]
    for found in claims:
        listed = []
        for claim in sorted(found, key=_order):
            sibling = _sibling(claim, present, alone=len(lonely) == 1) if claim.field.measure else None
            if sibling is not None:
                siblings.add(sibling)
            listed.append(claim._replace(sibling=sibling))
        numbers.append(tuple(listed))
    return tuple(numbers), siblings


def _sibling(claim: Claim, present: Mapping[str, str], alone: bool) -> str | None:
    stem, _, last = claim.key.rpartition(".")
    names = [claim.key, *([stem] if stem and last else [])]
    found = (present.get(canonical(name) + word) for name in names for word in _UNIT_WORDS)
    bare = (present.get(word) for word in _UNIT_WORDS) if alone else ()
    return next((key for key in (*found, *bare) if key is not None), None)


@lru_cache(maxsize=256)
def resolver(table: FieldTable) -> Resolver:
    """The resolver of ``table``: plans are kept from one body to the next."""
    return Resolver(table)
