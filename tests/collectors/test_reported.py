"""Concepts go to declared families, other numbers are exported as reported, within limits."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.collectors.reported import REPORTED_LIMIT, ReportedFamilies, snake_case
from vos_exporter.families import Declaration, Kind, counter, gauge, info
from vos_exporter.vos.fields import FieldTable, numeric, text
from vos_exporter.vos.hints import Kind as HintKind
from vos_exporter.vos.numbers import Measure, Quantity
from vos_exporter.vos.resolving import resolver
from vos_exporter.vos.routes import ROUTES
from vos_exporter.vos.units import BaseUnit, Unit

USAGE_RATIO = gauge("vos_thing_usage_ratio", "Usage.", "thing_id")
USAGE_BYTES = gauge("vos_thing_usage_bytes", "Usage.", "thing_id")
ERRORS = counter("vos_thing_errors_total", "Errors.", "thing_id")
DECLARED = {
    ("usage", BaseUnit.RATIO): USAGE_RATIO,
    ("usage", BaseUnit.BYTES): USAGE_BYTES,
    ("errors", BaseUnit.COUNT): ERRORS,
}
TABLE = FieldTable(
    identity=(("id",),),
    fields=(
        numeric("usage", ("usage", "load"), Measure((BaseUnit.RATIO, BaseUnit.BYTES))),
        numeric("errors", ("errors",), Measure((BaseUnit.COUNT,), unit=Unit.COUNT)),
        text("role", "role"),
    ),
)
Row = Mapping[str, Any]
Overrides = Mapping[str, FieldOverride | None]
Declared = Mapping[tuple[str, BaseUnit], Declaration]
Families = dict[str, dict[tuple[str, ...], float]]
UNITLESS = {"usage": gauge("vos_thing_usage_reported", "Usage.", "thing_id")}


def reported(
    values: Row | Sequence[Row],
    overrides: Overrides | None = None,
    declared: Declared = DECLARED,
    **options: Any,
) -> tuple[Families, Findings]:
    """Family name to label values to value, and the findings, for one row or several."""
    found, findings = resolver(TABLE.overridden(overrides or {})), Findings()
    options.setdefault("unitless", UNITLESS)
    families = ReportedFamilies("thing", declared, ("thing_id",), Context(now=0), findings, **options)
    rows: Sequence[Row] = [values] if isinstance(values, Mapping) else values
    for index, row in enumerate(rows):
        families.add(row, found.plan(tuple(row)), str(index))
    return {family.declaration.name: dict(family.samples) for family in families.families()}, findings


def numbers(
    values: Row | Sequence[Row], overrides: Overrides | None = None, **options: Any
) -> dict[str, float]:
    """Family name to the value of the only row."""
    families, _ = reported(values, overrides, **options)
    return {name: samples[("0",)] for name, samples in families.items()}


def test_a_concept_goes_to_the_family_of_its_base_unit() -> None:
    """Percent is exported as a ratio; a second unit of the concept has its own family."""
    assert numbers({"usagePercent": 50, "usageBytes": "7", "errors": 2}) == {
        "vos_thing_usage_ratio": 0.5,
        "vos_thing_usage_bytes": 7,
        "vos_thing_errors_total": 2,
    }


def test_a_number_without_a_unit_goes_to_the_family_that_says_so_and_is_noted() -> None:
    """Also where another row says its unit."""
    families, findings = reported([{"usage": 50}, {"usagePercent": 50}])
    assert families == {"vos_thing_usage_ratio": {("1",): 0.5}, "vos_thing_usage_reported": {("0",): 50}}
    assert [(hint.kind, hint.path) for hint in findings.hints] == [(HintKind.NO_UNIT, "usage")]


def test_a_number_without_a_unit_and_without_a_family_for_it_is_as_reported() -> None:
    """Nothing is lost."""
    assert numbers({"usage": 50}, unitless={}) == {"vos_thing_usage": 50}


def test_a_count_below_zero_is_dropped_and_noted() -> None:
    """A counter cannot start below zero, and a share neither."""
    families, findings = reported({"errors": -1, "usagePercent": -1})
    assert families == {}
    assert findings.hints.totals == {HintKind.IMPLAUSIBLE: 2}


def test_the_key_that_says_most_wins() -> None:
    """A unit beats none; then the better key; another spelling is neither a second sample nor as reported."""
    assert numbers({"usage": 3, "loadPercent": 50}) == {"vos_thing_usage_ratio": 0.5}
    assert numbers({"loadPercent": 10, "usagePercent": 50}) == {"vos_thing_usage_ratio": 0.5}
    assert numbers({"loadPercent": 10, "usagePercent": None}) == {"vos_thing_usage_ratio": 0.1}
    assert numbers({"loadPercent": 10, "usagePercent": "n/a"}) == {"vos_thing_usage_ratio": 0.1}
    assert numbers({"loadPercent": 10, "usagePercent": "x"}) == {"vos_thing_usage_ratio": 0.1}


def test_keys_match_in_any_spelling() -> None:
    """Case, separators and nesting do not hide a concept."""
    assert numbers({"usage_bytes": 7}) == numbers({"usage.bytes": 7}) == {"vos_thing_usage_bytes": 7}


def test_a_quantity_chooses_its_own_family() -> None:
    """The unit of the body beats that of the operator."""
    overrides = {"usage": FieldOverride(unit=Unit.RATIO)}
    assert numbers({"usage": Quantity(7, Unit.BYTES)}, overrides) == {"vos_thing_usage_bytes": 7}


def test_a_number_without_a_family_of_its_unit_is_exported_as_reported() -> None:
    """An override to a unit we did not foresee loses nothing."""
    cores = {"usage": FieldOverride(unit=Unit.CORES)}
    assert numbers({"usage": 50}, cores) == {"vos_thing_usage_reported": 50}
    assert numbers({"usage": 50}, cores, unitless={}) == {"vos_thing_usage": 50}


def test_text_goes_nowhere_and_ids_are_no_numbers() -> None:
    """Only numbers that no alias claims are exported as reported, booleans as 0 or 1."""
    values = {
        "id": 5,
        "role": 7,
        "note": "x",
        "list": [1],
        "flag": True,
        "inputBitrate": "12.5",
        "nothing": None,
    }
    assert numbers(values) == {"vos_thing_flag": 1, "vos_thing_input_bitrate": 12.5}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("inputBitrate", "vos_thing_input_bitrate"),
        ("HTTPErrors", "vos_thing_http_errors"),
        ("a.b-C d", "vos_thing_a_b_c_d"),
        ("22kHz", "vos_thing_22k_hz"),
        ("__x__", "vos_thing_x"),
        ("温度", "vos_thing_unnamed"),
        ("", "vos_thing_unnamed"),
        ("requestsTotal", "vos_thing_requests_total_reported"),
        ("row_count", "vos_thing_row_count_reported"),
        ("sum", "vos_thing_sum_reported"),
        ("leBucket", "vos_thing_le_bucket_reported"),
        ("info", "vos_thing_info_reported"),
        ("created", "vos_thing_created_reported"),
    ],
)
def test_names_of_numbers_as_reported(key: str, name: str) -> None:
    """Snake case, only characters a name may have, and never the suffix or the name of another family."""
    assert numbers({key: 1}) == {name: 1}


def test_a_name_meets_no_openmetrics_name_either() -> None:
    """OpenMetrics calls a counter and an info without their suffix."""
    declared = {("x", BaseUnit.COUNT): ERRORS, ("y", BaseUnit.COUNT): info("vos_thing_about_info", "About.")}
    assert numbers({"Errors!": 1, "about": 2}, {"errors": FieldOverride(aliases=())}, declared=declared) == {
        "vos_thing_errors_reported": 1, "vos_thing_about_reported": 2,
    }  # fmt: skip


def test_a_long_key_gives_a_short_name() -> None:
    """No family has a name without end."""
    ((name, value),) = numbers({"k" * 256: 3}).items()
    assert (len(name) <= 130, value) == (True, 3)


def test_of_keys_with_one_name_the_first_in_sorted_order_stays() -> None:
    """The others are counted, however often they occur and in whatever order they come."""
    families, findings = reported([{"foo_bar": 1, "fooBar": 2}, {"foo_bar": 3}])
    assert families == {"vos_thing_foo_bar": {("0",): 2}}
    assert findings.folded == 1


def test_at_most_64_families_as_reported() -> None:
    """Kept by sorted order, over all rows; the rest is counted; declared families do not count."""
    rows = [{f"key{index:03}": index, "usagePercent": 1} for index in range(REPORTED_LIMIT + 10)]
    families, findings = reported(rows)
    expected = {f"vos_thing_key{index:03}" for index in range(REPORTED_LIMIT)} | {"vos_thing_usage_ratio"}
    assert families.keys() == expected
    assert findings.folded == 10


def test_help_says_route_and_field() -> None:
    """A person who finds such a family knows where it comes from; control characters do not get through."""
    ctx = Context(now=0)
    families = ReportedFamilies("thing", {}, ("thing_id",), ctx, Findings(), prefix="other")
    row = {"input\ud800Bitrate\n": 1}
    families.add(row, resolver(TABLE).plan(tuple(row)), "0")
    (family,) = families.families()
    assert family.declaration.kind is Kind.GAUGE
    assert family.declaration.help == r"Field input\ud800Bitrate\n of route thing, as reported, unit unknown."
    assert family.declaration.name == "vos_other_input_bitrate"


def test_a_declaration_made_at_run_time_is_kept() -> None:
    """The next scrape uses the same object."""

    def declarations() -> list[Declaration]:
        families = ReportedFamilies("thing", DECLARED, ("thing_id",), Context(now=0), Findings())
        families.add({"inputBitrate": 1}, resolver(TABLE).plan(("inputBitrate",)), "0")
        return [family.declaration for family in families.families()]

    assert declarations()[0] is declarations()[0]


def test_the_operators_key_comes_first_with_its_unit_and_scale() -> None:
    """What the operator knows better counts; our keys stay behind it, with the unit they say themselves."""
    overrides = {"usage": FieldOverride(aliases=("memNow",), unit=Unit.KIBIBYTES, scale=2)}
    assert numbers({"memNow": 1, "usageBytes": 3}, overrides) == {"vos_thing_usage_bytes": 2048}
    assert numbers({"usageBytes": 3}, overrides) == {"vos_thing_usage_bytes": 3}
    assert numbers({"usage": 3}, overrides) == {"vos_thing_usage_reported": 3}


def test_a_unit_of_the_operator_corrects_a_key_that_says_another_of_the_same_kind() -> None:
    """MB that are MiB; but a share does not become bytes."""
    overrides = {"usage": FieldOverride(unit=Unit.MEBIBYTES)}
    assert numbers({"usageMB": 1}, overrides) == {"vos_thing_usage_bytes": 2**20}
    assert numbers({"usagePercent": 1}, overrides) == {"vos_thing_usage_ratio": 0.01}


def test_a_concept_the_operator_says_is_not_there_is_not_read() -> None:
    """Neither under our keys nor as reported."""
    assert numbers({"usagePercent": 50}, {"usage": None}) == {"vos_thing_usage_percent": 50}


def test_no_declared_family_looks_like_a_number_as_reported() -> None:
    """Else a key of one route could meet a family that another route declares."""
    prefixes = tuple(f"vos_{route.key}_" for route in ROUTES if isinstance(route.shape, FieldTable))
    names = {entry.name for collector in COLLECTORS.values() for entry in collector.families}
    assert [name for name in names if name.startswith(prefixes)] == []


def test_snake_case() -> None:
    """Words of any spelling."""
    assert snake_case("someHTTPValue2X") == "some_http_value2_x"
