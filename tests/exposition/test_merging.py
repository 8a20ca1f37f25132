"""One family from several routes, and the limits of the whole answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vos_exporter.exposition import Encoded, Merged, encode, merged, shared_bytes
from vos_exporter.exposition.labels import label_values
from vos_exporter.families import Declaration, gauge

FAMILIES = [gauge(f"vos_test_{letter}", "A family.", "one", "two") for letter in "abc"]
ANY = 1_000_000

texts = st.text(st.sampled_from('aB7é" !\\\n\r\x1f'), max_size=3)
values = st.dictionaries(st.tuples(texts, texts), st.integers(0, 9), max_size=8)


def part(declaration: Declaration, *labels: tuple[str, str], value: float = 1) -> Encoded:
    (encoded,) = encode([declaration.family((one, value) for one in labels)], ANY)
    return encoded


def lines(result: Merged) -> list[str]:
    return [line for family in result.families for line in family.body.decode().split("\n")[:-1]]


@given(st.lists(values, min_size=1, max_size=3))
def test_series_are_sorted_by_their_label_values_and_the_first_route_wins(
    routes: list[dict[tuple[str, str], int]],
) -> None:
    parts = [(str(n), encode([FAMILIES[0].family(found.items())], ANY)[0]) for n, found in enumerate(routes)]
    wanted: dict[tuple[str, str], int] = {}
    for found in routes:
        wanted = {**found, **wanted}
    result = [(label_values(line), int(line.rpartition(" ")[2])) for line in lines(merged(parts, ANY))]
    assert result == sorted(wanted.items())


@pytest.mark.parametrize(
    ("limits", "kept", "dropped"),
    [
        ({}, 6, {}),
        ({"most_series": 6}, 6, {}),
        ({"most_series": 5}, 5, {"late": 1}),
        ({"most_series": 1}, 1, {"late": 2, "early": 3}),
        ({"most_series": 0}, 0, {"late": 2, "early": 4}),
        ({"most_bytes": 30 * 6}, 6, {}),
        ({"most_bytes": 30 * 6 - 1}, 5, {"late": 1}),
        ({"most_bytes": 30}, 1, {"late": 2, "early": 3}),
        ({"most_bytes": 29}, 0, {"late": 2, "early": 4}),
    ],
)
def test_the_whole_answer_has_so_many_series_and_bytes_and_what_is_dropped_is_counted(
    limits: dict[str, Any], kept: int, dropped: dict[str, int]
) -> None:
    parts = [
        ("late", part(FAMILIES[1], ("a", "1"), ("a", "2"))),
        ("early", part(FAMILIES[0], ("a", "1"), ("a", "2"), ("a", "3"), ("a", "4"))),
    ]
    result = merged(parts, ANY, **limits)
    everything = lines(merged(parts, ANY))
    assert {len(line) for line in everything} == {29}
    assert lines(result) == everything[:kept]
    assert result.dropped == dropped
    assert not result.late


def test_what_is_cut_is_cut_between_lines_whatever_stands_in_a_label() -> None:
    whole = part(FAMILIES[0], ("a\rb", "1"), ("a\x85b", "2"), ("c", "3"))
    result = merged([("route", whole)], 2)
    assert lines(result) == whole.body.decode().split("\n")[:2]
    assert result.dropped == {"route": 1}


def test_when_the_time_is_over_the_families_that_are_left_are_left_out() -> None:
    looks = iter([False, False, True])
    result = merged([(one.name, part(one, ("a", "1"))) for one in FAMILIES], ANY, late=lambda: next(looks))
    assert [family.declaration for family in result.families] == FAMILIES[:2]
    assert result.late


def test_only_what_several_routes_fill_costs_something_to_merge() -> None:
    alone, shared, other = (part(one, ("a", "1")) for one in (*FAMILIES[:2], FAMILIES[1]))
    assert shared_bytes([("x", alone), ("x", shared), ("y", part(FAMILIES[0]))]) == 0
    assert shared_bytes([("x", alone), ("x", shared), ("y", other)]) == 2 * len(shared.body)
