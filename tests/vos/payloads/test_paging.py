"""The part that looks like the whole is told, and the next page is found."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.kits.collecting import decode
from vos_exporter.vos.payloads.paging import followed, is_round_cap, next_link

ROWS = [{"id": "s1", "name": "one"}, {"id": "s2", "name": "two"}]


def truncated(body: object, headers: Mapping[str, str] | None = None, **asked: Any) -> bool:
    return decode("services", json.dumps(body).encode(), headers=headers or {}, **asked).truncated


@pytest.mark.parametrize(
    "body",
    [
        {"content": ROWS, "totalElements": 4},
        {"total": 9000, "services": ROWS},
        {"content": ROWS, "last": False},
        {"content": ROWS, "totalPages": 2, "number": 0},
        {"services": ROWS, "next": "/x?page=2"},
        {"services": ROWS, "hasMore": True},
        {"_embedded": {"services": ROWS}, "page": {"totalElements": 4}},
        {"_embedded": {"services": ROWS}, "_links": {"next": {"href": "/x"}}},
        {"services": ROWS, "links": [{"rel": "next", "href": "/x"}]},
        {"services": ROWS, "metadata": {"remainingItemCount": 3}},
        {"services": ROWS, "count": 4},
    ],
)
def test_a_mark_of_paging_says_that_it_is_a_part(body: object) -> None:
    assert truncated(body)


@pytest.mark.parametrize(
    "body",
    [
        ROWS,
        {"services": ROWS, "total": 2},
        {"services": ROWS, "count": 1},
        {"services": ROWS, "next": None},
        {"content": ROWS, "last": True, "totalPages": 1, "hasMore": False},
        {"services": ROWS, "metadata": {"remainingItemCount": 0}},
        {"services": ROWS, "next": True, "total": "many", "totalPages": "x", "links": []},
    ],
)
def test_what_is_the_whole_is_not_marked(body: object) -> None:
    assert not truncated(body)


def test_headers_count() -> None:
    assert truncated(ROWS, {"x-total-count": "4"})
    assert not truncated(ROWS, {"x-total-count": "2"})
    assert truncated(ROWS, {"link": '</x?page=2>; rel="next"'})


def test_a_round_number_of_rows_may_be_cut_unless_it_says_that_it_is_all() -> None:
    rows = [{"id": str(number), "name": "x"} for number in range(100)]
    assert truncated(rows)
    assert not truncated({"services": rows, "total": 100})
    assert not truncated(rows[:99])
    assert is_round_cap(1_000)


def test_as_many_rows_as_were_asked_for_may_be_cut() -> None:
    assert truncated(ROWS, limit=2)
    assert not truncated(ROWS, limit=3)
    assert not truncated({"services": ROWS, "total": 2}, limit=2)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ('</x?page=2>; rel="next"', "/x?page=2"),
        ("</x?page=2>;rel=next", "/x?page=2"),
        ('</x?page=9>; rel="last", </x?page=2>; rel="next"', "/x?page=2"),
        ('</x>; title="a, b"; rel="prefetch next"', "/x"),
        ('</x>; rel="self"', None),
        ("", None),
        ('</x>; rel="nextish"', None),
    ],
)
def test_the_next_link_is_found(link: str, target: str | None) -> None:
    assert next_link({"link": link}) == target


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("/y?page=2", "/y?page=2"),
        ("?page=2", "/a/b?page=2"),
        ("c", "/a/c"),
        ("https://vos:443/y", "/y"),
        ("https://vos", "/"),
        ("http://vos/y", None),
        ("https://elsewhere/y", None),
        ("//elsewhere/y", None),
        ("https://vos:x/y", None),
        ("https://[", None),
    ],
)
def test_a_link_is_followed_on_the_same_origin_only(reference: str, place: str | None) -> None:
    assert followed(reference, "https://vos/a/b?page=1") == place
