"""Rows of public shapes that are not as expected are read field by field."""

import json
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.collectors.options import FieldOverride
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.numbers import Measured, Unitless
from vos_exporter.vos.payloads.base import UNSET, text
from vos_exporter.vos.payloads.fitting import Shape
from vos_exporter.vos.payloads.services import Service
from vos_exporter.vos.units import Unit


def one(route: str, row: dict[str, Any], **asked: Any) -> Any:
    (found,) = decode(route, json.dumps([row]).encode(), **asked).rows
    return found


def hints(route: str, row: dict[str, Any], **asked: Any) -> set[tuple[str, str]]:
    decoded = decode(route, json.dumps([row]).encode(), **asked)
    return {
        (hint.kind.value, hint.path.removeprefix("[]."))
        for hint in decoded.hints
        if hint.kind != Kind.MISSING
    }


@pytest.mark.parametrize(
    "spell", [str, str.upper, lambda key: "".join(f"_{c.lower()}" if c.isupper() else c for c in key)]
)
def test_keys_are_read_in_any_spelling_at_every_depth(spell: Any) -> None:
    row = {"id": "s", "controlState": "OFF", "serviceSources": [{"sourceId": "x", "rank": 1}]}
    spelled = {spell(key): value for key, value in row.items()}
    spelled[spell("serviceSources")] = [{spell("sourceId"): "x", "rank": 1}]
    service = one("services", spelled)
    assert (text(service.control_state), service.sources()) == ("OFF", [("x", "1")])
    assert hints("services", spelled) == set()


@pytest.mark.parametrize(
    ("odd", "path"),
    [
        ({"addons": "none"}, "addons"),
        ({"serviceSources": "x"}, "serviceSources"),
        ({"serviceSources": {"x": 1}}, "serviceSources"),
        ({"serviceSources": [5]}, "serviceSources[]"),
        ({"name": {}}, "name"),
        ({"destinationsId": {"a": 1}}, "destinationsId"),
        ({"destinationsId": "garbage"}, "destinationsId"),
        ({"destinationsId": [{}]}, "destinationsId[]"),
        ({"enableRollingUpgrade": "blue"}, "enableRollingUpgrade"),
    ],
)
def test_what_cannot_be_read_costs_that_field(odd: dict[str, Any], path: str) -> None:
    row = {"id": "s", "controlState": "OFF", **odd}
    assert text(one("services", row).control_state) == "OFF"
    assert hints("services", row) == {("unreadable", path)}


def test_what_says_nothing_is_no_news() -> None:
    row = {
        "id": "s",
        "addons": [],
        "serviceSources": {},
        "destinationsId": {},
        "enableRollingUpgrade": "n/a",
        "labels": ["x"],
    }
    assert hints("services", row) == set()
    service = one("services", row)
    assert (service.sources(), service.destinations(), service.enable_rolling_upgrade) == ([], [], None)


def test_a_single_object_is_a_list_of_one() -> None:
    assert one("services", {"id": "s", "serviceSources": {"sourceId": "x", "rank": 1}}).sources() == [
        ("x", "1")
    ]
    identity = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3"
    assert one("services", {"id": "s", "destinationsId": identity}).destinations() == [identity]


def test_nested_shapes_may_be_in_a_list_of_one() -> None:
    row = {"id": "x", "inputs": [{"id": "i", "ipSettingsList": [{"ipAddress": "192.0.2.1", "ipPort": 5000}]}]}
    (entry,) = one("sources", row).known_inputs()
    assert entry.address() == ("192.0.2.1", "5000")
    odd = {"id": "x", "inputs": [{"id": "i", "ipSettings": [1, 2], "zixiSettings": "x", "slateSettings": []}]}
    assert hints("sources", odd) == {
        ("unreadable", "inputs[].ipSettings"),
        ("unreadable", "inputs[].zixiSettings"),
    }


def test_words_are_yes_or_no() -> None:
    assert one("sources", {"id": "x", "enableMonitoring": "TRUE"}).enable_monitoring is True
    assert one("sources", {"id": "x", "enableMonitoring": 0}).enable_monitoring is False


def test_the_unread_is_told_and_the_known_is_not() -> None:
    row = {"id": "s", "colour": "red", "pmtPid": 5, "nothing": None, "none": {}, "embeddedProfiles": [1]}
    assert hints("services", row) == {("unread", "colour"), ("unread", "pmtPid"), ("unread", "none")}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"usedStorageInMB": 20}, 2e7),
        ({"usedStorageInGB": 20}, 2e10),
        ({"usedStorage": "20 GiB"}, 20 * 2**30),
        ({"usedStorage": {"value": 20, "unit": "GB"}}, 2e10),
        ({"storageUsed": 20, "storageUsedUnit": "GB"}, 2e10),
    ],
)
def test_a_number_is_read_by_whatever_says_its_unit(told: dict[str, Any], found: float) -> None:
    storage = one("origin_tasks", {"originTaskId": "t", **told}).storage()
    assert isinstance(storage, Measured)
    assert storage.value == found


def test_a_number_without_a_unit_waits() -> None:
    row = {"originTaskId": "t", "usedStorage": 20}
    assert one("origin_tasks", row).storage() == Unitless(20)
    assert hints("origin_tasks", row) == {("no_unit", "usedStorage")}
    operator = {"used_storage": FieldOverride(unit=Unit.GIBIBYTES)}
    assert one("origin_tasks", row, fields=operator).storage().value == 20 * 2**30
    assert hints("origin_tasks", {"originTaskId": "t", "usedStorage": "x"}) == {("unreadable", "usedStorage")}


def test_the_operator_names_keys_of_public_shapes_too() -> None:
    fields = {
        "control_state": FieldOverride(aliases=("state.wanted",)),
        "service_sources.rank": FieldOverride(aliases=("place",)),
        "name": None,
    }
    row = {
        "id": "s",
        "name": "x",
        "state": {"wanted": "OFF"},
        "serviceSources": [{"sourceId": "a", "place": 2}],
    }
    service = one("services", row, fields=fields)
    assert text(service.control_state) == "OFF"
    assert service.sources() == [("a", "2")]
    assert text(service.name) == ""
    assert (
        text(one("services", {"id": "s", "state": 5, "controlState": "ON"}, fields=fields).control_state)
        == "ON"
    )


def test_a_row_gets_its_key_from_where_it_stands() -> None:
    body = {"s1": {"name": "one", "controlState": "OFF"}, "s2": {"name": "two", "controlState": "OFF"}}
    rows = decode("services", json.dumps(body).encode()).rows
    assert [text(row.id) for row in rows] == ["s1", "s2"]


def test_the_concepts_of_a_shape_are_dotted() -> None:
    concepts = Shape(Service, {}).concepts
    assert {"control_state", "service_sources", "service_sources.rank"} <= set(concepts)


def test_plans_are_kept_within_bounds() -> None:
    shape = Shape(Service, {})
    first = shape.plan(("id",))
    for index in range(300):
        shape.plan((f"k{index}",))
    assert shape.plan(("id",)) is not first


def test_a_missing_list_is_no_list() -> None:
    assert one("services", {"id": "s", "name": "x"}).service_sources is UNSET


def test_an_object_in_a_numbers_place_that_holds_none_is_told() -> None:
    """An odd row among others: neither a series nor silence."""
    row = {"originTaskId": "t", "storageUsedBytes": {"x": "y"}}
    assert ("unreadable", "storageUsedBytes") in hints("origin_tasks", row)
