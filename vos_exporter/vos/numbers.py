"""Values of the API to numbers in base units, or to the reason why there is none."""

import enum
import math
import re
from dataclasses import dataclass

from vos_exporter.vos.states import Words, is_nothing
from vos_exporter.vos.units import BY_UNIT, PLAUSIBLE, BaseUnit, Evidence, Range, Unit, scaled, unit_of_text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z", re.ASCII)
_WITH_UNIT = re.compile(
    r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9.,+-][^0-9]{0,23})\Z", re.ASCII
)
_LONGEST = 64


class Nothing(enum.Enum):
    """Why a value gives no number in a base unit."""

    ABSENT = enum.auto()
    """There is no value, and none is told."""
    UNREADABLE = enum.auto()
    """What stands there is no number, or is counted in something else."""
    IMPLAUSIBLE = enum.auto()
    """The unit is known, and no such thing has this value."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number in a base unit, and what says its unit."""

    base: BaseUnit
    value: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Unitless:
    """A number that nothing says the unit of, as it was reported."""

    value: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a documented shape, which says what it is counted in; no override changes that."""

    value: float
    unit: Unit


@dataclass(frozen=True, slots=True)
class Measure:
    """How the numbers of one concept are read.

    Attributes:
        bases: the base units they may have.
        plausible: the least and the most, where that differs from what is possible in the base unit.
        unit: the one unit in the field, if the name of the quantity says it.
    """

    bases: tuple[BaseUnit, ...]
    plausible: Range | None = None
    unit: Unit | None = None


def number(value: object) -> float | None:
    """``value`` as a finite number: integers, floats, numeric text, booleans as 0 or 1; else ``None``."""
    if isinstance(value, Quantity):
        value = value.value
    if isinstance(value, str):
        value = value.strip()
        if len(value) > _LONGEST or not _NUMBER.match(value):
            return None
    elif not isinstance(value, int | float):
        return None
    try:
        result = float(value)
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def amount(value: object) -> float | None:
    """``value`` as a finite number like :func:`number`, but a boolean is none."""
    return None if isinstance(value, bool) else number(value)


def boolean(value: object, words: Words) -> bool | None:
    """Whether ``value`` is on by ``words``: a boolean, 0 or 1, or a word; anything else is ``None``."""
    found = None if isinstance(value, bool) else number(value)
    if found not in (None, 0, 1):
        return None
    return words.verdict(value) if isinstance(value, bool | str) else None if found is None else bool(found)


def measure(
    value: object,
    how: Measure,
    key_unit: Unit | None = None,
    sibling: object = None,
    operator: Unit | None = None,
    scale: float = 1,
) -> Measured | Unitless | Nothing:
    """``value`` in a base unit.

    A text that names its unit is believed first, then the operator, the key beside it, the key itself, and
    the name of a quantity that has only one unit in the field.

    Args:
        value: as it was reported.
        how: what the concept allows.
        key_unit: what the key says.
        sibling: what a key beside it says.
        operator: the unit the operator declared.
        scale: what the operator multiplies it by.
    """
    said = None
    if isinstance(value, Quantity):
        found: float | None = value.value
        said = value.unit, Evidence.SHAPE
    else:
        if is_nothing(value):
            return Nothing.ABSENT
        found = amount(value)
        if found is None and isinstance(value, str) and len(value) <= _LONGEST:
            found, said = _with_unit(value, how)
    if found is None:
        return Nothing.UNREADABLE
    if said is None:
        said = _declared(how, key_unit, sibling, operator)
    if said is None:
        return Unitless(found)
    unit, evidence = said
    return in_base(found, unit, evidence, how, scale)


def _with_unit(value: str, how: Measure) -> tuple[float | None, tuple[Unit, Evidence] | None]:
    match = _WITH_UNIT.match(value.strip())
    unit = unit_of_text(match[2], how.bases) if match else None
    return (None, None) if match is None or unit is None else (number(match[1]), (unit, Evidence.TEXT))


def _declared(
    how: Measure, key_unit: Unit | None, sibling: object, operator: Unit | None
) -> tuple[Unit, Evidence] | None:
    if operator is not None:
        return operator, Evidence.OPERATOR
    beside = unit_of_text(sibling, how.bases) if isinstance(sibling, str) else None
    if beside is not None:
        return beside, Evidence.SIBLING
    if key_unit is not None:
        return key_unit, Evidence.KEY
    strange = isinstance(sibling, str) and not is_nothing(sibling)
    return None if strange or how.unit is None else (how.unit, Evidence.NAME)


def in_base(
    value: float, unit: Unit, evidence: Evidence, how: Measure, scale: float = 1
) -> Measured | Nothing:
    """``value``, counted in ``unit``, in its base unit and within what is possible."""
    row = BY_UNIT[unit]
    result = number(scaled(value, row.factor) * scale)
    if result is None:
        return Nothing.IMPLAUSIBLE
    limits = (
        how.plausible if how.plausible is not None and row.base is how.bases[0] else PLAUSIBLE.get(row.base)
    )
    if limits is not None and not limits[0] <= result <= limits[1]:
        return Nothing.IMPLAUSIBLE
    return Measured(row.base, result, evidence)
