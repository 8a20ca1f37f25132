"""What the status page leads with: worst first, one cause told once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kits.door import Door, opened, target_yaml, write_config
from vos_exporter.config import ConfigError
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.scenarios import DEGRADED_ROUTES


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """In this order: one well, one with six failing routes, one whose secret is wrong, one never asked."""
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    with (
        Simulator(services=2, ca_dir=folders[0]) as well,
        Simulator(services=2, scenario="api-degraded", ca_dir=folders[1]) as degraded,
    ):
        wrong = target_yaml(well, "wrong").replace(str(well.client_secret), "not-the-secret")
        targets = (
            target_yaml(well, "well"),
            target_yaml(degraded, "degraded"),
            wrong,
            target_yaml(well, "new"),
        )
        with opened(write_config(tmp_path / "vos.yml", *targets)) as listening:
            for name in ("well", "degraded", "wrong"):
                listening.ask(f"/probe?target={name}")
            yield listening


def lead(door: Door, path: str = "/") -> str:
    """The part of the page before its tables."""
    page = door.ask(path).text
    return page[: page.index('<section class="targets"')]


def test_the_worst_target_comes_first_with_its_state_in_words(door: Door) -> None:
    first = lead(door)
    places = [first.index(f"<bdi>{name}</bdi>") for name in ("wrong", "degraded", "new", "well")]
    assert places == sorted(places)
    for words in (">down</strong>", "up, 6 of its routes failing", "not scraped yet", ">up</strong>"):
        assert first.count(words) == 1
    assert "<title>(1 down) vos-exporter</title>" in first


def test_a_login_that_failed_is_one_cause_with_one_advice_on_the_whole_page(door: Door) -> None:
    page = door.ask("/status?target=wrong").text
    assert page.count("Check <code>auth</code>") == 1
    first = lead(door)
    assert first.count("login failed: the token endpoint answered 401") == 1
    assert "all 21 routes" in first


def test_failed_routes_are_named_together_and_lead_the_table(door: Door) -> None:
    first = lead(door)
    assert first.count("VOS answered 503") == 1
    for route in DEGRADED_ROUTES:
        assert f"<code>{route}</code>" in first
    page = door.ask("/status?target=degraded").text
    rows = [line.split('"')[3] for line in page.splitlines() if "data-route=" in line]
    assert set(rows[:6]) == set(DEGRADED_ROUTES)
    assert len(rows) == 22


def test_a_reload_that_failed_is_told_with_its_reason_until_one_works(door: Door) -> None:
    written = door.config.read_text(encoding="utf-8")
    door.config.write_text(f"{written}nonsense: 1\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        asyncio.run(door.exporter.reload())
    first = lead(door)
    assert "last reload failed" in first
    assert "nonsense" in first
    assert "nonsense" in door.ask("/status?format=json").json()["config_reload_error"]


def test_it_comes_again_by_itself_when_asked_to(door: Door) -> None:
    assert "refresh" not in door.ask("/").headers
    page = door.ask("/status?target=well&refresh=10")
    assert page.headers["refresh"] == "10"
    assert 'href="/status?target=well">stop</a>' in page.text
    assert 'href="/status?target=well&amp;refresh=10"' in door.ask("/status?target=well").text
    refused = door.ask("/?refresh=1")
    assert (refused.status, refused.text) == (400, "refresh is whole seconds from 5 to 3600.\n")
