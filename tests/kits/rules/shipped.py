"""What we ship for Prometheus and Alertmanager, read for the tests."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULE_FILES = sorted((PROMETHEUS / "rules").glob("*.yml"))
RULE_TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
ALERTMANAGER = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
RUNBOOKS = ROOT / "docs" / "runbooks.md"
RUNBOOKS_URL = (PROMETHEUS / "runbooks.base").read_text().strip()

ALWAYS_FIRING = "VOSWatchdog"
WITHOUT_INSTANCE = {ALWAYS_FIRING, "VOSTelemetryMissing"}
"""Alerts that can be about no instance at all: the heartbeat, and a scrape job that is gone."""

Labels = dict[str, str]


class Check(NamedTuple):
    """One expectation about one alert at one time of one promtool test."""

    test: str
    alert: str
    expected: list[dict[str, Any]]


@functools.cache
def load(path: Path) -> Any:
    """A YAML file."""
    return yaml.load(path.read_text(), yaml.CSafeLoader)


def rules() -> Iterator[dict[str, Any]]:
    """Every recording and alerting rule."""
    for path in RULE_FILES:
        for group in load(path)["groups"]:
            yield from group["rules"]


def alerts() -> list[dict[str, Any]]:
    """Every alerting rule; a name may have one rule per severity."""
    return [rule for rule in rules() if "alert" in rule]


def names() -> list[str]:
    """Every alert once."""
    return sorted({rule["alert"] for rule in alerts()})


@functools.cache
def checks() -> tuple[Check, ...]:
    """Every expectation of the promtool tests."""
    return tuple(
        Check(f"{path.name}: {test['name']}", check["alertname"], check["exp_alerts"])
        for path in RULE_TESTS
        for test in load(path)["tests"]
        for check in test.get("alert_rule_test", ())
    )


@functools.cache
def examples() -> dict[str, list[Labels]]:
    """Per alert, the label sets it fired with in the promtool tests."""
    found: dict[str, list[Labels]] = {}
    for check in checks():
        for alert in check.expected:
            labels = {"alertname": check.alert, **alert["exp_labels"]}
            known = found.setdefault(check.alert, [])
            if labels not in known:
                known.append(labels)
    return found


_MATCHER = re.compile(r"\s*(\w+)\s*(=~|!~|!=|=)\s*\"(.*)\"\s*\Z")


def matches(matchers: list[str], labels: Labels) -> bool:
    """Whether ``labels`` satisfy all ``matchers``, as Alertmanager reads them: a missing label is empty."""
    return all(_matches(matcher, labels) for matcher in matchers)


def _matches(matcher: str, labels: Labels) -> bool:
    found = _MATCHER.match(matcher)
    assert found, matcher
    name, operator, wanted = found.groups()
    value = labels.get(name, "")
    hit = bool(re.fullmatch(wanted, value)) if "~" in operator else value == wanted
    return hit != operator.startswith("!")


def inhibits(rule: dict[str, Any], source: Labels, target: Labels) -> bool:
    """Whether ``source`` mutes ``target`` by ``rule``; two alerts that are both on both sides do not."""
    if not (matches(rule["source_matchers"], source) and matches(rule["target_matchers"], target)):
        return False
    both_sides = matches(rule["target_matchers"], source) and matches(rule["source_matchers"], target)
    return not both_sides and all(source.get(name, "") == target.get(name, "") for name in rule["equal"])
