"""Which unit a number may be counted in, by its size: a question to a person, never an answer."""

from collections.abc import Mapping, Sequence

from vos_exporter.doctor.concepts import Told
from vos_exporter.vos.units import BY_UNIT, BaseUnit, Unit

SHARES: Sequence[tuple[Unit, float]] = ((Unit.RATIO, 1.0), (Unit.PERCENT, 110.0))
"""A share is in the first of these whose most it does not exceed."""

USUAL: Mapping[BaseUnit, tuple[float, float, tuple[Unit, ...]]] = {
    BaseUnit.CORES: (0.001, 512, (Unit.CORES, Unit.MILLICORES, Unit.NANOCORES)),
    BaseUnit.BYTES: (3e7, 4e12, (Unit.BYTES, Unit.MEGABYTES, Unit.KILOBYTES, Unit.GIGABYTES)),
    BaseUnit.BYTES_PER_SECOND: (
        2e5 / 8, 2e8 / 8,
        (Unit.KILOBITS_PER_SECOND, Unit.BITS_PER_SECOND, Unit.MEGABITS_PER_SECOND),
    ),
    BaseUnit.HERTZ: (5e7, 5e10, (Unit.MEGAHERTZ, Unit.KILOHERTZ, Unit.HERTZ, Unit.GIGAHERTZ)),
    BaseUnit.SYMBOLS_PER_SECOND: (
        2e5, 1e8,
        (Unit.MEGASYMBOLS_PER_SECOND, Unit.KILOSYMBOLS_PER_SECOND, Unit.SYMBOLS_PER_SECOND),
    ),
    BaseUnit.DBM: (-110, 10, (Unit.DBM,)),
    BaseUnit.VOLTS: (1, 60, (Unit.VOLTS, Unit.MILLIVOLTS)),
}  # fmt: skip
"""What the largest number of a kind usually is in a headend, in the base unit, and the units that equipment
of the field says it in, the commonest first."""


def candidates(told: Told) -> list[Unit]:
    """The units in which the numbers of ``told`` would be usual ones, the likeliest first."""
    low, high = told.low or 0.0, told.high or 0.0
    found: list[Unit] = []
    if BaseUnit.RATIO in told.possible and low >= 0:
        found += [unit for unit, most in SHARES if high <= most][:1]
    for base in told.possible:
        least, most, units = USUAL.get(base, (0.0, 0.0, ()))
        found += [unit for unit in units if least <= high * BY_UNIT[unit].factor <= most]
    return list(dict.fromkeys(found))


def question(told: Told, units: Sequence[Unit]) -> str:
    """Why the first of ``units`` is asked about: ``3.1 to 91.7 over 8 rows: percent?``."""
    others = f" (or {', '.join(units[1:])})" if units[1:] else ""
    return f"{told.low:.6g} to {told.high:.6g} over {told.rows} rows: {units[0]}?{others}"
