"""How a number says its unit: in its key, in its text, beside it, around it, by its name, or not at all."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.system.tongues.tongue import Manner, Tongue, split_key

SENTINEL = -999
"""What cards and agents write where they know nothing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit as people write it.

    Attributes:
        keys: how it ends a key, ``cpuPercent``.
        texts: how it stands behind a number, ``37.5 %``.
        says: what a field called unit says.
        factor: how many base units it is.
        base: the base unit.
        option: how the configuration calls it.
    """

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    says: tuple[str, ...]
    factor: float
    base: str
    option: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured.

    Attributes:
        names: how it is called, as words; each body uses one.
        families: base unit to the family that shows it.
        ranges: base unit to what a working plant has.
        units: in which units it is told.
        by_name: the name alone says the unit.
        scientific: it spans magnitudes and is written as ``1.5e-7``.
        whole: only whole numbers.
        totals: names of what is used and what there is, where both without a unit make a ratio.
        concept: how the configuration calls it, where an operator may say its unit.
    """

    names: tuple[str, ...]
    families: Mapping[str, str]
    ranges: Mapping[str, tuple[float, float]]
    units: tuple[Unit, ...]
    by_name: bool = False
    scientific: bool = False
    whole: bool = False
    totals: tuple[tuple[str, str], ...] = ()
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """How one body tells one quantity.

    Attributes:
        key: under which key.
        unit: in which unit.
        unit_said: how the unit is written where it stands beside or around the number.
        beside: the key that the unit stands under.
        inside: the keys of value and unit, where the number is an object.
        behind: what follows the number in its text.
        quoted: the number is a text.
        vague: nothing says the unit.
        operator: the operator says it, in the configuration.
        total: the key of what there is, where that makes a ratio.
    """

    key: str
    unit: Unit
    unit_said: str = ""
    beside: str = ""
    inside: tuple[str, str] | None = None
    behind: str = ""
    quoted: bool = False
    vague: bool = False
    operator: bool = False
    total: str = ""


def saying(tongue: Tongue, quantity: Quantity) -> Saying:
    """The same for each row of a body."""
    about = quantity.names[0]
    unit = tongue.choose(f"the unit of {about}", quantity.units)
    way = tongue.choose(f"the way of {about}", ways(tongue.manner, quantity, unit))
    name = tongue.choose(f"the name of {about}", quantity.names)
    quoted = tongue.choose(f"{about} as text", (False, False, True))
    said_as = tongue.choose(f"unit of {about}", unit.says or ("",))
    if way == "key":
        ended = f"{name} {tongue.choose(f'the key of {about}', unit.keys)}"
        return Saying(tongue.field(ended), unit, quoted=quoted)
    key = tongue.field(name)
    if way == "text":
        return Saying(key, unit, behind=tongue.choose(f"unit behind {about}", unit.texts), quoted=True)
    if way == "beside":
        return Saying(key, unit, said_as, tongue.key(" ".join([*split_key(key), "unit"])), quoted=quoted)
    if way == "around":
        return Saying(key, unit, said_as, inside=(tongue.key("value"), tongue.key("unit")), quoted=quoted)
    if way == "operator":
        return Saying(key, unit, unit.option, quoted=quoted, operator=True)
    if way == "total":
        used, whole = map(tongue.key, tongue.choose(f"totals of {about}", quantity.totals))
        return Saying(used, unit, total=whole)
    return Saying(key, unit, quoted=quoted, vague=way == "nothing")


def ways(manner: Manner, quantity: Quantity, unit: Unit) -> list[str]:
    """In which ways ``quantity`` can be told in ``unit``."""
    spoken = (("key", unit.keys), ("text", unit.texts), ("beside", unit.says), ("around", unit.says))
    known = [way for way, forms in spoken if forms] + ["operator"] * bool(quantity.concept)
    if quantity.by_name:
        return [*known, "name", "name"]
    if manner is Manner.VAGUE:
        return [*known, *["nothing"] * 6, *["total"] * 2 * bool(quantity.totals)]
    return known


def said(way: Saying, value: float) -> Any:
    """``value`` as the body has it."""
    written: Any = repr(value) + way.behind if way.quoted else value
    return written if way.inside is None else {way.inside[0]: written, way.inside[1]: way.unit_said}


def draw(rng: random.Random, quantity: Quantity, unit: Unit) -> tuple[float, float]:
    """A value in ``unit`` as a body says it, and the same in the base unit."""
    low, high = quantity.ranges[unit.base]
    if quantity.scientific:
        value = float(f"{low * (high / low) ** rng.random():.3e}")
        return value, value * unit.factor
    value = rng.uniform(low, high) / unit.factor
    value = round(value) if quantity.whole or abs(value) > 1e5 else round(value, 3)
    return value, value * unit.factor
