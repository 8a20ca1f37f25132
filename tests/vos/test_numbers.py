"""A value is a number in a base unit, a number without a unit, or says why it is none."""

from typing import Any

import pytest

from vos_exporter.vos.numbers import (
    Measure,
    Measured,
    Nothing,
    Quantity,
    Unitless,
    amount,
    boolean,
    measure,
    number,
)
from vos_exporter.vos.states import SWITCH
from vos_exporter.vos.units import SHARE, BaseUnit, Evidence, Unit

CPU = Measure((BaseUnit.RATIO, BaseUnit.CORES), SHARE)
MER = Measure((BaseUnit.DB,), unit=Unit.DB)


@pytest.mark.parametrize(
    ("value", "told", "base", "amount", "evidence"),
    [
        ("37.5 %", {}, BaseUnit.RATIO, 0.375, Evidence.TEXT),
        ("250m", {"operator": Unit.PERCENT}, BaseUnit.CORES, 0.25, Evidence.TEXT),
        (250, {"sibling": "millicores"}, BaseUnit.CORES, 0.25, Evidence.SIBLING),
        (37.5, {"key_unit": Unit.PERCENT}, BaseUnit.RATIO, 0.375, Evidence.KEY),
        (37.5, {"key_unit": Unit.RATIO, "sibling": "%"}, BaseUnit.RATIO, 0.375, Evidence.SIBLING),
        (37.5, {"key_unit": Unit.RATIO, "operator": Unit.PERCENT}, BaseUnit.RATIO, 0.375, Evidence.OPERATOR),
        ("3.75", {"operator": Unit.PERCENT, "scale": 10}, BaseUnit.RATIO, 0.375, Evidence.OPERATOR),
        (Quantity(2, Unit.CORES), {"operator": Unit.PERCENT}, BaseUnit.CORES, 2, Evidence.SHAPE),
        (100.4, {"key_unit": Unit.PERCENT}, BaseUnit.RATIO, 1.004, Evidence.KEY),
    ],
)
def test_something_says_the_unit(
    value: object, told: dict[str, Any], base: BaseUnit, amount: float, evidence: Evidence
) -> None:
    found = measure(value, CPU, **told)
    assert isinstance(found, Measured)
    assert (found.base, found.evidence) == (base, evidence)
    assert found.value == pytest.approx(amount)


def test_a_quantity_with_one_unit_in_the_field_says_it_by_its_name() -> None:
    assert measure(14.3, MER) == Measured(BaseUnit.DB, 14.3, Evidence.NAME)
    assert measure(14.3, MER, sibling="%") == Unitless(14.3)
    assert measure(14.3, MER, sibling="n/a") == Measured(BaseUnit.DB, 14.3, Evidence.NAME)


@pytest.mark.parametrize("value", [37.5, "37.5", " 3e1 "])
def test_without_a_word_there_is_no_unit(value: object) -> None:
    assert isinstance(measure(value, CPU), Unitless)
    assert isinstance(measure(value, CPU, sibling="wibble"), Unitless)


@pytest.mark.parametrize(
    "value", ["37.5 MHz", "abc", "1,174.7 %", "<3 %", [], {}, True, 10**400, "9" * 65, float("nan")]
)
def test_what_is_no_such_number_cannot_be_read(value: object) -> None:
    assert measure(value, CPU, Unit.PERCENT) is Nothing.UNREADABLE


@pytest.mark.parametrize("value", [None, "", " n/a ", "-"])
def test_what_says_nothing_is_absent(value: object) -> None:
    assert measure(value, CPU) is Nothing.ABSENT


@pytest.mark.parametrize(
    ("value", "unit"), [(5000, Unit.PERCENT), (-1, Unit.CORES), ("1e308", Unit.CORES), (-999, Unit.RATIO)]
)
def test_what_cannot_be_is_implausible(value: object, unit: Unit) -> None:
    assert measure(value, CPU, unit) is Nothing.IMPLAUSIBLE


def test_what_overflows_is_implausible() -> None:
    assert measure(1e308, CPU, Unit.CORES, scale=1e10) is Nothing.IMPLAUSIBLE


@pytest.mark.parametrize(
    ("value", "found"),
    [(True, True), (0, False), ("1", True), ("off", False), (7, None), ("QUIESCED", None), ([], None)],
)
def test_yes_and_no(value: object, found: bool | None) -> None:
    assert boolean(value, SWITCH) is found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (1, 1),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1e3", 1000),
        (True, 1),
        (Quantity(3, Unit.BYTES), 3),
        ("x", None),
        (None, None),
        (10**400, None),
        ("inf", None),
    ],
)
def test_a_number_is_finite(value: object, found: float | None) -> None:
    assert number(value) == found


def test_a_boolean_is_no_amount() -> None:
    assert amount(True) is None
    assert amount("1") == 1
