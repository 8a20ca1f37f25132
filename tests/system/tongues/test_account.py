"""The account itself: a perfect reader passes, and each kind of lie and silence is found."""

import dataclasses
from collections.abc import Callable

import pytest

from tests.kits.reading import Hint, Reading
from tests.system.tongues.account import KINDS, account
from tests.system.tongues.facts import Rendering, Told
from tests.system.tongues.plants import TELLERS
from tests.system.tongues.rendering import render

BODIES = 60


def perfect(rendering: Rendering) -> Reading:
    """What an exporter says that understood everything, and said so of the rest."""
    if rendering.fails:
        return Reading("failed", "decode", "there are no rows in it")
    counters = {**rendering.rejected, "truncated": int(rendering.part), "unmapped": 0}
    reading = Reading("ok", counters=counters)
    for expected in rendering.expected:
        if expected.fact.told is Told.PLAINLY:
            plain = {key: fact for key, fact in expected.texts.items() if fact.told is Told.PLAINLY}
            texts = {key: fact.value for key, fact in plain.items()}
            labels = frozenset({**dict.fromkeys(expected.texts, ""), **texts, **expected.labels}.items())
            reading.series[expected.family, labels] = expected.fact.value
    reading.hints = [Hint(min(KINDS[asked.told]), f"rows[].{asked.path}") for asked in rendering.asked]
    return reading


def bodies(route: str, wanted: Callable[[Rendering], object] = lambda _: True) -> list[Rendering]:
    """Some renderings of ``route`` that hold what is wanted."""
    found = [render(route, f"account/{number}") for number in range(BODIES)]
    return [rendering for rendering in found if wanted(rendering)]


@pytest.mark.parametrize("route", TELLERS)
def test_a_perfect_reader_is_neither_wrong_nor_silent(route: str) -> None:
    for rendering in bodies(route):
        balance = account(rendering, perfect(rendering))
        assert (balance.wrong, balance.silent) == ([], [])
        assert balance.there == balance.told


@pytest.mark.parametrize("route", TELLERS)
def test_a_body_is_the_same_for_the_same_seed_and_another_for_another(route: str) -> None:
    assert render(route, "one").pages == render(route, "one").pages
    assert len({render(route, str(number)).pages[0].body for number in range(20)}) > 10


@pytest.mark.parametrize("route", TELLERS)
def test_a_series_that_is_missing_is_silence(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.plain and rendering.expected):
        reading = perfect(rendering)
        reading.series.popitem()
        balance = account(rendering, reading)
        assert balance.silent
        assert balance.there < balance.told


@pytest.mark.parametrize("route", TELLERS)
def test_a_series_that_is_off_is_wrong(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.plain and rendering.expected):
        reading = perfect(rendering)
        key, value = reading.series.popitem()
        reading.series[key] = value * 1.001 + 1
        assert account(rendering, reading).wrong


@pytest.mark.parametrize("route", TELLERS)
def test_a_series_of_nothing_is_wrong(route: str) -> None:
    for rendering in bodies(route, lambda rendering: not rendering.fails):
        reading = perfect(rendering)
        reading.series["vos_node_cpu_usage_ratio", frozenset({("node_name", "nobody")})] = 0.5
        assert account(rendering, reading).wrong


@pytest.mark.parametrize("route", TELLERS)
def test_a_number_as_reported_has_to_be_in_the_body(route: str) -> None:
    for rendering in bodies(route, lambda rendering: not rendering.fails)[:10]:
        reading = perfect(rendering)
        reading.series[f"vos_{route}_depth_reported", frozenset()] = 123.456
        assert account(rendering, reading).wrong


def test_a_label_that_is_off_is_wrong_and_one_that_is_empty_is_silence() -> None:
    [rendering] = bodies("profiles", lambda rendering: rendering.plain and len(rendering.pages) == 1)[:1]
    for label, says in (("another", "wrong"), ("", "silent")):
        reading = perfect(rendering)
        key = next(key for key in reading.series if key[0] == "vos_profile_info")
        labels = {**dict(key[1]), "profile_name": label}
        reading.series[key[0], frozenset(labels.items())] = reading.series.pop(key)
        assert getattr(account(rendering, reading), says)


@pytest.mark.parametrize("route", TELLERS)
def test_an_error_that_is_read_as_a_plant_is_wrong(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.fails):
        assert account(rendering, Reading("ok")).wrong


@pytest.mark.parametrize("route", TELLERS)
def test_a_reader_that_refuses_everything_is_not_wrong_but_nothing_is_there(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.plain):
        balance = account(rendering, Reading("failed", "decode", "there are no rows in it"))
        assert not balance.wrong
        assert balance.there == 0
        assert balance.told > 0


@pytest.mark.parametrize("route", TELLERS)
def test_what_is_asked_for_and_not_said_is_silence(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.asked):
        for asked in rendering.asked:
            reading = perfect(rendering)
            reading.counters |= dict.fromkeys(("decode", "field", "implausible", "unmapped"), 0)
            reading.hints = [hint for hint in reading.hints if not hint.path.endswith(asked.path)]
            assert account(rendering, reading).silent


@pytest.mark.parametrize("route", TELLERS)
def test_a_hint_for_nothing_or_with_a_name_is_wrong(route: str) -> None:
    for rendering in bodies(route, lambda rendering: rendering.plain)[:5]:
        reading = perfect(rendering)
        reading.hints = [Hint("unread", "rows[].name")]
        assert account(rendering, reading).wrong
        reading.hints = [Hint("rows", "rows[]")]
        assert not account(rendering, reading).wrong
        secret = max(rendering.names, default="")
        if secret:
            leaking = dataclasses.replace(reading, hints=[Hint("rows", f"rows.{secret}.cpu")])
            assert account(rendering, leaking).wrong


@pytest.mark.parametrize("route", sorted(set(TELLERS) - {"system_info"}))
def test_a_part_that_looks_like_the_whole_is_silence_and_the_whole_is_no_part(route: str) -> None:
    parts = bodies(route, lambda rendering: rendering.part)
    for rendering in parts:
        reading = perfect(rendering)
        reading.counters["truncated"] = 0
        assert account(rendering, reading).silent
    for rendering in bodies(route, lambda rendering: rendering.plain and len(rendering.pages) == 1):
        reading = perfect(rendering)
        reading.counters["truncated"] = 1
        assert account(rendering, reading).wrong


def test_rows_that_were_rejected_have_to_be_counted() -> None:
    for rendering in bodies("nodes", lambda rendering: rendering.rejected):
        reading = perfect(rendering)
        reading.counters |= dict.fromkeys(rendering.rejected, 0)
        assert account(rendering, reading).silent
