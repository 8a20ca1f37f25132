"""What we ship, on newer Prometheus than Debian 12's 2.42, which gates everywhere else.

``deploy/install-tools.sh`` unpacks them; one that cannot be had is skipped, and the reason says so.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kits.rules.shipped import ALERTMANAGER, PROMETHEUS, ROOT, RULE_FILES, RULE_TESTS
from tests.system.faults import stage
from tests.system.faults.processes import PATIENCE
from tests.system.faults.table import FAULTS

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]

GENERATIONS = {"prom2": "2.53 of Debian 13", "prom3": "3.5 of Debian testing"}
Program = Callable[[str], str]


@pytest.fixture(scope="module", params=GENERATIONS.items(), ids=lambda item: item[0])
def program(request: pytest.FixtureRequest) -> Program:
    """Where the programs of one generation are."""
    folder, name = request.param
    programs = ROOT / ".tools" / folder / "usr" / "bin"
    if not (programs / "promtool").exists():
        pytest.skip(f"Prometheus {name} could not be had; only 2.42 is proven")
    return lambda wanted: str(programs / wanted)


def succeeds(*command: str | Path, given: bytes = b"") -> None:
    done = subprocess.run(list(map(str, command)), input=given, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_rules_are_valid(program: Program) -> None:
    succeeds(program("promtool"), "check", "rules", "--lint=all", "--lint-fatal", *RULE_FILES)


@pytest.mark.parametrize("path", sorted(PROMETHEUS.glob("*.yml")), ids=lambda path: path.name)
def test_scrape_configurations_are_valid(path: Path, program: Program) -> None:
    succeeds(program("promtool"), "check", "config", "--lint=all", "--lint-fatal", path)


@pytest.mark.parametrize("path", RULE_TESTS, ids=lambda path: path.name)
def test_rules_fire_and_stay_quiet_as_written(path: Path, program: Program) -> None:
    succeeds(program("promtool"), "test", "rules", path)


def test_alertmanager_accepts_the_configuration(program: Program) -> None:
    succeeds(program("amtool"), "check-config", ALERTMANAGER)


def test_it_scrapes_judges_and_tells(program: Program, tmp_path: Path) -> None:
    """A killed exporter is told of and resolves, and every rule evaluates without an error."""
    chosen = [fault for fault in FAULTS if fault.own_exporter or not fault.fires]
    told = {("", "VOSWatchdog", True), ("exporter-killed", "VOSExporterDown", True)}
    resolved = ("exporter-killed", "VOSExporterDown", False)
    with stage.built(chosen, tmp_path, program) as running:
        wait_until(lambda: len(running.prometheus.query("vos_up == 1")) == len(chosen))
        killed = running.plants["exporter-killed"]
        killed.kill_exporter()
        wait_until(lambda: said(running) == told)
        killed.start_exporter()
        wait_until(lambda: resolved in said(running))
        rules = [rule for group in running.prometheus.ask("rules")["groups"] for rule in group["rules"]]
        assert {rule["health"] for rule in rules} == {"ok"}, [r for r in rules if r["health"] != "ok"]
        targets = running.prometheus.ask("targets")["activeTargets"]
        assert {target["lastError"] for target in targets} == {""}
    assert said(running) == {*told, resolved}


def said(running: stage.Stage) -> set[tuple[str, str, bool]]:
    """Which alerts were told of: about which instance, and whether as firing."""
    return {
        (alert.instance, alert.name, alert.firing)
        for each in running.webhook.notifications()
        for alert in each.alerts
    }


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 2 * PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.5)
