"""Rows that are as expected are read by types, and what is learnt of the others keeps it so."""

import json
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.vos.decoding import BodyError, Knowledge
from vos_exporter.vos.hints import Kind
from vos_exporter.vos.payloads.base import text

FULL = {"id": "i1", "name": "one", "url": "https://vos/one.png"}


def read(*rows: Any, **asked: Any) -> Any:
    return decode("images", json.dumps(rows).encode(), **asked)


def names(decoded: Any) -> list[str]:
    return [text(row.name) for row in decoded.rows]


def test_the_first_answer_is_looked_at_closely_and_the_next_is_not() -> None:
    first = read(FULL, {**FULL, "id": "i2", "colour": "red"}, now=1_000)
    known = first.knowledge
    assert (known.plain, known.absent, known.at, known.looked) == (True, frozenset(), (), 1_000)
    again = read({**FULL, "shape": "round"}, knowledge=known, now=1_100)
    assert [hint.path for hint in again.hints.of(Kind.UNREAD)] == ["[].colour"]
    assert again.knowledge is known
    later = read({**FULL, "shape": "round"}, knowledge=known, now=1_700)
    assert [hint.path for hint in later.hints.of(Kind.UNREAD)] == ["[].shape"]
    assert later.knowledge.changes == 1


def test_what_a_system_lacks_is_learnt_and_not_missed() -> None:
    known = read({"id": "i1", "name": "one"}).knowledge
    assert known.absent == {"url"}
    assert read({"id": "i1", "name": "one"}, knowledge=known, now=1).knowledge is known


def test_a_key_that_goes_is_looked_for_at_once() -> None:
    known = read(FULL).knowledge
    decoded = read({"id": "i1", "imageName": "one", "url": "x"}, knowledge=known, now=1)
    assert names(decoded) == ["one"]
    assert not decoded.knowledge.plain
    assert decoded.spelled == {"name": "imageName"}


def test_an_envelope_is_learnt_and_its_marks_still_count() -> None:
    body = {"data": {"images": [FULL]}, "total": 1}
    known = decode("images", json.dumps(body).encode()).knowledge
    assert known.at == ("data", "images")
    again = decode("images", json.dumps({**body, "total": 9}).encode(), knowledge=known, now=1)
    assert (names(again), again.truncated, again.hints.found) == (["one"], True, "the list under data.images")
    with pytest.raises(BodyError):
        decode("images", json.dumps({**body, "error": "x"}).encode(), knowledge=known, now=1)
    moved = decode("images", json.dumps([FULL]).encode(), knowledge=known, now=1)
    assert names(moved) == ["one"]


def test_one_odd_row_costs_itself() -> None:
    decoded = read(FULL, 5, None, {**FULL, "id": "i2", "name": ["x"]}, {**FULL, "id": None}, FULL)
    assert (len(decoded.rows), decoded.items, decoded.undecodable, decoded.duplicates) == (2, 6, 3, 1)


def test_rows_beyond_the_limit_are_counted_and_not_built() -> None:
    many = [{**FULL, "id": str(number)} for number in range(5)]
    decoded = read(*many, row_limit=2)
    assert (len(decoded.rows), decoded.items, decoded.over_limit, decoded.truncated) == (2, 5, 3, True)
    assert len(read(*many, 5, row_limit=2).rows) == 2


def test_without_one_usable_row_the_route_fails() -> None:
    for rows in ([{"id": None, "name": "x"}], [{"foo": 1}], [5]):
        with pytest.raises(BodyError):
            read(*rows)
    assert read().rows == []


def test_rows_without_identity_need_a_field_we_know() -> None:
    body = json.dumps([{"severity": "MAJOR"}, {"colour": "red"}]).encode()
    decoded = decode("notifications", body)
    assert (len(decoded.rows), decoded.undecodable) == (1, 1)


def test_what_rules_read_and_no_row_has_is_missing() -> None:
    body = json.dumps([{"id": "s", "name": "one"}]).encode()
    first = decode("services", body)
    assert [hint.path for hint in first.hints.of(Kind.MISSING)] == ["[].control_state"]
    again = decode("services", body, knowledge=first.knowledge, now=1)
    assert [hint.path for hint in again.hints.of(Kind.MISSING)] == ["[].control_state"]
    assert decode("services", body, fields={"control_state": None}).hints.of(Kind.MISSING) == []
    some = json.dumps([{"id": "s", "controlState": "OFF", "name": "x"}, {"id": "t", "name": "y"}]).encode()
    assert decode("services", some).hints.of(Kind.MISSING) == []


def test_a_clock_that_went_back_looks_again() -> None:
    decoded = read({**FULL, "shape": 1}, knowledge=Knowledge(looked=5_000), now=10)
    assert decoded.knowledge.looked == 10


def test_ids_are_texts_whatever_they_are() -> None:
    decoded = read({**FULL, "id": 1}, {**FULL, "id": "1"}, {**FULL, "id": 1.0})
    assert (len(decoded.rows), decoded.duplicates) == (1, 2)
