"""Values of unpublished bodies to numbers in base units: numeric text, quantities, words for yes and no."""

import math
import re
from dataclasses import dataclass

from vos_exporter.vos.fields import FACTORS, BaseUnit, Unit

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\Z", re.ASCII)
_QUANTITY = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))([numkMGTPE]|[KMGTPE]i)\Z", re.ASCII)
_LONGEST = 64

_SUFFIXES = {
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
}  # fmt: skip

_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "up", "locked", "lock", "ok", "enabled", "connected"), 1.0),
    **dict.fromkeys(
        ("false", "no", "off", "down", "unlocked", "unlock", "not locked", "no lock", "nolock", "lost"), 0.0
    ),
    **dict.fromkeys(("disabled", "disconnected"), 0.0),
}

_QUANTIFIED = (BaseUnit.CORES, BaseUnit.BYTES)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number whose body says what it is counted in; no table and no override changes that."""

    value: float
    unit: Unit


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


def quantity(value: object) -> float | None:
    """A Kubernetes quantity (``250m``, ``524288Ki``, ``2``) in cores or bytes, else ``None``."""
    if isinstance(value, str) and len(value) <= _LONGEST and (match := _QUANTITY.match(value.strip())):
        return number(_scaled(float(match[1]), _SUFFIXES[match[2]]))
    return amount(value)


def boolean(value: object) -> float | None:
    """0 or 1 for booleans, the numbers 0 and 1, and the usual words; anything else is ``None``."""
    if isinstance(value, str) and (word := _WORDS.get(value.strip().lower())) is not None:
        return word
    found = number(value)
    return found if found in (0, 1) else None


def convert(value: object, unit: Unit, scale: float = 1) -> tuple[BaseUnit, float] | None:
    """``value``, counted in ``unit`` and multiplied by ``scale``, in the base unit; else ``None``.

    A :class:`Quantity`, and a text with a Kubernetes suffix where ``unit`` is of cores or bytes, carry their
    own unit.
    """
    if isinstance(value, Quantity):
        unit, value = value.unit, value.value
    base, factor = FACTORS[unit]
    if base is BaseUnit.TEXT:
        return None
    if base is BaseUnit.BOOLEAN:
        found = boolean(value)
        return None if found is None else (base, found)
    found = number(value) if base is BaseUnit.COUNT else amount(value)
    if found is None and base in _QUANTIFIED:
        found, factor = quantity(value), 1
    result = None if found is None else number(_scaled(found, factor) * scale)
    return None if result is None else (base, result)


def _scaled(value: float, factor: float) -> float:
    """``value * factor``, by division for fractions, so that 57 % is 0.57 and not 0.5700000000000001."""
    return value * factor if factor >= 1 else value / round(1 / factor)
