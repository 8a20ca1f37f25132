"""Which rule decides, and when a window is open."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from vos_exporter.collectors.expectation import (
    candidates,
    expected_active,
    first_match,
    in_window,
    needs_labels,
)
from vos_exporter.collectors.options import Day, Expectation, ServiceMatch, ServiceRule, Window

PARIS = "Europe/Paris"


def at(text: str, zone: str = PARIS, fold: int = 0) -> float:
    """Seconds since the epoch of a wall clock time; ``fold`` 1 is the second time it shows on that day."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def rule(name: str | None = None, label: str | None = None) -> ServiceRule:
    return ServiceRule(ServiceMatch(name=name, label=label))


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-06-06T11:59:59", False),
        ("2026-06-06T12:00:00", True),
        ("2026-06-06T22:59:59", True),
        ("2026-06-06T23:00:00", False),
        ("2026-06-07T15:00:00", True),
        ("2026-06-05T15:00:00", False),
        ("2026-06-08T15:00:00", False),
    ],
)
def test_a_window_has_its_start_but_not_its_end_and_only_its_days(moment: str, inside: bool) -> None:
    window = Window(start="12:00", end="23:00", days=(Day.SAT, Day.SUN), time_zone=PARIS)
    assert in_window(window, at(moment)) is inside


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-06-06T21:59:59", False),
        ("2026-06-06T22:00:00", True),
        ("2026-06-07T01:59:59", True),
        ("2026-06-07T02:00:00", False),
        ("2026-06-07T22:30:00", False),
        ("2026-06-06T01:00:00", False),
    ],
)
def test_a_window_past_midnight_belongs_to_the_day_it_starts(moment: str, inside: bool) -> None:
    window = Window(start="22:00", end="02:00", days=(Day.SAT,), time_zone=PARIS)
    assert in_window(window, at(moment)) is inside


@pytest.mark.parametrize(
    ("end", "last"), [("00:00", "23:59:59"), ("24:00", "23:59:59"), ("23:00", "22:59:59")]
)
def test_a_window_may_last_to_the_end_of_the_day(end: str, last: str) -> None:
    window = Window(start="00:00", end=end, days=(Day.SAT,), time_zone=PARIS)
    assert not in_window(window, at("2026-06-05T23:59:59"))
    assert in_window(window, at("2026-06-06T00:00:00"))
    assert in_window(window, at(f"2026-06-06T{last}"))
    assert not in_window(window, at("2026-06-07T00:00:00"))


def test_the_zone_is_the_windows_own() -> None:
    window = Window(start="12:00", end="13:00", time_zone="America/New_York")
    assert in_window(window, at("2026-06-06T16:30:00", "UTC"))
    assert not in_window(window, at("2026-06-06T12:30:00", "UTC"))
    assert in_window(Window(start="12:00", end="13:00"), at("2026-06-06T12:30:00", "UTC"))


def test_an_hour_that_comes_twice_is_inside_once_and_without_a_gap() -> None:
    """On 25 October 2026 the clocks of Paris show 02:00 to 03:00 twice."""
    window = Window(start="01:30", end="03:30", time_zone=PARIS)
    start, end = at("2026-10-25T01:30:00"), at("2026-10-25T03:30:00")
    assert end - start == 3 * 3600
    assert not in_window(window, start - 1)
    assert all(in_window(window, start + minutes * 60) for minutes in range(180))
    assert not in_window(window, end)


def test_a_window_that_ends_in_the_hour_that_comes_twice_ends_at_the_first() -> None:
    window = Window(start="22:00", end="02:30", time_zone=PARIS)
    assert in_window(window, at("2026-10-25T02:29:59"))
    assert not in_window(window, at("2026-10-25T02:30:00"))
    assert not in_window(window, at("2026-10-25T02:15:00", fold=1))


def test_an_hour_that_never_comes_shortens_the_night() -> None:
    """On 29 March 2026 the clocks of Paris go from 02:00 to 03:00."""
    window = Window(start="22:00", end="04:00", days=(Day.SAT,), time_zone=PARIS)
    start, end = at("2026-03-28T22:00:00"), at("2026-03-29T04:00:00")
    assert end - start == 5 * 3600
    assert all(in_window(window, start + minutes * 60) for minutes in range(300))
    assert not in_window(window, end)


def test_the_first_rule_that_matches_wins() -> None:
    rules = [rule(name="a*"), rule(name="ab*"), rule()]
    assert first_match(candidates(rules, "abc"), ()) is rules[0]
    assert first_match(candidates(rules, "x"), ()) is rules[2]
    assert first_match(candidates(rules[:2], "x"), ()) is None


def test_a_label_rule_matters_only_where_it_stands_before_the_one_that_decides() -> None:
    rules = [rule(name="a*"), rule(label="tier1"), rule(name="b*", label="tier2"), rule(name="*")]
    assert not needs_labels(candidates(rules, "a"))
    assert needs_labels(candidates(rules, "b"))
    assert first_match(candidates(rules, "b"), {"tier2"}) is rules[2]
    assert first_match(candidates(rules, "b"), {"tier1", "tier2"}) is rules[1]
    assert first_match(candidates(rules, "b"), ()) is rules[3]
    assert first_match(candidates(rules, "c"), {"tier2"}) is rules[3]


def test_names_are_globs_that_heed_case() -> None:
    assert candidates([rule(name="Sport-[12]?")], "Sport-1x")
    assert not candidates([rule(name="Sport-*")], "sport-1")


def test_what_a_rule_expects() -> None:
    window = Window(start="12:00", end="13:00")
    noon = at("2026-06-06T12:00:00", "UTC")
    match = ServiceMatch()
    assert expected_active(ServiceRule(match, Expectation.ACTIVE), noon) is True
    assert expected_active(ServiceRule(match, Expectation.INACTIVE), noon) is False
    assert expected_active(ServiceRule(match), noon) is None
    assert expected_active(ServiceRule(match, Expectation.WINDOW, window), noon) is True
    assert expected_active(ServiceRule(match, Expectation.WINDOW, window), noon - 1) is False
    assert expected_active(ServiceRule(match, Expectation.WINDOW), noon) is None
