"""Rows are found, not assumed; an error is no plant, and a part is no whole."""

import json
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.vos.decoding import BodyError, ErrorObject
from vos_exporter.vos.hints import Kind

A, B = {"name": "a", "cpuPercent": 10}, {"name": "b", "cpuPercent": 20}


def ids(body: object, route: str = "nodes", **asked: Any) -> list[str]:
    return [row.id for row in decode(route, json.dumps(body).encode(), **asked).rows]


@pytest.mark.parametrize(
    "body",
    [
        [A, B],
        {"nodes": [A, B]},
        {"data": {"nodes": [A, B]}},
        {"response": {"data": {"items": [A, B]}}},
        {
            "_embedded": {"nodes": [A, B]},
            "_links": {"self": {"href": "/x"}},
            "page": {"size": 20, "number": 0},
        },
        {"status": {"code": 200}, "data": [A, B]},
        {"a": {"cpuPercent": 10}, "b": {"cpuPercent": 20}},
        {"data": {"a": {"cpuPercent": 10}, "b": {"cpuPercent": 20}, "note": "n"}},
        {"nodes": [A, B], "racks": [{"colour": "red"}]},
        {"errors": [], "error": None, "success": True, "nodes": [A, B]},
    ],
)
def test_rows_are_found_in_any_envelope(body: object) -> None:
    assert ids(body) == ["a", "b"]


def test_one_row_may_be_the_whole_body() -> None:
    assert ids(A) == ["a"]
    assert ids({"data": {"node": A}}) == ["a"]


@pytest.mark.parametrize("body", [[], {"nodes": []}, {"items": []}, {"data": {"nodes": []}}, {"data": []}])
def test_an_empty_list_is_an_empty_plant(body: object) -> None:
    assert ids(body) == []


@pytest.mark.parametrize(
    "body",
    [
        {"error": "x"},
        {"errors": [{"code": 1}]},
        {"success": False, "data": []},
        {"status": "FAILED", "items": []},
        {"status": 500, "message": "x"},
        {"status": "404"},
        {"status": {"code": 500}},
        {"code": 1, "msg": "x"},
        {"ok": False},
        {"exception": "java.lang.NullPointerException"},
    ],
)
def test_an_object_that_speaks_of_an_error_is_one(body: object) -> None:
    with pytest.raises(ErrorObject):
        ids(body)


def test_a_row_may_be_in_a_bad_state() -> None:
    assert ids({**A, "status": "FAILED"}) == ["a"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "no rows"),
        ({"data": {}}, "data"),
        ([[]], "no rows"),
        ([1, 2], "no rows"),
        (None, "null"),
        (5, "int"),
        ({"nodes": [{"colour": "red"}]}, "nodes"),
        ({"alpha": [A], "beta": [B]}, "alpha, beta"),
        ({"x": []}, "x"),
        ([{"name": "a"}, {"foo": 1}][1:], "foo"),
    ],
)
def test_none_or_several_is_an_error_that_names_the_keys(body: object, named: str) -> None:
    with pytest.raises(BodyError, match=named):
        ids(body)


def test_no_id_of_a_map_is_in_a_sentence() -> None:
    with pytest.raises(BodyError) as error:
        ids({"secret-id": {"colour": {"x": 1}}})
    assert "secret-id" not in str(error.value)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"a": {"x": [A, B]}, "b": {"x": [A]}}, "a.x"),
        ({"here": {"a": {"cpuPercent": 10}, "b": {"cpuPercent": 20}}}, "here"),
    ],
)
def test_the_operator_can_say_where(body: object, where: str) -> None:
    assert ids(body, rows=where) == ["a", "b"]


def test_the_operator_may_point_at_one_row() -> None:
    assert ids({"x": A}, rows="x") == ["a"]


@pytest.mark.parametrize("where", ["data.nodes", "n"])
def test_where_the_operator_says_there_must_be_rows(where: str) -> None:
    with pytest.raises(BodyError, match=where):
        ids({"n": 5, "nodes": [A]}, rows=where)


def test_what_stands_beside_the_rows_is_told() -> None:
    decoded = decode(
        "nodes", json.dumps({"nodes": [A], "racks": [{"x": 1}], "total": 1, "none": None}).encode()
    )
    assert [hint.path for hint in decoded.hints.of(Kind.UNREAD)] == ["racks"]
    assert decoded.hints.found == "the list under nodes"


@pytest.mark.parametrize(
    "body", [{"product": "x"}, [{"product": "x"}], {"data": {"product": "x"}}, {"a": {"b": {"model": "x"}}}]
)
def test_a_single_thing_is_found_by_its_concepts(body: object) -> None:
    (row,) = decode("system_info", json.dumps(body).encode()).rows
    assert row.text("product") == "x"


def test_a_single_thing_may_be_pointed_at() -> None:
    (row,) = decode("system_info", b'{"a": {"model": "x"}, "b": {"model": "y"}}', rows="b").rows
    assert row.text("product") == "y"
    for where in ("c", "a.model"):
        with pytest.raises(BodyError, match="one object"):
            decode("system_info", b'{"a": {"model": "x"}}', rows=where)


@pytest.mark.parametrize("body", ["{}", '{"hello": "world"}', '[{"a": 1}, {"b": 2}]', "[]"])
def test_what_tells_nothing_of_a_single_thing_is_refused(body: str) -> None:
    with pytest.raises(BodyError):
        decode("system_info", body.encode())
