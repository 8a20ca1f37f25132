"""What the rows of a route tell: which concept under which key, in which unit, and what says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from vos_exporter.config import RouteSettings
from vos_exporter.vos.decoding import Decoded
from vos_exporter.vos.fields import FieldTable
from vos_exporter.vos.numbers import Measured, Unitless
from vos_exporter.vos.payloads.cloudlinks import OUTPUT_STATISTICS, UplinkStatus, output_overrides
from vos_exporter.vos.payloads.fitting import Shape
from vos_exporter.vos.payloads.records import flatten
from vos_exporter.vos.resolving import Claim, Plan, resolver
from vos_exporter.vos.routes import Route
from vos_exporter.vos.units import BaseUnit


@dataclass(slots=True)
class Told:
    """One concept as the rows of one answer tell it under one key.

    Attributes:
        concept: as the configuration calls it.
        key: where it stands in a row.
        rows: how many rows have it.
        unit: the base unit its numbers were read in; empty where nothing says one, or where it is no number.
        evidence: what says the unit; empty likewise.
        low: the least of its numbers, as reported where no unit is known, else in the base unit.
        high: the most of them, likewise.
        possible: the base units it may have; empty where it is no number that has one.
    """

    concept: str
    key: str
    rows: int = 0
    unit: str = ""
    evidence: str = ""
    low: float | None = None
    high: float | None = None
    possible: tuple[BaseUnit, ...] = field(default=())

    @property
    def unitless(self) -> bool:
        """It is a number that nothing says the unit of."""
        return bool(self.possible) and not self.unit and self.low is not None

    def add(self, value: float) -> None:
        """Take one more number."""
        self.low = value if self.low is None else min(self.low, value)
        self.high = value if self.high is None else max(self.high, value)


def told(route: Route, settings: RouteSettings, decoded: Decoded[Any]) -> list[Told]:
    """Every concept that the rows of an answer tell, in the order of the route's table.

    Args:
        route: whose answer it is.
        settings: of the route, with what the operator says of its fields.
        decoded: the rows.
    """
    if isinstance(route.shape, FieldTable):
        order = route.shape.concepts
        return _of_records(((row.values, row.plan) for row in decoded.rows), order)
    found = list(_of_attributes(route, settings, decoded))
    if route.shape is UplinkStatus:
        found += _of_records(_outputs(decoded.rows, settings), OUTPUT_STATISTICS.concepts)
    return found


def _outputs(
    rows: Sequence[UplinkStatus], settings: RouteSettings
) -> Iterator[tuple[Mapping[str, Any], Plan]]:
    found = resolver(OUTPUT_STATISTICS.overridden(output_overrides(settings.fields)))
    for status in rows:
        for item in status.outputs() or ():
            if isinstance(item, dict):
                values, _ = flatten(item)
                yield values, found.plan(tuple(values))


def _of_records(rows: Iterable[tuple[Mapping[str, Any], Plan]], order: Sequence[str]) -> list[Told]:
    found: dict[tuple[str, str], Told] = {}
    for values, plan in rows:
        for concept, keys in plan.keys.items():
            if any(values[key] not in (None, "") for key in keys):
                found.setdefault((concept, keys[0]), Told(concept, keys[0])).rows += 1
        for claims in plan.numbers:
            _note(claims, values, found)
    return sorted(found.values(), key=lambda entry: order.index(entry.concept))


def _note(claims: Sequence[Claim], values: Mapping[str, Any], found: dict[tuple[str, str], Told]) -> None:
    """Take the first of ``claims`` that tells a number; a unit that is known goes before one that is not."""
    read = [(claim, claim.read(values)) for claim in claims if claim.field.measure is not None]
    numbers = [(claim, one) for claim, one in read if isinstance(one, Measured | Unitless)]
    if numbers:
        claim, number = min(numbers, key=lambda pair: isinstance(pair[1], Unitless))
        entry = _entry(claim, found)
        if isinstance(number, Measured):
            entry.unit, entry.evidence = number.base.value, number.evidence.value
        entry.rows += 1
        entry.add(number.value)
    flags = [claim for claim in claims if claim.field.measure is None and values[claim.key] is not None]
    if flags:
        _entry(flags[0], found).rows += 1


def _entry(claim: Claim, found: dict[tuple[str, str], Told]) -> Told:
    bases = claim.field.measure.bases if claim.field.measure else ()
    concept = claim.field.concept
    return found.setdefault((concept, claim.key), Told(concept, claim.key, possible=bases))


def _of_attributes(route: Route, settings: RouteSettings, decoded: Decoded[Any]) -> Iterator[Told]:
    shape: Shape[Any] = Shape(route.shape, settings.fields)  # type: ignore[arg-type]  # no table: a struct
    for attribute in shape.attributes:
        rows = sum(getattr(row, attribute.name) not in (None, UNSET) for row in decoded.rows)
        if rows:
            key = decoded.spelled.get(attribute.key, attribute.key)
            yield Told(attribute.concept, key, rows)
