"""Who is in trouble, and why: what the metrics say and the alerts would, and nothing else."""

from pathlib import Path

import pytest

from tests.kits.drawings import Told
from vos_exporter.web.plant.gathering import GROUP_ALERTS, POINT_ALERTS
from vos_exporter.web.plant.trouble import SIGNS, WORDS, Level, standings

CRITICAL, WARNING, UNKNOWN, GOOD, OFF = (
    Level.CRITICAL, Level.WARNING, Level.UNKNOWN, Level.GOOD, Level.OFF,
)  # fmt: skip


def linked(*up: bool | None, on: bool | None = True) -> Told:
    """A service whose source has one input, through a group with links of these verdicts."""
    told = Told().service("s", on=on).group("g").source("s", "a", 1, [("i", "g")])
    for number, is_up in enumerate(up):
        told.link(str(number), "g", is_up)
    return told


CASES = {
    "on, nobody expects anything": (Told().service("s"), GOOD, ()),
    "on, expected on": (Told().service("s", expected=True), GOOD, ()),
    "off, nobody expects anything": (Told().service("s", on=False), OFF, ()),
    "off, expected off": (Told().service("s", on=False, expected=False), OFF, ()),
    "off, expected on": (Told().service("s", on=False, expected=True), CRITICAL, ("VOSServiceNotActive",)),
    "on, expected off": (Told().service("s", expected=False), WARNING, ("",)),
    "no verdict": (Told().service("s", on=None), UNKNOWN, ("",)),
    "no verdict, expected on": (Told().service("s", on=None, expected=True), UNKNOWN, ("",)),
    "a slate": (Told().service("s").alarm("s", "slate", "info"), CRITICAL, ("VOSServiceOnSlate",)),
    "source lost, critical": (
        Told().service("s").alarm("s", "source_loss", "minor").alarm("s", "source_loss", "critical"),
        CRITICAL,
        ("VOSSourceLoss",),
    ),
    "source lost": (Told().service("s").alarm("s", "source_loss", "minor"), WARNING, ("VOSSourceLoss",)),
    "critical alarm": (
        Told().service("s").alarm("s", "drm", "critical"), CRITICAL, ("VOSServiceCriticalNotification",)
    ),
    "alarms that no alert is about": (Told().service("s").alarm("s", "drm", "major", 5), GOOD, ()),
    "alarm of another": (Told().service("s").service("t").alarm("t", "drm", "critical"), GOOD, ()),
    "all links up": (linked(True, True), GOOD, ()),
    "one link of two lost": (linked(True, False), WARNING, ("VOSCloudLinkLost",)),
    "both links lost": (linked(False, False), CRITICAL, ("VOSCloudLinkGroupDown",)),
    "one lost, of the other nothing is known": (linked(False, None), CRITICAL, ("VOSCloudLinkGroupDown",)),
    "nothing is known of any link": (linked(None, None), GOOD, ()),
    "off, and its links lost": (linked(False, False, on=False), OFF, ()),
    "outputs through a lost group": (
        Told().service("s").group("g").link("1", "g", False).destination("s", "d", [("o", "g")]),
        CRITICAL,
        ("VOSCloudLinkGroupDown",),
    ),
    "no pod, though pods tell their services": (
        Told().service("s").service("t").pod("t", "p"), CRITICAL, ("VOSServiceNoPod",)
    ),
    "pods that tell no service": (Told().service("s").pod("", "p"), GOOD, ()),
    "off without a pod": (Told().service("s", on=False).service("t").pod("t", "p"), OFF, ()),
    "ingest point down": (
        Told().service("s").ingest("s", "i", (False, False)), CRITICAL, ("VOSIngestPointDown",)
    ),
    "ingest point half up": (
        Told().service("s").ingest("s", "i", (True, False)), WARNING, ("VOSIngestPointStuckInitializing",)
    ),
    "ingest point down of a service that is off": (
        Told().service("s", on=False).ingest("s", "i", (False,)), OFF, ()
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_service_stands_as_the_metrics_say(case: str) -> None:
    told, level, alerts = CASES[case]
    standing = standings(told.facts())["s"]
    assert (standing.level, tuple(reason.alert for reason in standing.reasons)) == (level, alerts)


def test_the_worst_reason_comes_first_and_decides() -> None:
    told = linked(True, False).alarm("s", "slate", "minor").alarm("s", "drm", "critical", 2)
    standing = standings(told.facts())["s"]
    assert standing.level is CRITICAL
    assert [reason.words for reason in standing.reasons] == [
        "2 critical alarms", "viewers see a slate", "cloud link link 1 is lost (group g)"
    ]  # fmt: skip
    assert standing.alarms == {"minor": 1, "critical": 2}


def test_every_alert_that_is_named_has_a_rule_and_a_runbook() -> None:
    root = Path(__file__).parents[3]
    rules = (root / "deploy/prometheus/rules/vos-alerts.yml").read_text()
    runbooks = (root / "docs/runbooks.md").read_text()
    named = {alert for _, _, alerts in CASES.values() for alert in alerts} - {""}
    named |= {*GROUP_ALERTS.values(), *POINT_ALERTS.values(), "VOSUnmappedValues"}
    assert len(named) >= 10
    for alert in named:
        assert f"alert: {alert}\n" in rules
        assert f"### {alert}\n" in runbooks


def test_every_level_differs_in_sign_and_words_not_only_in_colour() -> None:
    assert len(set(SIGNS.values())) == len(Level)
    assert len(set(WORDS.values())) == len(Level)
