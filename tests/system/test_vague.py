"""A VOS that does not say its units: what an operator sees, and the lines of configuration that mend it."""

import re
from pathlib import Path

import pytest

from tests.kits.plants import Clock, Samples, about_vos, names, run, scrape, world
from vos_exporter import config
from vos_exporter.config import TargetSettings
from vos_exporter.simulator.plant import Spelling
from vos_exporter.target import Target

PAGE = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
[WRITTEN] = re.findall(r"```yaml\n(targets:.*?)```", PAGE, re.DOTALL)
"""What the page tells an operator of such a system to write."""

PLAIN = WRITTEN.partition("    routes:")[0]
"""The same without a word about units."""


def samples(vague: bool, settings: TargetSettings) -> Samples:
    """One scrape of the same plant, which says its units or does not."""
    plant = world(Clock())
    plant.spelling = Spelling.of("a", vague=vague)

    async def once(target: Target) -> Samples:
        return await scrape(target)

    return run(plant, once, settings)


def settings(tmp_path: Path, written: str = PLAIN) -> TargetSettings:
    """The target of a configuration."""
    path = tmp_path / "vos.yml"
    path.write_text(written)
    (target,) = config.load(str(path)).targets
    return target


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return samples(False, settings(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def vague(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return samples(True, settings(tmp_path_factory.mktemp("vague")))


def test_nothing_has_a_unit_that_nothing_says(plain: Samples, vague: Samples) -> None:
    """What is gone has come back as reported, and every other series is as on a system that says all."""
    gone, new = names(about_vos(plain)) - names(vague), names(about_vos(vague)) - names(plain)
    assert "vos_node_cpu_usage_ratio" in gone
    assert len(gone) == len(new) == 12
    assert all(name.endswith("_reported") for name in new)
    shared = {series: value for series, value in about_vos(plain).items() if series[0] not in gone}
    assert shared == {series: value for series, value in about_vos(vague).items() if series[0] not in new}


def test_the_numbers_that_wait_for_a_unit_are_counted(plain: Samples, vague: Samples) -> None:
    for route in ("nodes", "pods", "origin_engine", "uplink_status", "rf_statistics", "rf_settings"):
        waiting = ("vos_api_numbers_without_unit", frozenset({("route", route)}))
        assert vague[waiting] > plain[waiting], route


def test_the_lines_of_the_page_mend_it(plain: Samples, tmp_path: Path) -> None:
    """Series by series the same as of the plant that says its units."""
    mended = about_vos(samples(True, settings(tmp_path, WRITTEN)))
    wanted = about_vos(plain)
    assert {series for series in wanted if series not in mended} == set()
    wrong = {
        series: (mended[series], value)
        for series, value in wanted.items()
        if mended[series] != pytest.approx(value, rel=1e-6)
    }
    assert wrong == {}
