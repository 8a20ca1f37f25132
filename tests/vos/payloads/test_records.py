"""Rows that tables read become records: nested keys are flat, identities are told, doubles dropped."""

import json
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.payloads.records import flatten


def records(route: str, body: Any, **asked: Any) -> Any:
    return decode(route, json.dumps(body).encode(), **asked)


def test_nested_objects_become_dotted_keys() -> None:
    """Lists of objects become what they refer to; what is too deep or too long counts."""
    deep = {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}
    row: dict[str, Any] = {
        "name": "p", "cpu": {"usage": 5, "limit": None}, "empty": {}, "nothing": None,
        "services": [{"id": "s1"}, {"name": "s2"}, "s3", [], None], "deep": deep, "k" * 300: 1,
    }  # fmt: skip
    flat, left_out = flatten(row)
    assert flat == {
        "name": "p", "cpu.usage": 5, "cpu.limit": None, "empty": {}, "nothing": None,
        "services": ["s1", "s2", "s3"],
    }  # fmt: skip
    assert left_out == 2
    assert records("pods", [row]).left_out == 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"id": "rf-1", "card": 1, "port": 2, "demodulator": 3}, "1/2/3"),
        ({"slot": 1, "rf_port": "2"}, "1/2"),
        ({"id": "rf-1", "mer": 3}, "rf-1"),
        ({"id": "rf-1", "port": 3}, "rf-1"),
        ({"card": 4, "mer": 1}, "4"),
        ({"tuner": 4, "mer": 1}, "4"),
        ({"id": {"card": 1}, "port": 7}, "7"),
        ({"id": " ", "tuner": 4, "mer": 1}, "4"),
    ],
)
def test_rf_inputs_are_card_port_and_demodulator(row: dict[str, Any], expected: str) -> None:
    """An id of its own counts only where the parts do not say enough."""
    assert [record.id for record in records("rf_statistics", [row]).rows] == [expected]


def test_rows_in_rows_are_rows_of_their_own() -> None:
    body = [
        {"card": 1, "temperature": 41, "ports": [{"port": 1, "mer": 14}, {"port": 2, "mer": 15}, 5]},
        {"card": 2, "ports": []},
        {"card": 3, "port": 1, "services": [{"id": "x"}]},
    ]
    rows = records("rf_statistics", body).rows
    assert [row.id for row in rows] == ["1/1", "1/2", "2", "3/1"]
    assert rows[0].values["temperature"] == 41


def test_rows_without_key_and_rows_that_are_no_object_cost_themselves() -> None:
    """No row is ever numbered by its position."""
    body = [{"mer": 1}, 5, None, [], {"id": "", "mer": 1}, {"id": "x", "mer": 1}, {"id": "x"}]
    decoded = records("rf_statistics", body)
    assert [record.id for record in decoded.rows] == ["x"]
    assert (decoded.items, decoded.undecodable, decoded.duplicates) == (7, 5, 1)


def test_rows_of_a_log_need_no_key_but_a_field_we_know() -> None:
    decoded = records("scte_logs", [{"time": 1}, {"time": 1}, {"colour": "red"}])
    assert (len(decoded.rows), decoded.undecodable) == (2, 1)


def test_rows_beyond_the_limit_are_counted() -> None:
    decoded = records("nodes", [{"name": str(index), "cpu": 1} for index in range(5)], row_limit=3)
    assert (len(decoded.rows), decoded.items, decoded.over_limit) == (3, 5, 2)


def test_a_list_without_one_usable_row_is_refused() -> None:
    with pytest.raises(BodyError, match="no row"):
        records("nodes", [{"name": None, "cpu": 1}], rows="")


def test_the_best_key_that_says_something_tells_a_text() -> None:
    (row,) = records("nodes", [{"name": "n", "role": None, "nodeRole": " worker ", "cpu": 1}]).rows
    assert (row.text("role"), row.key("role"), row.text("colour"), row.key("colour")) == (
        "worker",
        "role",
        "",
        "",
    )
    (row,) = records("nodes", [{"name": "n", "roles": ["worker"], "cpu": 1}]).rows
    assert row.text("role") == "worker"


def test_a_text_that_is_none_is_noted() -> None:
    odds: tuple[object, ...] = ([], ["a", "b"], {})
    for odd in odds:
        decoded = records("nodes", [{"name": "n", "role": odd, "cpu": 1}])
        assert [hint.path for hint in decoded.hints.of(Kind.UNREADABLE)] == ["[].role"]
        assert decoded.rows[0].text("role") == ""


def test_each_key_nobody_claims_is_told_once_with_its_rows() -> None:
    body = [
        {"name": "a", "cpu": 1, "colour": None},
        {"name": "b", "cpu": 1, "colour": "red"},
        {"name": "c", "up": {"x": 1}},
    ]
    hints = records("nodes", body).hints
    assert {(hint.path, hint.type, hint.rows) for hint in hints.of(Kind.UNREAD)} == {
        ("[].colour", "text", 2), ("[].up.x", "number", 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ({"requests": 5, "servers": [{"name": "a", "cpu": 1}]}, {"requests": 5}),
        ({"global": {"requests": 5}, "servers": [{"name": "a", "cpu": 1}]}, {"requests": 5}),
        ({"requests": 5, "servers": {"a": {"cpu": 1}}}, {"requests": 5}),
        ({"engine": {"requests": 5, "servers": [{"name": "a", "cpu": 1}]}}, {"requests": 5}),
        (
            {"engine": {"servers": [{"name": "a", "cpu": 1}], "version": "1"}, "load": {"x": 1}},
            {"engine.version": "1", "load.x": 1},
        ),
    ],
)
def test_numbers_beside_the_servers_are_kept_as_a_row_without_id(body: Any, numbers: dict[str, Any]) -> None:
    overall, server = records("origin_engine", body).rows
    assert (overall.id, dict(overall.values)) == ("", numbers)
    assert server.id == "a"


def test_servers_alone_and_numbers_alone() -> None:
    assert [row.id for row in records("origin_engine", [{"name": "a", "cpu": 1}]).rows] == ["a"]
    both = records("origin_engine", {"a": {"cpu": 1}, "b": {"cpu": 2}}).rows
    assert [row.id for row in both] == ["a", "b"]
    (overall,) = records("origin_engine", {"requests": 5, "cpu": {"usage": 1}}).rows
    assert dict(overall.values) == {"requests": 5, "cpu.usage": 1}


@pytest.mark.parametrize("body", [{"hello": "world"}, {"status": "UP"}, {"code": 5, "message": "x"}, "x", {}])
def test_neither_servers_nor_numbers_is_no_engine(body: Any) -> None:
    with pytest.raises(BodyError):
        records("origin_engine", body)


def test_the_operator_can_say_where_the_servers_are() -> None:
    with pytest.raises(BodyError, match="where rows says"):
        records("origin_engine", {"requests": 5}, rows="servers")


def test_instances_of_one_server_are_told_apart_by_their_index() -> None:
    body = [{"id": "s", "index": 0, "cpu": 1}, {"id": "s", "index": 1, "cpu": 1}, {"index": 2, "cpu": 1}]
    decoded = records("origin_engine", body)
    assert [row.id for row in decoded.rows] == ["s/0", "s/1"]
    assert decoded.undecodable == 1
