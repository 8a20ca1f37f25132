"""Severities and classes are read from text, the operator's way first."""

import re
import time

import pytest

from vos_exporter.collectors.options import ClassPattern, NotificationOptions
from vos_exporter.vos.notification_classes import (
    CLASS_PATTERNS,
    CLASSES,
    SEVERITIES,
    SEVERITY_MAP,
    TITLE_LIMIT,
    Reader,
    Severities,
    classifier,
)


@pytest.mark.parametrize(
    ("raw", "severity"),
    [
        ("CRITICAL", "critical"), ("crit", "critical"), (" Fatal ", "critical"), ("Emergency", "critical"),
        ("Major", "major"), ("ERROR", "major"), ("minor", "minor"), ("Warn", "warning"),
        ("Informational", "info"), ("notice", "info"), ("CLEARED", "info"), ("normal", "info"),
        ("Indeterminate", "info"), ("purple", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_severities_are_normalised(raw: str, severity: str) -> None:
    assert Severities({})(raw) == severity


def test_the_operators_severities_come_first_and_never_leave_the_closed_list() -> None:
    severities = Severities({"Purple": "critical", "major": "minor", "odd": "no such severity"})
    assert severities("PURPLE") == "critical"
    assert severities("Major") == "minor"
    assert severities("odd") == "other"


def test_what_no_map_knows_is_unmapped_and_nothing_else() -> None:
    read = Reader(NotificationOptions(severities={"purple": "info"}))
    assert read.unmapped(["MAJOR", "Purple", "green", "GREEN ", None, "", 3]) == {"green", "GREEN ", "3"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Input 1: signal lost", "source_loss"),
        ("SOURCE is missing", "source_loss"),
        ("Loss of signal on input 2", "source_loss"),
        ("No input", "source_loss"),
        ("RF demodulator lock lost", "source_loss"),
        ("RF margin low", "transport_errors"),
        ("Slate inserted", "slate"),
        ("Signal loss slate is on air", "slate"),
        ("Source switched to backup", "redundancy_switch"),
        ("Redundancy failover", "redundancy_switch"),
        ("Output stopped", "output_loss"),
        ("Publish to destination failed", "output_loss"),
        ("Continuity counter errors on PID 256", "transport_errors"),
        ("TS sync error", "transport_errors"),
        ("PCR jitter too high", "transport_errors"),
        ("Audio silence", "audio_video_content"),
        ("Frozen video", "audio_video_content"),
        ("SCTE-35 splice missed", "scte"),
        ("DRM key server unreachable", "drm"),
        ("Ingest point not running", "origin"),
        ("Uplink unreachable", "uplink"),
        ("Node not ready", "node"),
        ("CPU load high", "node"),
        ("License expires in 10 days", "license"),
        ("Certificate expires soon", "security"),
        ("Login failed for user", "security"),
        ("Invalid configuration", "configuration"),
        ("Something happened", "other"),
        ("", "other"),
    ],
)
def test_titles_tell_the_class(title: str, name: str) -> None:
    assert classifier()(title) == name
    assert classifier()(title.upper()) == name


def test_the_tables_stay_within_the_closed_lists() -> None:
    assert set(SEVERITY_MAP.values()) == set(SEVERITIES)
    assert {name for name, _ in CLASS_PATTERNS} == set(CLASSES) - {"other"}


def test_the_operators_patterns_come_first_and_never_leave_the_closed_list() -> None:
    options = NotificationOptions(
        classes=(ClassPattern("license", "Slate QUOTA"), ClassPattern("bananas", "banana"))
    )
    classify = Reader(options).classify
    assert classify("SLATE quota reached") == "license"
    assert classify("slate inserted") == "slate"
    assert classify("Banana source lost") == "other"


@pytest.mark.parametrize(
    ("words", "title", "found"),
    [
        ("on air", "Slate ON AIR now", True),
        ("on air", "on the air", False),
        ("input * lost", "the input 3 of 4 was lost", True),
        ("input * lost", "lost input 3", False),
        ("card ?:", "Card 3: bananas", True),
        ("card ?:", "Card 12: bananas", False),
        ("(a+)", "bananas (A+) here", True),
        ("[rf]", "bananas [RF]", True),
        ("[rf]", "bananas r", False),
        ("a.b", "axb", False),
    ],
)
def test_an_operator_gives_words_and_globs(words: str, title: str, found: bool) -> None:
    classify = Reader(NotificationOptions(classes=(ClassPattern("drm", words),))).classify
    assert (classify(title) == "drm") is found


@pytest.mark.parametrize("words", ["(a+)+$", "a*" * 60 + "b", "*a?" * 60 + "b", "?*" * 100 + "b"])
def test_no_words_of_an_operator_are_slow(words: str) -> None:
    """F9: a regular expression of his stopped the process on one title of 47 characters."""
    classify = Reader(NotificationOptions(classes=(ClassPattern("drm", words),))).classify
    began = time.process_time()
    for n in range(20):
        classify("a" * 300 + str(n))
    assert time.process_time() - began < 1


def test_no_shipped_pattern_is_slow_on_a_hostile_title() -> None:
    """At most one unbounded repetition per pattern, over a bounded text: nothing to backtrack into."""
    for _, pattern in CLASS_PATTERNS:
        assert len(re.findall(r"[*+]|\{\d+,\}", pattern)) <= 1
    hostile = "input source signal output primary " * 200_000
    assert classifier()(hostile + "lost") == "other"
    assert classifier()("x" * TITLE_LIMIT + "slate") == "other"
