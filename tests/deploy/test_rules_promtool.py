"""promtool's own verdict on everything we ship for Prometheus."""

import subprocess
from pathlib import Path

import pytest

from tests.kits.rules.shipped import PROMETHEUS, RULE_FILES, RULE_TESTS
from tests.kits.tools import require


def promtool(*arguments: str | Path) -> None:
    """Run promtool; what it prints is the failure."""
    done = subprocess.run(
        [require("promtool"), *map(str, arguments)], capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(PROMETHEUS.glob("*.yml")), ids=lambda path: path.name)
def test_scrape_configurations_are_valid(path: Path) -> None:
    promtool("check", "config", "--lint=all", "--lint-fatal", path)


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.name)
def test_rules_are_valid(path: Path) -> None:
    promtool("check", "rules", "--lint=all", "--lint-fatal", path)


@pytest.mark.parametrize("path", RULE_TESTS, ids=lambda path: path.name)
def test_rules_fire_and_stay_quiet_as_written(path: Path) -> None:
    promtool("test", "rules", path)
