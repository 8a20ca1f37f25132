"""The committed JSON is what the code says, and what Grafana's own model reads."""

import json

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from grafana.build import OUT, documents, outdated
from grafana.dashboards import BOARDS
from tests.grafana.board_kit import boards


def test_committed_json_is_current() -> None:
    assert outdated() == [], "run: python -m grafana.build"


def test_there_are_eleven_boards() -> None:
    assert len(boards()) == len(BOARDS) == 11


def test_building_twice_gives_the_same_bytes() -> None:
    assert documents() == documents()


@pytest.mark.parametrize("uid", sorted(boards()))
def test_grafanas_model_reads_back_what_was_written(uid: str) -> None:
    board = json.loads((OUT / f"{uid}.json").read_text())
    again = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(board)))
    assert again == board
