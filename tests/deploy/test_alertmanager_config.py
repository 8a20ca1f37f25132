"""Who hears what, and that no alert can mute the one that mutes it."""

import functools
import graphlib
import itertools
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.kits.rules.compress import milliseconds
from tests.kits.rules.shipped import ALERTMANAGER, RULE_FILES, Labels, alerts, examples, inhibits, load, names
from tests.kits.tools import require

CONFIG = load(ALERTMANAGER)
RULES = CONFIG["inhibit_rules"]
EXAMPLES = {name: list(found) for name, found in examples().items()}
_NET = EXAMPLES["VOSCriticalNotificationsActive"]
_NET += [{**_NET[0], "notification_class": name} for name in ("uplink", "source_loss", "node", "origin")]

PAGE, CHAT, OWNER, DIGEST, DEADMAN = ("noc-page",), ("noc-chat",), "owner-team", ("digest",), ("deadman",)
RECEIVERS: dict[str, list[tuple[str, ...]]] = {
    "VOSExporterDown": [PAGE],
    "VOSTelemetryMissing": [PAGE],
    "VOSConfigReloadFailed": [CHAT],
    "VOSExporterOverloaded": [CHAT],
    "VOSExporterLogLinesLost": [DIGEST],
    "VOSItemsRejected": [CHAT],
    "VOSUnmappedValues": [DIGEST],
    "VOSStateWithoutVerdict": [CHAT],
    "VOSFieldsMissing": [CHAT],
    "VOSNumbersWithoutUnit": [DIGEST],
    "VOSWatchdog": [DEADMAN],
    "VOSAPIAuthFailing": [PAGE],
    "VOSAPIDown": [PAGE],
    "VOSAPIPartialOutage": [PAGE],
    "VOSAPIRouteFailing": [CHAT],
    "VOSAPISlow": [CHAT],
    "VOSInventoryDropped": [CHAT],
    "VOSListTruncated": [CHAT],
    "VOSClockSkew": [CHAT],
    "VOSAPICertificateExpiring": [CHAT],
    "VOSServicesMassDown": [PAGE],
    "VOSServiceNotActive": [(*PAGE, OWNER), PAGE],
    "VOSServiceNoPod": [(*PAGE, OWNER)],
    "VOSServiceOnSlate": [(*PAGE, OWNER)],
    "VOSSourceLoss": [(*CHAT, OWNER), (*PAGE, OWNER)],
    "VOSServiceCriticalNotification": [(*PAGE, OWNER)],
    "VOSServiceDisappeared": [(*CHAT, OWNER)],
    "VOSServiceDeactivated": [DIGEST],
    "VOSCloudLinkGroupDown": [PAGE],
    "VOSCloudLinkLost": [CHAT],
    "VOSCloudLinkFlapping": [CHAT],
    "VOSCloudLinkOutputSilent": [PAGE],
    "VOSIngestPointDown": [(*PAGE, OWNER)],
    "VOSIngestPointStuckInitializing": [CHAT],
    "VOSOriginGroupDown": [PAGE],
    "VOSOriginTaskDown": [CHAT],
    "VOSNodeDisappeared": [PAGE],
    "VOSNodeCPUSaturated": [PAGE],
    "VOSNotificationStorm": [CHAT],
    "VOSCriticalNotificationsActive": [CHAT],
    "VOSSCTE35Silent": [(*CHAT, OWNER)],
    "VOSRFLockLost": [PAGE],
    "VOSRFPostFECErrors": [PAGE],
    "VOSRFCorrelatedFade": [CHAT],
    "VOSRFMarginLow": [CHAT],
}
"""Per alert, the receivers of its examples: of the label sets it fires with in the promtool tests."""

BLIND = {"VOSExporterDown", "VOSTelemetryMissing", "VOSAPIDown"}


def amtool(*arguments: str) -> None:
    done = subprocess.run([require("amtool"), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_alertmanager_accepts_the_configuration() -> None:
    amtool("check-config", str(ALERTMANAGER))


def test_the_table_of_receivers_is_complete() -> None:
    assert sorted(RECEIVERS) == names()


@pytest.mark.parametrize("name", sorted(RECEIVERS))
def test_every_alert_reaches_its_receivers(name: str) -> None:
    routed = {severity_and_owner(labels): labels for labels in EXAMPLES[name]}
    assert len(routed) == len(RECEIVERS[name])
    for labels, receivers in zip(routed.values(), RECEIVERS[name], strict=True):
        pairs = [f'{label}="{value}"' for label, value in labels.items()]
        verify = f"--verify.receivers={','.join(receivers)}"
        amtool("config", "routes", "test", f"--config.file={ALERTMANAGER}", verify, *pairs)


def severity_and_owner(labels: Labels) -> tuple[str, str]:
    """What routing looks at, besides the alert's name."""
    return labels["severity"], labels.get("owner_team", "")


@functools.cache
def edges() -> set[tuple[str, str]]:
    """Which alert can mute which, by name; labels of ``equal`` are assumed to agree where both have them."""
    found = set()
    every = list(itertools.chain.from_iterable(EXAMPLES.values()))
    for source, target in itertools.product(every, every):
        if source["alertname"] != target["alertname"] and any(
            can_inhibit(rule, source, target) for rule in RULES
        ):
            found.add((source["alertname"], target["alertname"]))
    return found


def can_inhibit(rule: dict[str, Any], source: Labels, target: Labels) -> bool:
    agreeing = {label: target[label] for label in rule["equal"] if label in source and label in target}
    return inhibits(rule, {**source, **agreeing}, target)


def test_inhibition_has_no_cycle() -> None:
    graph: dict[str, set[str]] = {}
    for source, target in edges():
        graph.setdefault(target, set()).add(source)
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert set(order) <= set(names())


def test_nothing_mutes_the_heartbeat_and_it_mutes_nothing() -> None:
    assert not {(source, target) for source, target in edges() if "VOSWatchdog" in (source, target)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["source_matchers"][0])
def test_every_rule_inhibits_something_that_can_happen(rule: dict[str, Any]) -> None:
    every = list(itertools.chain.from_iterable(EXAMPLES.values()))
    assert any(can_inhibit(rule, source, target) for source, target in itertools.product(every, every))


def test_every_name_in_a_rule_is_an_alert() -> None:
    for rule in RULES:
        for matcher in (*rule["source_matchers"], *rule["target_matchers"]):
            if matcher.startswith("alertname"):
                assert set(matcher.split('"')[1].split("|")) <= set(names())


def test_equal_never_rests_on_labels_that_both_lack() -> None:
    every = list(itertools.chain.from_iterable(EXAMPLES.values()))
    for rule in RULES:
        for source, target in itertools.product(every, every):
            if can_inhibit(rule, source, target):
                assert set(rule["equal"]) <= source.keys() & target.keys()


def test_what_explains_fires_no_later_and_stays_no_shorter_than_what_it_explains() -> None:
    """Else a symptom is sent before its cause is known, or once more after it is over.

    Two groups of rules are evaluated at different moments: there the cause must stay longer.
    """
    group = group_of()
    for source, target in sorted(symptoms()):
        assert timing(source, "for", max) <= timing(target, "for", min), (source, target)
        longer = timing(source, "keep_firing_for", min) - timing(target, "keep_firing_for", max)
        assert longer >= (0 if group[source] == group[target] else milliseconds("1m")), (source, target)


def group_of() -> dict[str, str]:
    """The group of rules each alert is in."""
    return {
        rule["alert"]: group["name"]
        for path in RULE_FILES
        for group in load(path)["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }


def test_an_alert_shares_no_message_with_one_that_explains_it() -> None:
    """Else the end of the cause brings the end of a symptom that nobody was told of."""
    for route in CONFIG["route"]["routes"]:
        assert "alertname" in route.get("group_by", CONFIG["route"]["group_by"]), route["receiver"]


def symptoms() -> set[tuple[str, str]]:
    """Pairs whose source can raise the target; being blind raises nothing, it makes others doubtful."""
    area = {rule["alert"]: rule["labels"]["area"] for rule in alerts()}
    return {
        (source, target)
        for source, target in edges()
        if source not in BLIND or (source == "VOSAPIDown" and area[target] == "api")
    }


def timing(name: str, key: str, choose: Callable[[Iterator[int]], int]) -> int:
    return choose(milliseconds(rule.get(key, "0s")) for rule in alerts() if rule["alert"] == name)


def test_repetition_stays_below_what_alertmanager_remembers() -> None:
    def repeats(route: dict[str, Any]) -> list[int]:
        own = [milliseconds(route["repeat_interval"])] if "repeat_interval" in route else []
        return own + [value for child in route.get("routes", ()) for value in repeats(child)]

    assert max(repeats(CONFIG["route"])) < milliseconds("120h")


def test_the_clock_never_mutes_a_page_or_the_heartbeat() -> None:
    for route in CONFIG["route"]["routes"]:
        if route["receiver"] in {"noc-page", "deadman"}:
            assert "mute_time_intervals" not in route
