"""A real Alertmanager on loopback, and which alerts it mutes."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.kits.processes import free_port
from tests.kits.rules.shipped import ALERTMANAGER, Labels, examples, inhibits, load
from tests.kits.tools import require

EXAMPLES = examples()
RULES = load(ALERTMANAGER)["inhibit_rules"]
_PATIENCE = 30


def alert(name: str, severity: str | None = None, **labels: str) -> Labels:
    """An example of ``name``, with some labels of its own."""
    found = next(e for e in EXAMPLES[name] if severity in (None, e["severity"]))
    return {**found, **labels}


class Alertmanager:
    """A running Alertmanager with the shipped configuration and nothing else."""

    def __init__(self, port: int) -> None:
        self.api = f"http://127.0.0.1:{port}"

    def post(self, alerts: Iterable[Labels]) -> None:
        """Raise ``alerts``."""
        body = json.dumps([{"labels": labels, "annotations": {}} for labels in alerts]).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.api}/api/v2/alerts", data=body, headers=headers)
        urllib.request.urlopen(request, timeout=10).close()

    def muted(self) -> dict[frozenset[tuple[str, str]], bool]:
        """Per alert, whether another one mutes it now."""
        with urllib.request.urlopen(f"{self.api}/api/v2/alerts", timeout=10) as answer:
            found = json.load(answer)
        return {frozenset(a["labels"].items()): bool(a["status"]["inhibitedBy"]) for a in found}

    def loud(
        self, alerts: list[Labels], expected: set[frozenset[tuple[str, str]]]
    ) -> set[frozenset[tuple[str, str]]]:
        """Which of ``alerts`` are not muted, once that is as ``expected`` or patience ends."""
        self.post(alerts)
        wanted = {frozenset(labels.items()) for labels in alerts}
        end = time.monotonic() + _PATIENCE
        while True:
            state = self.muted()
            loud = {labels for labels in wanted if state.get(labels) is False}
            if (wanted <= state.keys() and loud == expected) or time.monotonic() > end:
                return loud
            time.sleep(0.05)

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            urllib.request.urlopen(f"{self.api}/-/ready", timeout=1).close()
        except (urllib.error.URLError, OSError):
            return False
        return True


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[Alertmanager]:
    port = free_port()
    command = [
        require("prometheus-alertmanager"),
        f"--config.file={ALERTMANAGER}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            running = Alertmanager(port)
            end = time.monotonic() + _PATIENCE
            while not running.ready():
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end, (tmp_path / "log").read_text()
                time.sleep(0.1)
            yield running
        finally:
            process.terminate()


def keys(alerts: Iterable[Labels]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(labels.items()) for labels in alerts}


def predicted(alerts: list[Labels]) -> set[frozenset[tuple[str, str]]]:
    """What the rules say stays loud."""
    return keys(
        target
        for target in alerts
        if not any(
            inhibits(rule, source, target) for rule in RULES for source in alerts if source is not target
        )
    )


def test_of_a_blind_system_only_the_causes_stay_loud(alertmanager: Alertmanager) -> None:
    causes = [
        alert("VOSAPIAuthFailing"),
        alert("VOSClockSkew"),
        alert("VOSAPICertificateExpiring"),
        alert("VOSWatchdog"),
    ]
    symptoms = [
        alert("VOSAPIDown"),
        alert("VOSAPIPartialOutage"),
        alert("VOSAPIRouteFailing"),
        alert("VOSServiceNotActive"),
        alert("VOSCloudLinkGroupDown"),
        alert("VOSRFLockLost"),
    ]
    elsewhere = [alert("VOSServiceNotActive", instance="b")]
    assert alertmanager.loud([*causes, *symptoms, *elsewhere], keys([*causes, *elsewhere])) == keys(
        [*causes, *elsewhere]
    )


def test_of_a_plant_with_many_faults_each_cause_stays_loud_once(alertmanager: Alertmanager) -> None:
    loud = [
        alert("VOSCloudLinkGroupDown", cloudlink_group_id="g1"),
        alert("VOSCloudLinkLost", cloudlink_id="c9", cloudlink_group_id="g9"),
        alert("VOSServiceOnSlate", service_id="s1"),
        alert("VOSSourceLoss", "warning", service_id="s2", service_name="Sport"),
        alert("VOSRFLockLost", rf_input_id="r1"),
        alert("VOSRFMarginLow", rf_input_id="r2"),
        alert("VOSOriginGroupDown", group_id="g1"),
        alert("VOSOriginTaskDown", origin_task_id="t9", group_id="g9"),
        alert("VOSAPIPartialOutage"),
    ]
    muted = [
        alert("VOSCloudLinkLost", cloudlink_id="c1", cloudlink_group_id="g1"),
        alert("VOSSourceLoss", "critical", service_id="s1"),
        alert("VOSRFMarginLow", rf_input_id="r1"),
        alert("VOSOriginTaskDown", origin_task_id="t1", group_id="g1"),
        alert("VOSAPIRouteFailing"),
    ]
    assert alertmanager.loud([*loud, *muted], keys(loud)) == keys(loud)


def test_a_link_without_a_known_group_is_never_muted(alertmanager: Alertmanager) -> None:
    orphan = alert("VOSCloudLinkLost")
    del orphan["cloudlink_group_id"]
    both = [alert("VOSCloudLinkGroupDown"), orphan]
    assert alertmanager.loud(both, keys(both)) == keys(both)


def test_alertmanager_mutes_exactly_what_the_rules_say(alertmanager: Alertmanager) -> None:
    blind = {"VOSExporterDown", "VOSTelemetryMissing", "VOSAPIDown"}
    everything = [labels for name, found in EXAMPLES.items() if name not in blind for labels in found]
    expected = predicted(everything)
    assert alertmanager.loud(everything, expected) == expected
