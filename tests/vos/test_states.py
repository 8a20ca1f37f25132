"""A word is good or bad only where it plainly is."""

import pytest

from vos_exporter.vos.states import CONTROL_STATE, LOCK_STATE, NETWORK_STATE, UPLINK_STATE, is_nothing, tokens

GOOD = ("CONNECTED", "connected", "OK", "Up", "Link Up", "isUp", "LINK_STATE_UP")
BAD = (
    "LOST", "lost", "DISCONNECTED", "DISCONNECTED_BY_PEER", "NOT_CONNECTED", "Not Connected", "notConnected",
    "notconnected", "CONNECTION_LOST", "LINK_DOWN", "NO_LINK", "Unreachable",
)  # fmt: skip
NEITHER = (
    "QUIESCED",
    "phase 2",
    "X17",
    "OK_LOST",
    "LOST_AND_FOUND",
    "NOT_QUIESCED",
    "no lost ok",
    "17",
    "x" * 65,
)


@pytest.mark.parametrize("word", GOOD)
def test_plainly_good(word: str) -> None:
    assert UPLINK_STATE.verdict(word) is True


@pytest.mark.parametrize("word", BAD)
def test_plainly_bad(word: str) -> None:
    assert UPLINK_STATE.verdict(word) is False


@pytest.mark.parametrize("word", [*NEITHER, 5, None, ["UP"]])
def test_nobody_may_judge(word: object) -> None:
    assert UPLINK_STATE.verdict(word) is None


@pytest.mark.parametrize("word", ["ERROR_FREE", "RECOVERED_FROM_FAILED", "WAS_LOST"])
def test_what_was_or_is_overcome_says_nothing_of_what_is(word: str) -> None:
    assert UPLINK_STATE.verdict(word) is None


def test_a_boolean_is_its_own_verdict() -> None:
    assert NETWORK_STATE.verdict(True) is True
    assert NETWORK_STATE.extended({"true": False}).verdict(True) is False


def test_the_operator_has_the_last_word_in_any_spelling() -> None:
    words = CONTROL_STATE.extended({"Stand-by": True, "ACTIVATED": False})
    assert words.verdict("STANDBY") is True
    assert words.verdict("activated") is False
    assert tuple(words.known) == ("ACTIVATED", "OFF", "Stand-by")
    assert CONTROL_STATE.extended({}) is CONTROL_STATE


def test_a_demodulator_that_searches_is_not_locked() -> None:
    assert LOCK_STATE.verdict("SEARCHING") is False
    assert LOCK_STATE.verdict("FULL_LOCK") is True


def test_words_are_told_apart_by_case_and_separators() -> None:
    assert tokens("NOT_LOCKED") == tokens("notLocked") == tokens("Not Locked") == ["not", "locked"]


@pytest.mark.parametrize(
    ("value", "nothing"), [(None, True), ("N/A", True), ("", True), (0, False), ("x", False)]
)
def test_what_says_nothing(value: object, nothing: bool) -> None:
    assert is_nothing(value) is nothing
