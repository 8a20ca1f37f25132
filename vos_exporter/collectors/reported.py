"""Numbers of bodies that tables read: concepts to declared families, the rest as reported."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import PREFIX, Declaration, Family, Kind, gauge
from vos_exporter.vos.fields import Field
from vos_exporter.vos.hints import Kind as HintKind
from vos_exporter.vos.numbers import Measured, Unitless, boolean, number
from vos_exporter.vos.payloads.fitting import note_nothing
from vos_exporter.vos.resolving import Claim, Plan
from vos_exporter.vos.states import Words, is_nothing
from vos_exporter.vos.units import BaseUnit

__all__ = ["REPORTED_LIMIT", "ReportedFamilies", "as_reported", "snake_case"]

REPORTED_LIMIT = 64
"""Families of one route that no declaration foresaw."""

Declared = Mapping[tuple[str, BaseUnit], Declaration]
Labels = tuple[str, ...]

_RESERVED = ("_total", "_count", "_sum", "_bucket", "_info", "_created")
_LONGEST_NAME = 120
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHERS = re.compile(r"[^a-z0-9]+")


def as_reported(name: str, what: str, *labels: str) -> Declaration:
    """Declare the family of a concept whose numbers come without a unit."""
    return gauge(
        name,
        f"{what}, as VOS reports it: unit unknown, because nothing says it (docs/unpublished-routes.md).",
        *labels,
    )


class ReportedFamilies:
    """Fills families from the numbers of objects that a table reads.

    A concept goes to the declared family of its base unit. Where nothing says its unit it goes, as reported,
    to the family that is declared for that, and is noted. A number no concept claims is exported as
    reported, as ``vos_<prefix>_<snake_case_key>``. Text goes nowhere.

    Args:
        route: the route's key, for HELP texts and, unless ``prefix`` is given, for names.
        declared: concept and base unit to the family that shows it.
        unitless: concept to the family that shows it as reported.
        labels: names of the labels of every family.
        ctx: gives the operator's verdicts on words.
        findings: takes what was not understood, and the count of what was dropped.
        prefix: what the names of numbers as reported begin with.
        limit: how many families as reported there may be; beyond it those that sort last are dropped.
    """

    def __init__(
        self,
        route: str,
        declared: Declared,
        labels: Labels,
        ctx: Context,
        findings: Findings,
        *,
        unitless: Mapping[str, Declaration] | None = None,
        prefix: str = "",
        limit: int = REPORTED_LIMIT,
    ) -> None:
        self.unclaimed: dict[str, Family] = {}
        self._route, self._prefix, self._labels = route, prefix or route, labels
        self._declared = {concept: declaration.family() for concept, declaration in declared.items()}
        self._unitless = {concept: one.family() for concept, one in (unitless or {}).items()}
        self._taken = _taken_names(frozenset((*declared.values(), *(unitless or {}).values())))
        self._as_reported: dict[str, list[tuple[Labels, float]]] = {}
        self._limit, self._findings, self._ctx = limit, findings, ctx
        self._words: dict[str, Words] = {}

    def add(self, values: Mapping[str, Any], plan: Plan, *labels: str) -> None:
        """Record the numbers of one object, flat key to value, with its label values."""
        shared: set[str] = set()
        for claims in plan.numbers:
            entry = claims[0].field
            if entry.words is not None:
                self._flag(claims, entry.words, values, labels)
            elif entry.concept not in shared:
                shared |= self._number(claims, plan, values, labels)
        for key in plan.unread:
            self._report(key, values[key], labels)

    def families(self) -> list[Family]:
        """All families that got a sample; to be called once."""
        self._name_unclaimed()
        declared = [family for family in self._declared.values() if family.samples]
        unitless = [family for family in self._unitless.values() if family.samples]
        return declared + unitless + [self.unclaimed[name] for name in sorted(self.unclaimed)]

    def _flag(self, claims: Sequence[Claim], words: Words, values: Mapping[str, Any], labels: Labels) -> None:
        """Fill the family of a yes or no by the best key that says something."""
        if words.name not in self._words:
            self._words[words.name] = self._ctx.words(words)
        for claim in claims:
            value = values[claim.key]
            if is_nothing(value):
                continue
            found = boolean(value, self._words[words.name])
            if found is not None:
                self._declared[claim.field.concept, BaseUnit.BOOLEAN].samples.append((labels, float(found)))
                return
            if isinstance(value, str):
                self._findings.note_unmapped(words.name, [value], claim.key)
            else:
                self._findings.hints.note(HintKind.UNREADABLE, claim.key, value)

    def _number(
        self, claims: Sequence[Claim], plan: Plan, values: Mapping[str, Any], labels: Labels
    ) -> set[str]:
        """Fill the families of one concept; returns the concepts that are shown with it."""
        taken: set[BaseUnit] = set()
        waiting: list[tuple[Claim, float]] = []
        pair = self._pair(claims, plan, values)
        for claim in claims:
            found = claim.read(values)
            if pair is not None and claim is pair.used and not pair.possible:
                self._findings.hints.note(HintKind.IMPLAUSIBLE, claim.key, values[claim.key])
            elif isinstance(found, Measured):
                if found.base not in taken:
                    taken.add(found.base)
                    self._show(claim, found, values, labels)
            elif isinstance(found, Unitless):
                waiting.append((claim, found.value))
            else:
                note_nothing(self._findings.hints, found, claim.key, values[claim.key])
        shared: set[str] = set()
        if pair is not None and BaseUnit.RATIO not in taken:
            shared = self._share(pair, labels)
        if waiting and not taken and not shared:
            self._wait(*waiting[0], labels)
        return shared

    def _show(self, claim: Claim, found: Measured, values: Mapping[str, Any], labels: Labels) -> None:
        family = self._declared.get((claim.field.concept, found.base))
        if family is not None:
            family.samples.append((labels, found.value))
        elif claim.field.concept in self._unitless:
            self._unitless[claim.field.concept].samples.append((labels, number(values[claim.key]) or 0.0))
        else:
            self._report(claim.key, values[claim.key], labels)

    def _wait(self, claim: Claim, value: float, labels: Labels) -> None:
        """Show a number that waits for a unit."""
        self._findings.hints.note(HintKind.NO_UNIT, claim.key, value)
        family = self._unitless.get(claim.field.concept)
        if family is None:
            self._report(claim.key, value, labels)
        else:
            family.samples.append((labels, value))

    def _pair(self, claims: Sequence[Claim], plan: Plan, values: Mapping[str, Any]) -> "_Pair | None":
        """What is used and what there is, told in one row and counted in the same, known or not."""
        entry = claims[0].field
        used = next((claim for claim in claims if _says_used(claim, entry)), None)
        wholes = next((found for found in plan.numbers if found[0].field.concept == entry.part_of), ())
        if entry.part_of is None or used is None or not wholes:
            return None
        part, whole = used.read(values), wholes[0].read(values)
        if not _alike(part, whole):
            return None
        return _Pair(used, part.value, whole.value)

    def _share(self, pair: "_Pair", labels: Labels) -> set[str]:
        """Used and total of one row make a ratio, whatever their unit; the total is shown with it."""
        entry = pair.used.field
        family = self._declared.get((entry.concept, BaseUnit.RATIO))
        if family is None or entry.part_of is None:
            return set()
        if pair.possible and pair.total > 0:
            family.samples.append((labels, pair.part / pair.total))
        return {entry.part_of}

    def _report(self, key: str, value: Any, labels: Labels) -> None:
        amount = number(value)
        if amount is not None:
            self._as_reported.setdefault(key, []).append((labels, amount))

    def _name_unclaimed(self) -> None:
        """Give each key its family; of keys with one name the first in sorted order keeps it."""
        named: dict[str, Family] = {}
        for key in sorted(self._as_reported):
            declaration = _declaration(self._route, self._prefix, key, self._labels, self._taken)
            if declaration.name not in named:
                named[declaration.name] = declaration.family(self._as_reported[key])
        self.unclaimed = {name: named[name] for name in sorted(named)[: self._limit]}
        self._findings.folded += len(self._as_reported) - len(self.unclaimed)


class _Pair(NamedTuple):
    """A key that tells what is used, how much that is, and how much there is."""

    used: Claim
    part: float
    total: float

    @property
    def possible(self) -> bool:
        """Not more is used than there is."""
        return 0 <= self.part <= self.total


def _says_used(claim: Claim, entry: Field) -> bool:
    return claim.rank < len(entry.keys) and entry.keys[claim.rank] in entry.used


def _alike(part: object, whole: object) -> bool:
    """Whether two numbers of a row are counted in the same, known or not."""
    if isinstance(part, Measured) and isinstance(whole, Measured):
        return part.base is whole.base
    return isinstance(part, Unitless) and isinstance(whole, Unitless)


@lru_cache(maxsize=256)
def _taken_names(declared: frozenset[Declaration]) -> frozenset[str]:
    """Names of declared families, and what OpenMetrics calls them."""
    suffixes = {Kind.COUNTER: "_total", Kind.INFO: "_info"}
    stems = {entry.name.removesuffix(suffixes.get(entry.kind, "")) for entry in declared}
    return frozenset(stems | {entry.name for entry in declared})


@lru_cache(maxsize=4096)
def _declaration(
    route: str, prefix: str, key: str, labels: tuple[str, ...], taken: frozenset[str]
) -> Declaration:
    """The family of a number as reported; kept, so that a scrape does not make it anew."""
    name = f"{PREFIX}{prefix}_{snake_case(key)}"[:_LONGEST_NAME].rstrip("_")
    if name.endswith(_RESERVED) or name in taken:
        name += "_reported"
    shown = key.encode("unicode_escape").decode()[:_LONGEST_NAME]
    return gauge(name, f"Field {shown} of route {route}, as reported, unit unknown.", *labels)


def snake_case(key: str) -> str:
    """``key`` as a part of a metric name: ``inputBitrate`` is ``input_bitrate``, ``a.b-C`` is ``a_b_c``."""
    words = _WORD_STARTS.sub("_", key).lower()
    return _OTHERS.sub("_", words).strip("_") or "unnamed"
