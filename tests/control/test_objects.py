"""Objects keep their bytes wherever nobody asked for a change."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vos_exporter.control.objects import (
    RawObject,
    differences,
    digest,
    holds,
    leaves,
    merged,
    narrowed,
    picked,
    place,
    same,
)

KEYS = st.sampled_from(["id", "name", "rank", "inputs", "a", "b", "sourceId"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from([0.0, 1.5, -2.25])
    | st.sampled_from("xyz")
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=5)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The same kind of object, written with odd blanks."""
    value = draw(OBJECTS)
    return json.dumps(value, separators=draw(st.sampled_from([(",", ":"), (" , ", ": ")])))


def members(raw: bytes) -> dict[str, bytes]:
    return {key: bytes(value) for key, value in msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).items()}


@given(texts(), OBJECTS)
def test_what_is_wanted_is_so_and_the_rest_keeps_its_bytes(text: str, wanted: dict[str, Any]) -> None:
    before, after = members(text.encode()), members(merged(text.encode(), wanted))
    assert holds(json.loads(merged(text.encode(), wanted)), wanted)
    assert {key: after[key] for key in before.keys() - wanted.keys()} == {
        key: before[key] for key in before.keys() - wanted.keys()
    }
    assert after.keys() == before.keys() | wanted.keys()


@given(texts(), OBJECTS)
def test_merging_twice_is_merging_once(text: str, wanted: dict[str, Any]) -> None:
    once = merged(text.encode(), wanted)
    assert merged(once, wanted) == once


@given(texts())
def test_nothing_wanted_changes_nothing(text: str) -> None:
    assert merged(text.encode(), {}) == text.encode()
    assert merged(text.encode(), json.loads(text)) == text.encode()


@given(OBJECTS, OBJECTS)
def test_what_was_picked_undoes_it(value: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Where every wanted key was there before, as a plan sees to."""
    assume(fits(wanted, value))
    after = merged(json.dumps(value).encode(), wanted)
    assert same(json.loads(merged(after, picked(value, wanted))), value)


def fits(wanted: Any, value: Any) -> bool:
    """Whether ``wanted`` names only keys that ``value`` has, and no object in the place of another value."""
    if isinstance(wanted, dict) and isinstance(value, dict):
        return all(key in value and fits(wanted[key], value[key]) for key in wanted)
    return not isinstance(wanted, dict) and not isinstance(value, dict | list)


@given(OBJECTS, OBJECTS)
def test_what_is_held_already_is_not_named_again(value: dict[str, Any], wanted: dict[str, Any]) -> None:
    left = narrowed(wanted, value)
    assert (not left) is holds(value, wanted)
    assert same(
        json.loads(merged(json.dumps(value).encode(), left)),
        json.loads(merged(json.dumps(value).encode(), wanted)),
    )


@given(VALUES, VALUES)
def test_there_are_differences_exactly_where_two_values_are_not_the_same(one: Any, other: Any) -> None:
    assert (list(differences(one, other)) == []) is same(one, other)


@given(OBJECTS)
def test_a_digest_is_of_the_value_and_not_of_the_order(value: dict[str, Any]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


@given(OBJECTS, OBJECTS)
def test_a_digest_tells_two_values_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (digest(one) == digest(other)) <= same(one, other)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (True, 1, False),
        (0, False, False),
        (1, 1.0, True),
        ([1], [1, 1], False),
        ({}, [], False),
        (None, 0, False),
    ],
)
def test_true_is_not_one_and_one_is_one(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal


def test_items_are_found_again_by_their_id_wherever_they_stand() -> None:
    raw = b'{"inputs": [{"id": "a", "odd": 1.50e3}, {"id": "b", "odd": 2.50e3}]}'
    wanted = {"inputs": [{"id": "b"}, {"id": "a", "rank": 2}, {"id": "c"}]}
    assert merged(raw, wanted) == (
        b'{"inputs":[{"id": "b", "odd": 2.50e3},{"id":"a","odd":1.50e3,"rank":2},{"id":"c"}]}'
    )


def test_a_place_is_written_as_a_person_would() -> None:
    ((path, leaf),) = leaves({"inputs": [{"rank": 1}]})
    assert (place(path), leaf) == ("inputs[0].rank", 1)


@pytest.mark.parametrize("raw", [b"[]", b"1", b"{", b""])
def test_only_an_object_is_an_object(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a JSON object|malformed|truncated"):
        RawObject.of(raw)


def test_an_object_without_name_or_with_a_number_for_an_id_has_texts() -> None:
    found = RawObject.of(b'{"id": 7, "name": null}')
    assert (found.id, found.name) == ("7", "")
