"""Checks what the operator tells the collectors."""

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from vos_exporter.collectors.options import (
    CloudlinkOptions,
    CollectorOptions,
    Expectation,
    NotificationOptions,
    ScteOptions,
    ServiceRule,
    Window,
)
from vos_exporter.config.problems import Place, choices, hint
from vos_exporter.config.quantities import duration, positive
from vos_exporter.config.written import WrittenScte, WrittenSettings
from vos_exporter.vos.notification_classes import CLASSES, SEVERITIES
from vos_exporter.vos.states import STATE_FIELDS

_REGULAR = re.compile(r"[\\^$|]|\.[*+]|\)[*+?]|\][*+?]")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def collector_options(written: WrittenSettings, at: Place, base: Path) -> CollectorOptions:
    """The checked options; log files are relative to ``base``."""
    _check_states(written.states, at["states"])
    for index, rule in enumerate(written.services):
        _check_rule(rule, at["services"][index])
    return CollectorOptions(
        states=written.states,
        services=written.services,
        notifications=_notifications(written.notifications, at["notifications"], base),
        scte_logs=_scte_logs(written.scte_logs, at["scte_logs"], base),
        cloudlinks=_cloudlinks(written.cloudlinks, at["cloudlinks"]),
        sources=written.sources,
        destinations=written.destinations,
    )


def _check_states(states: Mapping[str, object], at: Place) -> None:
    known = [field.name for field in STATE_FIELDS]
    for name in states:
        if name not in known:
            at[name].wrong(f"no such state; must be {choices(known)}{hint(name, known)}")


def _check_rule(rule: ServiceRule, at: Place) -> None:
    if not rule.match.name and not rule.match.label:
        at["match"].wrong(
            "give a glob on the service name (`name`) or a label of one of its sources (`label`)"
        )
    if rule.expected is Expectation.WINDOW and rule.window is None:
        at.wrong("`expected: window` needs a `window`")
    if rule.window is not None:
        if rule.expected is not Expectation.WINDOW:
            at["window"].wrong("a window has no effect without `expected: window`")
        _check_window(rule.window, at["window"])


def _check_window(window: Window, at: Place) -> None:
    for key, text in (("from", window.start), ("to", window.end)):
        if not _TIME.fullmatch(text):
            at[key].wrong('must be a time from "00:00" to "23:59"')
    if not window.days:
        at["days"].wrong("name at least one day, or leave the key out for all days")
    if not _is_time_zone(window.time_zone):
        at["time_zone"].wrong("no such time zone; write a name like `Europe/Paris` or `UTC`")


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _notifications(options: NotificationOptions, at: Place, base: Path) -> NotificationOptions:
    for raw, severity in options.severities.items():
        if severity not in SEVERITIES:
            at["severities"][raw].wrong(f"must be {choices(SEVERITIES)}{hint(severity, SEVERITIES)}")
    for index, pattern in enumerate(options.classes):
        if pattern.name not in CLASSES:
            at["classes"][index]["class"].wrong(f"must be {choices(CLASSES)}{hint(pattern.name, CLASSES)}")
        _check_words(pattern.title, at["classes"][index]["title"])
    return msgspec.structs.replace(
        options,
        severities={raw.strip().lower(): severity for raw, severity in options.severities.items()},
        log_file=_log_file(options.log_file, base),
    )


def _check_words(words: str, at: Place) -> None:
    """No regular expressions: one that an operator gets wrong stops the process on a title it is slow on."""
    if not words.strip("*? "):
        at.wrong("would match every title; write words of it")
    elif _REGULAR.search(words):
        at.wrong(
            "looks like a regular expression; write words, found anywhere in the title, with `*` for any"
            " characters and `?` for one"
        )


def _scte_logs(written: WrittenScte, at: Place, base: Path) -> ScteOptions:
    intervals = {
        name: duration(value, at["expected_interval"][name]) or 0.0
        for name, value in written.expected_interval.items()
    }
    return ScteOptions(intervals, log=written.log, log_file=_log_file(written.log_file, base))


def _cloudlinks(options: CloudlinkOptions, at: Place) -> CloudlinkOptions:
    for name, capacity in options.capacity.items():
        positive(capacity, at["capacity"][name])
    return options


def _log_file(path: str, base: Path) -> str:
    """``path`` of a log file relative to ``base``; empty stays empty (standard output)."""
    return str(base / path) if path else ""
