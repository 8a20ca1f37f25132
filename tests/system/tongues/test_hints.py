"""What hints are made of: names and types of a bounded number of places, never a value."""

import json
from typing import Any

import pytest

from tests.kits.reading import Page, Reading, read
from tests.system.tongues.plants import TELLERS

CANARY = "canary-7f3a"
BOUND = 500
"""Hints of one route that a page can still show."""


def reading(route: str, body: Any) -> Reading:
    return read(route, [Page(200, {"Content-Type": "application/json"}, json.dumps(body).encode())])


@pytest.mark.parametrize("route", TELLERS)
def test_no_hint_and_no_sentence_holds_a_value(route: str) -> None:
    row = {"id": CANARY, "name": CANARY, "wibble": CANARY, "state": CANARY, "cpu": CANARY, "odd": [CANARY]}
    for body in ([row], {"items": [row], "more": CANARY}, {"error": CANARY}, {"a": [row], "b": [row]}):
        told = reading(route, body)
        assert CANARY not in told.detail
        assert all(CANARY not in hint.path for hint in told.hints)


@pytest.mark.parametrize("route", sorted({"services", "nodes", "rf_statistics", "uplink_status"}))
def test_the_keys_of_a_map_are_names_and_no_hint_holds_them(route: str) -> None:
    rows = {f"{CANARY}-{number}": {"cpu": 5, "uplinkState": "odd", "wibble": 1} for number in range(3)}
    for body in (rows, {"data": rows}):
        told = reading(route, body)
        assert CANARY not in told.detail
        assert all(CANARY not in hint.path for hint in told.hints)


@pytest.mark.parametrize("route", TELLERS)
def test_hints_are_bounded(route: str) -> None:
    row = {"id": "a", "name": "a", "cpu": 5, **{f"wibble{number}": "x" * 99 for number in range(5_000)}}
    told = reading(route, [row, {**row, "id": "b", "name": "b", "x" * 100_000: 1}])
    assert len(told.hints) <= BOUND
    assert all(len(hint.path) <= 1_024 for hint in told.hints)
