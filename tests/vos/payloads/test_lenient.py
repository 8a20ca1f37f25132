"""Bytes to JSON: fast where they are as they should be, lenient where they are not."""

import pytest

from vos_exporter.vos.payloads import lenient
from vos_exporter.vos.payloads.base import BodyTooLarge, NotJson
from vos_exporter.vos.payloads.lenient import decode_any, in_utf8


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"[{", "not JSON"),
        (b"<html>secret</html>", "not JSON"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_json_is_refused_and_never_quoted(body: bytes, why: str) -> None:
    with pytest.raises(NotJson, match=why) as error:
        decode_any(body)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b'["\\ud800"]', ["\ud800"]),
        (b"[NaN, Infinity]", ["NaN", "Infinity"]),
    ],
)
def test_broken_characters_and_numbers_cost_nothing(body: bytes, value: object) -> None:
    assert decode_any(body) == value


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("é".encode(), ""),
        ("é".encode(), "application/json; charset=utf-8"),
        ("é".encode(), "application/json; charset=klingon"),
        ("é".encode("latin-1"), 'application/json; charset="ISO-8859-1"'),
        ("é".encode("cp1252"), "application/json;charset=windows-1252"),
        ("é".encode("utf-16"), "text/json; charset=utf-16"),
        (b"\xef\xbb\xbf" + "é".encode(), "application/json"),
        ("é".encode(), "application/json; charset=hex"),
        ("é".encode(), "application/json; charset=utf-16"),
    ],
)
def test_the_declared_charset_counts_if_it_is_one(body: bytes, content_type: str) -> None:
    odd = content_type.endswith("utf-16") and body == "é".encode()
    assert odd or in_utf8(body, content_type) == "é".encode()


def test_a_body_of_too_many_values_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lenient, "MOST_VALUES", 3)
    assert in_utf8(b"[1,2,3,4]") == b"[1,2,3,4]"
    with pytest.raises(BodyTooLarge, match="3 values"):
        in_utf8(b"[1,2,3,4,5]")


def test_what_is_not_in_its_charset_stays_as_it_is() -> None:
    assert in_utf8(b"\xe9", "text/json; charset=euc-jp") == b"\xe9"
