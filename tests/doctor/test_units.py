"""Which unit is asked about, by the size of a number."""

import pytest

from vos_exporter.doctor.concepts import Told
from vos_exporter.doctor.units import USUAL, candidates, question
from vos_exporter.vos.units import BY_UNIT, BaseUnit, Unit


def told(low: float, high: float, *possible: BaseUnit) -> Told:
    return Told("x", "x", 8, low=low, high=high, possible=possible)


@pytest.mark.parametrize(
    ("low", "high", "possible", "first"),
    [
        (3.1, 91.7, (BaseUnit.RATIO, BaseUnit.CORES), Unit.PERCENT),
        (0.03, 0.91, (BaseUnit.RATIO, BaseUnit.CORES), Unit.RATIO),
        (120, 31_000, (BaseUnit.RATIO, BaseUnit.CORES), Unit.MILLICORES),
        (2e9, 4e9, (BaseUnit.RATIO, BaseUnit.BYTES), Unit.BYTES),
        (2_000, 4_000, (BaseUnit.RATIO, BaseUnit.BYTES), Unit.MEGABYTES),
        (5_000, 12_000, (BaseUnit.BYTES_PER_SECOND,), Unit.KILOBITS_PER_SECOND),
        (5e6, 12e6, (BaseUnit.BYTES_PER_SECOND,), Unit.BITS_PER_SECOND),
        (11_700, 12_750, (BaseUnit.HERTZ,), Unit.MEGAHERTZ),
        (10.7, 12.75, (BaseUnit.HERTZ,), Unit.GIGAHERTZ),
        (27_500, 27_500, (BaseUnit.SYMBOLS_PER_SECOND,), Unit.KILOSYMBOLS_PER_SECOND),
        (-60, -30, (BaseUnit.DBM,), Unit.DBM),
        (-5, -1, (BaseUnit.RATIO,), None),
        (0, 0, (BaseUnit.BYTES_PER_SECOND,), None),
        (1, 2, (BaseUnit.SECONDS,), None),
    ],
)
def test_the_likeliest_unit(
    low: float, high: float, possible: tuple[BaseUnit, ...], first: Unit | None
) -> None:
    assert next(iter(candidates(told(low, high, *possible))), None) == first


def test_every_unit_of_the_table_leads_to_its_base() -> None:
    assert {
        base for base, (_, _, units) in USUAL.items() for unit in units if BY_UNIT[unit].base is not base
    } == set()


def test_the_question_names_the_range_and_the_others() -> None:
    one = told(3.1, 91.7, BaseUnit.RATIO)
    assert question(one, [Unit.PERCENT]) == "3.1 to 91.7 over 8 rows: percent?"
    assert question(one, [Unit.PERCENT, Unit.CORES]).endswith("percent? (or cores)")
