"""Numbers of unpublished bodies: what is one, what is none, and in which unit it ends."""

import math

import pytest

from vos_exporter.vos.fields import FACTORS, BaseUnit, Unit
from vos_exporter.vos.payloads.quantities import Quantity, boolean, convert, number, quantity


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1), (-2.5, -2.5), (True, 1), (False, 0), ("12.5", 12.5), (" 7 ", 7), ("-1e-7", 1e-7 * -1),
        (".5", 0.5), ("5.", 5), ("+3", 3), (10**30, 1e30), (Quantity(2, Unit.BYTES), 2),
    ],
)  # fmt: skip
def test_a_number_may_come_in_many_forms(value, expected):
    """Integers, floats, booleans, text and quantities are numbers."""
    assert number(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "n/a",
        "NaN",
        "Infinity",
        "1_000",
        "1,5",
        "0x10",
        "12 dB",
        "1e999",
        10**400,
        [],
        {},
        "\u0661",
        "9" * 65,
    ],
)
def test_no_number_is_guessed(value):
    """What is not plainly a finite number is none."""
    assert number(value) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("250m", 0.25), ("123456789n", 0.123456789), ("15u", 15e-6), ("2", 2), ("1.5", 1.5),
        ("524288Ki", 524288 * 1024), ("1Mi", 2**20), ("2Gi", 2**31), ("3k", 3000), ("4M", 4e6), ("1E", 1e18),
    ],
)  # fmt: skip
def test_a_kubernetes_quantity_carries_its_own_factor(text, expected):
    """Every suffix of the Kubernetes API counts."""
    assert quantity(text) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("value", ["5 Mi", "Ki", "1K", "1.5.2m", True, None, "m", [], "1" * 70 + "m"])
def test_other_text_is_no_quantity(value):
    """A suffix that Kubernetes does not know is none."""
    assert quantity(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, 1), (0, 0), ("LOCKED", 1), ("Not locked", 0), ("up", 1), ("Down", 0), ("1", 1),
        (2, None), ("maybe", None), (0.5, None), (None, None),
    ],
)  # fmt: skip
def test_words_for_yes_and_no(value, expected):
    """A boolean may come as a word; a code beyond 0 and 1 is not interpreted."""
    assert boolean(value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "scale", "expected"),
    [
        (57, Unit.PERCENT, 1, (BaseUnit.RATIO, 0.57)),
        (0.57, Unit.PERCENT, 1, (BaseUnit.RATIO, 0.0057)),
        (57, Unit.RATIO, 1, (BaseUnit.RATIO, 57)),
        (250, Unit.MILLICORES, 1, (BaseUnit.CORES, 0.25)),
        ("250m", Unit.MILLICORES, 1, (BaseUnit.CORES, 0.25)),
        ("524288Ki", Unit.MEGABYTES, 1, (BaseUnit.BYTES, 524288 * 1024)),
        ("250m", Unit.PERCENT, 1, None),
        (-452, Unit.DBM, 0.1, (BaseUnit.DBM, -45.2)),
        (8, Unit.BITS_PER_SECOND, 1, (BaseUnit.BYTES_PER_SECOND, 1)),
        (27.5, Unit.MEGASYMBOLS_PER_SECOND, 1, (BaseUnit.SYMBOLS_PER_SECOND, 27.5e6)),
        ("yes", Unit.BOOLEAN, 7, (BaseUnit.BOOLEAN, 1)),
        (5, Unit.TEXT, 1, None),
        (1e300, Unit.MEGABYTES, 1e10, None),
        (Quantity(0.25, Unit.CORES), Unit.PERCENT, 1, (BaseUnit.CORES, 0.25)),
    ],
)
def test_the_declared_unit_decides(value, unit, scale, expected):
    """The same number means what its unit says; nothing is guessed from its size."""
    measured = convert(value, unit, scale)
    if expected is None:
        assert measured is None
    else:
        assert measured is not None
        assert measured[0] is expected[0]
        assert math.isclose(measured[1], expected[1])


def test_every_unit_has_a_base_unit():
    """No unit an operator may write lacks its factor."""
    assert set(FACTORS) == set(Unit)


def test_a_boolean_is_a_boolean_or_a_count_and_no_amount_of_anything():
    """``cpu: true`` is not 1 percent."""
    measured = {unit for unit in Unit if convert(True, unit) is not None}
    assert measured == {Unit.BOOLEAN, Unit.COUNT}
