"""Every query of every panel returns data from a real Prometheus that scrapes living plants."""

import time

import pytest

from tests.grafana.board_kit import CHOICES, MAY_BE_EMPTY, Target, annotations, boards, filled, targets
from tests.grafana.living_plants import BROKEN, HEALTHY, Living

pytestmark = [pytest.mark.verify, pytest.mark.timeout(480)]

PATIENCE = 90


def choices(plants: Living, instance: str) -> dict[str, str]:
    return {**CHOICES, "job": "vos", "instance": instance, "service_id": plants.service}


def answer(plants: Living, target: Target, instance: str) -> int:
    """How many series ``target`` shows of a plant."""
    expr = filled(target.expr, choices(plants, instance))
    return len(plants.instant(expr) if target.instant else plants.day(expr))


def may_be_empty(target: Target) -> bool:
    return (target.board, target.panel) in MAY_BE_EMPTY


@pytest.mark.parametrize("uid", sorted(boards()))
def test_every_query_returns_data_of_a_healthy_plant(uid: str, plants: Living, tell: list[str]) -> None:
    asked = [target for target in targets() if target.board == uid and not may_be_empty(target)]
    silent = [target.name for target in asked if not answer(plants, target, HEALTHY)]
    tell.append(f"{uid}: {len(asked) - len(silent)} of {len(asked)} queries returned data of a healthy plant")
    assert silent == []


def test_tables_of_faults_are_empty_on_a_healthy_plant(plants: Living) -> None:
    found = [target.name for target in targets() if may_be_empty(target) and answer(plants, target, HEALTHY)]
    assert found == []


@pytest.mark.parametrize("key", MAY_BE_EMPTY, ids=" ".join)
def test_a_table_of_faults_returns_data_of_a_broken_plant(
    key: tuple[str, str], plants: Living, tell: list[str]
) -> None:
    (target,) = (target for target in targets() if (target.board, target.panel) == key)
    end = time.monotonic() + PATIENCE
    while not answer(plants, target, BROKEN):
        assert time.monotonic() < end, f"{target.name} stayed empty in spite of {MAY_BE_EMPTY[key]}"
        time.sleep(1)
    tell.append(f"{key[0]}: {key[1]} returned data with {MAY_BE_EMPTY[key]}")


def test_every_annotation_can_be_asked(plants: Living) -> None:
    for _, _, expr in annotations():
        plants.day(filled(expr, choices(plants, HEALTHY)))
