"""What every rule promises: tests both ways, declared metrics, closed labels, a runbook."""

import re

import pytest

from tests.kits.rules.expressions import DECLARED, RECORDED, TARGET_LABELS, selectors
from tests.kits.rules.shipped import (
    ALWAYS_FIRING,
    RUNBOOKS_URL,
    WITHOUT_INSTANCE,
    alerts,
    checks,
    examples,
    names,
    rules,
)
from vos_exporter.vos.routes import BY_KEY

SEVERITIES = {"critical", "warning", "info", "none"}
AREAS = {"meta", "api", "service", "source", "cloudlink", "origin", "node", "notification", "scte35", "rf"}
ANNOTATIONS = {"summary", "description", "runbook_url"}

ALERTS = alerts()
RULES = list(rules())


def identity(rule: dict[str, str]) -> str:
    return rule.get("alert") or rule["record"]


def test_the_number_of_alerts_stays_one_a_person_can_know() -> None:
    assert 30 <= len(names()) <= 45


@pytest.mark.parametrize("name", names())
def test_every_alert_has_a_case_that_fires(name: str) -> None:
    assert any(check.alert == name and check.expected for check in checks())


@pytest.mark.parametrize("name", [name for name in names() if name != ALWAYS_FIRING])
def test_every_alert_has_a_case_that_must_not_fire(name: str) -> None:
    by_test: dict[str, list[bool]] = {}
    for check in checks():
        if check.alert == name:
            by_test.setdefault(check.test, []).append(bool(check.expected))
    assert any(not any(fired) for fired in by_test.values())


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_every_rule_of_an_alert_fires_in_a_test(rule: dict[str, dict[str, str]]) -> None:
    fired = [labels["severity"] for labels in examples()[str(rule["alert"])]]
    assert rule["labels"]["severity"] in fired


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_labels_and_annotations_are_complete(rule: dict[str, dict[str, str]]) -> None:
    assert set(rule["labels"]) == {"severity", "area"}
    assert rule["labels"]["severity"] in SEVERITIES
    assert rule["labels"]["area"] in AREAS
    assert set(rule["annotations"]) == ANNOTATIONS
    assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS_URL}#{str(rule['alert']).lower()}"
    assert rule["annotations"]["description"].endswith(".")
    assert "{{" not in rule["annotations"]["description"]


@pytest.mark.parametrize("name", sorted(set(names()) - WITHOUT_INSTANCE))
def test_every_alert_says_which_job_and_instance(name: str) -> None:
    assert all(labels.keys() >= TARGET_LABELS for labels in examples()[name])


@pytest.mark.parametrize("rule", RULES, ids=identity)
def test_rules_read_only_what_is_declared_or_recorded(rule: dict[str, str]) -> None:
    for selector in selectors(rule["expr"]):
        assert selector.name in RECORDED | DECLARED.keys()


@pytest.mark.parametrize("rule", RULES, ids=identity)
def test_rules_select_by_labels_that_exist(rule: dict[str, str]) -> None:
    for selector in selectors(rule["expr"]):
        if selector.name in DECLARED:
            used = {matcher.name for matcher in selector.matchers.matchers}
            assert used <= DECLARED[selector.name], selector.name


@pytest.mark.parametrize("rule", RULES, ids=identity)
def test_routes_in_rules_exist(rule: dict[str, str]) -> None:
    for selector in selectors(rule["expr"]):
        for matcher in selector.matchers.matchers:
            if matcher.name == "route":
                assert set(matcher.value.split("|")) <= BY_KEY.keys(), selector.name


def test_every_recorded_series_of_the_alerts_exists_once_per_label_set() -> None:
    recorded = [(rule["record"], tuple(rule.get("labels", {}).items())) for rule in RULES if "record" in rule]
    assert len(recorded) == len(set(recorded))


@pytest.mark.parametrize("rule", RULES, ids=identity)
def test_joins_and_sums_keep_targets_apart(rule: dict[str, str]) -> None:
    for clause in re.findall(r"\b(?:by|on|ignoring|without)\s*\(([^)]*)\)", rule["expr"]):
        kept = {label.strip() for label in clause.split(",") if label.strip()}
        assert not kept or kept >= TARGET_LABELS, clause
