"""Bytes of a body to rows: what costs an item, what costs the route, and what costs nothing."""

import json

import pytest

from vos_exporter.vos.payloads.base import distinct, text
from vos_exporter.vos.payloads.decoding import BodyError, decode_any, decode_rows
from vos_exporter.vos.payloads.images import Image
from vos_exporter.vos.payloads.origin import OriginTask


def ids(body: bytes, row_limit: int = 100) -> list[str]:
    return [text(image.id) for image in decode_rows(body, Image, "id", row_limit).rows]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the body is empty"),
        (b" \n", "the body is empty"),
        (b"null", "expected an array or an object, not null"),
        (b"3", "expected an array or an object, not int"),
        (b'"text"', "expected an array or an object, not str"),
        (b"{}", "expected an array, or an object with one array in it, not with 0"),
        (b'{"a": [], "b": []}', "expected an array, or an object with one array in it, not with 2"),
        (b'[{"id": "a"}', "the body is not JSON"),
        (b"<html>secret</html>", "the body is not JSON"),
        (b'[{"id": "a", "name": NaN}]', "the body is not JSON"),
        (b"[" * 5000 + b"]" * 5000, "the body is not JSON"),
    ],
)
def test_a_body_that_is_no_list_costs_the_route_and_is_never_quoted(body: bytes, why: str) -> None:
    with pytest.raises(BodyError) as error:
        decode_rows(body, Image, "id", 100)
    assert str(error.value) == why


@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": "a"}, {"id": "b"}]',
        b'{"count": 2, "items": [{"id": "a"}, {"id": "b"}], "links": {"next": []}}',
        b'\xef\xbb\xbf[{"id": "a"}, {"id": "b"}]',
        b'[{"id": "a", "name": "\\ud800"}, {"id": "b"}]',
        b'[{"id": "a", "name": "\xff"}, {"id": "b"}]',
        b'{"items": [{"id": "a", "name": "\\ud800"}, {"id": "b"}]}',
    ],
)
def test_envelopes_byte_order_marks_and_broken_characters_cost_nothing(body: bytes) -> None:
    assert ids(body) == ["a", "b"]


def test_each_item_that_does_not_fit_costs_one() -> None:
    items = [
        {"id": "a"},
        5,
        None,
        [],
        "x",
        {"name": "no key"},
        {"id": None},
        {"id": ""},
        {"id": {}},
        {"id": 7},
    ]
    decoded = decode_rows(json.dumps(items).encode(), Image, "id", 100)
    assert [text(image.id) for image in decoded.rows] == ["a", "7"]
    assert (decoded.items, decoded.undecodable, decoded.duplicates) == (10, 8, 0)


def test_a_later_row_with_the_same_key_is_dropped_whole() -> None:
    body = b'[{"id": 1, "name": "first"}, {"id": "1", "name": "second"}, {"id": 1.0}]'
    decoded = decode_rows(body, Image, "id", 100)
    assert [image.name for image in decoded.rows] == ["first"]
    assert decoded.duplicates == 2


@pytest.mark.parametrize("item", ['{"id": "x"}', "5"])
def test_rows_beyond_the_limit_are_counted_and_dropped(item: str) -> None:
    """On the fast path, and where a bad item made us take the slow one."""
    body = f'[{{"id": "a"}}, {{"id": "b"}}, {item}, {item}]'.encode()
    decoded = decode_rows(body, Image, "id", 2)
    assert [image.id for image in decoded.rows] == ["a", "b"]
    assert (decoded.items, decoded.over_limit, decoded.undecodable) == (4, 2, 0)


def test_rows_without_a_key_are_rows() -> None:
    assert len(decode_rows(b"[{}, {}]", Image, None, 100).rows) == 2


@pytest.mark.parametrize("spelled", ["12.5", '"12.5"'])
def test_a_number_may_come_as_text(spelled: str) -> None:
    body = f'[{{"originTaskId": "a", "usedStorageInMB": {spelled}}}]'.encode()
    [row] = decode_rows(body, OriginTask, "origin_task_id", 100).rows
    assert float(row.used_storage_in_mb) == 12.5


def test_decode_any_is_as_lenient() -> None:
    assert decode_any(b'\xef\xbb\xbf{"a": "\xff"}') == {"a": "\ufffd"}
    with pytest.raises(BodyError, match="not JSON"):
        decode_any(b"{")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), ("x", "x"), (True, "true"), (False, "false"), (3.0, "3"), (0.5, "0.5"), (7, "7")],
)
def test_any_scalar_becomes_a_label_text(value: object, shown: str) -> None:
    assert text(value) == shown  # type: ignore[arg-type]


def test_distinct_keeps_the_first_of_an_id_and_all_without_one() -> None:
    found = distinct([("a", 1), None, ("a", 2), ("", 3), ("", 4), ("b", 5)], lambda pair: pair[0])
    assert [number for _, number in found] == [1, 3, 4, 5]
