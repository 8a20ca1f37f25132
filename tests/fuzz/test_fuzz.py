"""What the fuzzer found once is judged for ever; and the fuzzer finds what is wrong."""

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fuzz.bodies import body
from tests.fuzz.judging import REGRESSIONS, judge, kept, read
from vos_exporter.collectors import COLLECTORS
from vos_exporter.vos.decoding import Asked, BodyError, decode
from vos_exporter.vos.routes import BY_KEY, ROUTES


def bodies(seed: int) -> Mapping[str, bytes]:
    rng = random.Random(seed)
    return {route.key: body(rng, route.key) for route in ROUTES}


@pytest.mark.parametrize("path", sorted(REGRESSIONS.glob("*.json")), ids=lambda path: path.stem)
def test_what_failed_once_is_judged_good(path: Path) -> None:
    judge(read(path))


def test_some_random_bodies_are_judged_good_and_survive_the_file(tmp_path: Path) -> None:
    rounds = [bodies(1), bodies(2)]
    judge(rounds)
    assert read(kept(rounds, "a", tmp_path)) == rounds


def test_a_collector_that_breaks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ValueError

    monkeypatch.setattr(type(COLLECTORS["pods"]), "collect", broken)
    with pytest.raises(AssertionError, match="broke"):
        judge([{route.key: b'[{"name": "a", "cpu": "5%"}]' for route in ROUTES}])


def test_most_bodies_get_past_decoding_and_many_do_not() -> None:
    """A fuzzer whose bodies are all refused, or all as usual, would prove nothing."""
    outcomes: Counter[bool] = Counter()
    for seed in range(30):
        for key, one in bodies(seed).items():
            try:
                outcomes[bool(decode(BY_KEY[key], one, Asked()).rows)] += 1
            except BodyError:
                outcomes[False] += 1
    assert outcomes[True] > 200
    assert outcomes[False] > 100
