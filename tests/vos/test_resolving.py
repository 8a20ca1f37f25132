"""One resolver finds the concepts of a table in the keys of a row."""

import pytest

from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.fields import Field, FieldTable, Kind, canonical, numeric, text
from vos_exporter.vos.numbers import Measure, Nothing
from vos_exporter.vos.payloads.nodes import NODES
from vos_exporter.vos.payloads.rf import RF_SETTINGS
from vos_exporter.vos.resolving import Claim, Resolver
from vos_exporter.vos.units import BaseUnit, Unit


def concept(table: FieldTable, *keys: str) -> set[str]:
    return set(Resolver(table).plan(keys).concepts)


@pytest.mark.parametrize(
    "key",
    [
        "cpu",
        "CPU",
        "cpu_percent",
        "cpuPct",
        "usage.cpu",
        "cpu.value",
        "usage.cpuPercent",
        "metrics.cpu.value",
        "cpu.percent",
    ],
)
def test_a_key_tells_its_concept_in_any_spelling_and_place(key: str) -> None:
    assert concept(NODES, key) == {"cpu"}


@pytest.mark.parametrize("key", ["limits.cpu", "cpu.limit", "cpus", "gpu", "cpuTemperature", "cpu.name"])
def test_another_key_does_not(key: str) -> None:
    assert "cpu" not in concept(NODES, key)


def test_a_key_that_says_its_unit_comes_first_and_then_the_better_one() -> None:
    (claims,) = Resolver(NODES).plan(("cpuLoad", "cpu", "cpuLoadPercent")).numbers
    assert [claim.key for claim in claims] == ["cpuLoadPercent", "cpu", "cpuLoad"]


def test_a_key_beside_it_may_say_the_unit() -> None:
    for keys, sibling in (
        (("cpu", "cpuUnit"), "cpuUnit"),
        (("cpu.value", "cpu.unit"), "cpu.unit"),
        (("cpu.usage", "cpu.units"), "cpu.units"),
        (("cpu", "unit"), "unit"),
        (("cpu", "memory", "unit"), None),
    ):
        plan = Resolver(NODES).plan(keys)
        assert plan.numbers[0][0].sibling == sibling
        assert plan.unread == (() if sibling else ("unit",))


def test_what_nobody_claims_is_unread_and_what_is_known_to_say_nothing_is_not() -> None:
    table = FieldTable((text("role", "role"),), known=("rack",))
    plan = Resolver(table).plan(("role", "rack.row", "colour"))
    assert plan.unread == ("colour",)


def test_a_claimed_key_that_holds_an_object_with_nothing_of_it_is_one() -> None:
    plan = Resolver(NODES).plan(("name", "cpu.code", "role.a.b"))
    assert plan.objects == ("cpu", "role")
    assert plan.unread == ()


def test_the_parts_of_an_identity_are_found() -> None:
    plan = Resolver(RF_SETTINGS).plan(("slot", "rf_port", "id", "tuner"))
    assert plan.identity == (("slot",), ("rf_port",), ("tuner",), ("id", "tuner"))


def test_an_override_comes_first_and_for_id_alone() -> None:
    table = NODES.overridden({"cpu": FieldOverride(aliases=("load",), unit=Unit.PERCENT, scale=2)})
    (claims,) = Resolver(table).plan(("cpuCores", "load")).numbers
    assert [(claim.key, claim.operator_unit, claim.scale) for claim in claims] == [
        ("load", Unit.PERCENT, 2), ("cpuCores", None, 1),
    ]  # fmt: skip
    ids = NODES.overridden({"id": FieldOverride(aliases=("a/b",))})
    assert (ids.identity, ids.own_id) == ((("a",), ("b",)), ())
    assert NODES.overridden({"id": FieldOverride(aliases=("a", "b"))}).identity == (("a", "b"),)
    assert NODES.overridden({"id": None}).identity == NODES.identity
    assert NODES.overridden({}) is NODES


def test_a_concept_that_is_not_there_is_told_by_no_key() -> None:
    table = NODES.overridden({"cpu": None, "memory": FieldOverride(aliases=())})
    assert concept(table, "cpu", "memory") == set()
    assert table.absent == {"cpu"}


def test_a_flag_has_no_number() -> None:
    claim = Claim(Field("up", ("up",), Kind.BOOLEAN), "up", 0, None)
    assert claim.read({"up": 1}) is Nothing.UNREADABLE


def test_the_concepts_of_a_table_are_what_an_operator_can_override() -> None:
    assert NODES.concepts[:3] == ("id", "role", "cpu")
    assert FieldTable((text("a", "a"),)).concepts == ("a",)
    assert NODES.of("cpu").units[:2] == (Unit.RATIO, Unit.PERCENT)
    assert NODES.of("role").units == ()


def test_plans_are_kept_within_bounds() -> None:
    found = Resolver(FieldTable((numeric("a", ("a",), Measure((BaseUnit.DB,))),)))
    assert found.plan(("a",)) is found.plan(("a",))
    for index in range(300):
        found.plan((f"k{index}",))
    many = tuple(f"x{index}" for index in range(600))
    assert found.plan(many) is not found.plan(many)


def test_a_key_without_letters_is_itself() -> None:
    assert canonical("--") == "--"
    assert canonical("c/n") == "cn"
