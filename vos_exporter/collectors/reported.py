"""The one mechanism for shapes nobody has published: concepts to declared families, the rest as reported."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import PREFIX, Declaration, Family, Kind, gauge
from vos_exporter.vos.fields import BaseUnit, Field, FieldTable, Unit, canonical
from vos_exporter.vos.payloads.quantities import convert, number

__all__ = ["REPORTED_LIMIT", "ReportedFamilies", "number", "snake_case"]

REPORTED_LIMIT = 64
"""Families of one route that no declaration foresaw."""

Declared = Mapping[tuple[str, BaseUnit], Declaration]

_RESERVED = ("_total", "_count", "_sum", "_bucket", "_info", "_created")
_LONGEST_NAME = 120
"""Characters of a metric name that is made of VOS' own key; and of that key in its HELP text."""

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHERS = re.compile(r"[^a-z0-9]+")


class _Plan(NamedTuple):
    """What to do with rows that have the same keys."""

    claims: list[tuple[Field, str]]
    unclaimed: list[str]


class ReportedFamilies:
    """Fills families from the objects of one unpublished body.

    A concept goes to the declared family of its base unit. A number no alias claims, or whose unit has no
    declared family, is exported as reported, as ``vos_<prefix>_<snake_case_key>``. Text goes nowhere.

    Args:
        route: the route's key, for HELP texts and, unless ``prefix`` is given, for names.
        table: the concepts of the route; the overrides of ``ctx`` are put on top.
        declared: concept and base unit to the family that shows it.
        labels: names of the labels of every family.
        ctx: gives the overrides.
        findings: takes the count of what was dropped.
        prefix: what the names of numbers as reported begin with.
        limit: how many families as reported there may be; beyond it those that sort last are dropped.
    """

    def __init__(
        self,
        route: str,
        table: FieldTable,
        declared: Declared,
        labels: tuple[str, ...],
        ctx: Context,
        findings: Findings,
        *,
        prefix: str = "",
        limit: int = REPORTED_LIMIT,
    ) -> None:
        self.table = table.overridden(ctx.overrides)
        self.unclaimed: dict[str, Family] = {}
        self._route, self._prefix, self._labels = route, prefix or route, labels
        self._declared = {concept: declaration.family() for concept, declaration in declared.items()}
        self._taken = _taken_names(frozenset(declared.values()))
        self._as_reported: dict[str, list[tuple[tuple[str, ...], float]]] = {}
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._limit, self._findings = limit, findings

    def add(self, values: Mapping[str, Any], *label_values: str) -> None:
        """Record the numbers of one object, flat key to value, with its label values."""
        keys = tuple(values)
        plan = self._plans.get(keys)
        if plan is None:
            plan = self._plans[keys] = self._plan(keys)
        self._add_claims(plan.claims, values, label_values)
        for key in plan.unclaimed:
            self._report(key, values[key], label_values)

    def families(self) -> list[Family]:
        """All families that got a sample; to be called once."""
        self._name_unclaimed()
        declared = [family for family in self._declared.values() if family.samples]
        return declared + [self.unclaimed[name] for name in sorted(self.unclaimed)]

    def _plan(self, keys: Iterable[str]) -> _Plan:
        """Aliases match a key exactly, or else in its canonical form."""
        exact = set(keys)
        by_canonical: dict[str, str] = {}
        for key in exact:
            by_canonical[canonical(key)] = min(key, by_canonical.get(canonical(key), key))
        claims = []
        for entry in self.table.fields:
            if entry.unit is Unit.TEXT:
                continue
            found = (
                alias if alias in exact else by_canonical.get(canonical(alias)) for alias in entry.aliases
            )
            claims += [(entry, key) for key in found if key is not None]
        return _Plan(claims, [key for key in keys if canonical(key) not in self.table.claimed])

    def _add_claims(
        self, claims: list[tuple[Field, str]], values: Mapping[str, Any], labels: tuple[str, ...]
    ) -> None:
        """Fill the declared families; a count below zero is none."""
        taken = set()
        for entry, key in claims:
            measured = convert(values[key], entry.unit, entry.scale)
            if measured is None or (entry.concept, measured[0]) in taken:
                continue
            taken.add((entry.concept, measured[0]))
            family = self._declared.get((entry.concept, measured[0]))
            if family is None:
                self._report(key, values[key], labels)
            elif family.declaration.kind is not Kind.COUNTER or measured[1] >= 0:
                family.samples.append((labels, measured[1]))
            else:
                self._findings.undecodable += 1

    def _report(self, key: str, value: Any, labels: tuple[str, ...]) -> None:
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
