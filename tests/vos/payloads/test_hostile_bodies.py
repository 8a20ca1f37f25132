"""F2, F3: bodies that cost much to read are refused or read in time and memory that are bounded."""

import contextlib
import json
import time
import tracemalloc
from collections.abc import Callable

import pytest

from vos_exporter.vos.decoding import Asked, BodyError, BodyTooLarge, Decoded, NotJson, decode
from vos_exporter.vos.payloads.lenient import LONGEST_LENIENT, MOST_OBJECTS, MOST_VALUES
from vos_exporter.vos.payloads.records import MOST_KEYS
from vos_exporter.vos.resolving import NEW_KEYS
from vos_exporter.vos.routes import BY_KEY

MEBIBYTE = 2**20
SECONDS = 15.0
"""Of this process: some ten times what the slowest takes on two shared cores."""


def rows(row: bytes, count: int) -> bytes:
    return b"[" + b",".join([row] * count) + b"]"


def keys(count: int, value: bytes = b"1") -> bytes:
    return b"{" + b",".join(b'"%d":%s' % (number, value) for number in range(count)) + b"}"


TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "empty objects": lambda: rows(b"{}", 64 * MEBIBYTE // 3),
    "numbers": lambda: rows(b"1", 32 * MEBIBYTE),
    "a lone surrogate": lambda: b'["\\ud800",' + rows(b"1", 31 * MEBIBYTE) + b"]",
    "keys of one object": lambda: keys(3_000_000),
    "objects with one member": lambda: rows(b'{"a":1}', MOST_OBJECTS + 1),
    "lists with one member": lambda: rows(b"[1]", MOST_OBJECTS + 1),
    "a surrogate in a long text": lambda: b'["\\ud800","' + b"a" * (LONGEST_LENIENT + 1) + b'"]',
}


@pytest.mark.parametrize("route", ["services", "nodes"])
@pytest.mark.parametrize("name", TOO_LARGE)
def test_bodies_of_too_many_values_are_refused_before_any_is_built(name: str, route: str) -> None:
    body = TOO_LARGE[name]()
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLarge):
            decode(BY_KEY[route], body, Asked())
        assert tracemalloc.get_traced_memory()[1] < MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("route", ["services", "nodes"])
@pytest.mark.parametrize(
    "body",
    [
        keys(MOST_VALUES - 10),
        keys(MOST_OBJECTS - 10, b"{}"),
        b"[" + b",".join(keys(20).replace(b'"', b'"%d' % number, 40) for number in range(50_000)) + b"]",
        b"[" + b",".join(b'{"id":"%d","k%d":1}' % (number, number) for number in range(200_000)) + b"]",
    ],
    ids=["numbers", "objects", "rows", "identified rows"],
)
def test_keys_that_never_come_twice_cost_bounded_time(route: str, body: bytes) -> None:
    """A million different keys held the reading thread for more than half a minute."""
    began = time.process_time()
    with contextlib.suppress(BodyError):
        assert len(decode(BY_KEY[route], body, Asked()).rows) <= 100_000
    assert time.process_time() - began < SECONDS


def test_a_million_different_keys_of_rows_are_too_many() -> None:
    body = b"[" + b",".join(b'{"id":"%d","k%d":1}' % (n, n) for n in range(NEW_KEYS)) + b"]"
    with pytest.raises(BodyTooLarge, match="different keys"):
        decode(BY_KEY["nodes"], body, Asked())


def test_many_rows_by_their_ids_are_no_different_keys_of_rows() -> None:
    body = json.dumps(
        {f"node-{n}": {"cpuUsage": "5%", "role": "x", "memoryUsage": "7%"} for n in range(50_000)}
    )
    assert len(decode(BY_KEY["nodes"], body.encode(), Asked()).rows) == 50_000


def test_keys_of_one_row_beyond_the_first_are_left_out_and_counted() -> None:
    body = json.dumps([{"nodeName": "a", "cpuUsage": "5%", **{f"k{n}": n for n in range(MOST_KEYS)}}])
    decoded = decode(BY_KEY["nodes"], body.encode(), Asked())
    assert [row.id for row in decoded.rows] == ["a"]
    assert decoded.left_out == 1


def test_rows_beyond_the_limit_are_not_built() -> None:
    row = b'{"id":"a","name":"%s"}' % (b"x" * 500)
    body, known = rows(row, 20_000), decode(BY_KEY["services"], rows(row, 10), Asked()).knowledge
    tracemalloc.start()
    try:
        decoded: Decoded[object] = decode(BY_KEY["services"], body, Asked(row_limit=100, knowledge=known))
        assert decoded.over_limit == 19_900
        assert tracemalloc.get_traced_memory()[1] < len(body) + 4 * MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("route", ["services", "nodes", "origin_engine", "system_info"])
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 900 + b"]" * 900,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b"[" * 500_000,
        b'{"a":' * 500_000,
        b" " * 16 * MEBIBYTE,
    ],
    ids=["lists", "objects", "open lists", "open objects", "blanks"],
)
def test_depth_and_blanks_are_refused(route: str, body: bytes) -> None:
    with pytest.raises(BodyError) as caught:
        decode(BY_KEY[route], body, Asked())
    assert len(str(caught.value)) < 500
    assert isinstance(caught.value, NotJson) or body.endswith((b"]", b"}"))
