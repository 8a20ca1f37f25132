"""Every panel is drawn by Grafana's own components, and what nobody knows is grey."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from grafana.looks import GREY, NO_DATA
from tests.grafana.board_kit import CHOICES, MAY_BE_EMPTY, boards, panels
from tests.grafana.drawing import browser, bundle, draw, keep, serving
from tests.grafana.living_plants import BROKEN, HEALTHY, Living

pytestmark = [pytest.mark.verify, pytest.mark.timeout(480)]

HOURS = 24
GREEN, RED = "#73BF69", "#F2495C"
BOARD = pytest.mark.parametrize("uid", sorted(boards()))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    bundle(folder)
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser() as found:
        yield found


def drawn(page: Page, site: str, plants: Living, uid: str, instance: str) -> list[dict[str, Any]]:
    chosen = {**CHOICES, "job": "vos", "instance": instance, "service_id": plants.service}
    report = draw(page, site, uid, plants.url, time.time(), HOURS, chosen)
    assert [(entry["title"], entry["error"]) for entry in report if entry["error"]] == []
    return report


def kinds(uid: str) -> dict[int, str]:
    return {panel["id"]: panel["type"] for board, panel in panels() if board["uid"] == uid}


@BOARD
def test_every_panel_of_a_healthy_plant_is_drawn(
    uid: str, page: Page, site: str, plants: Living, tell: list[str]
) -> None:
    report = drawn(page, site, plants, uid, HEALTHY)
    picture = keep(page, f"{uid}-healthy")
    assert {entry["id"]: entry["type"] for entry in report} == kinds(uid)
    empty = {(uid, entry["title"]) for entry in report if not entry["rows"]}
    assert empty == {key for key in MAY_BE_EMPTY if key[0] == uid}
    for entry in report:
        if entry["rows"]:
            assert marks(page, entry) > 0, entry["title"]
    tell.append(f"{uid}: {len(report)} panels drawn, {picture.relative_to(Path.cwd())}")


def marks(page: Page, entry: dict[str, Any]) -> int:
    """How much of a panel's data is on the page."""
    panel = page.locator(f'[data-panel="{entry["id"]}"]')
    selector = {
        "timeseries": "canvas",
        "state-timeline": ".timeline-row div",
        "table": '[role="row"]',
    }.get(entry["type"])
    if selector is not None:
        return panel.locator(selector).count()
    text = panel.inner_text()
    return sum(bool(re.search(re.escape(shown["text"]), text)) for shown in entry["shown"])


@BOARD
def test_a_broken_plant_is_drawn_too(
    uid: str, page: Page, site: str, plants: Living, tell: list[str]
) -> None:
    drawn(page, site, plants, uid, BROKEN)
    tell.append(f"{uid}: drawn of a broken plant, {keep(page, f'{uid}-broken').relative_to(Path.cwd())}")


def test_the_overview_shows_all_plants_at_once(page: Page, site: str, plants: Living) -> None:
    report = {entry["title"]: entry for entry in drawn(page, site, plants, "vos-overview", ".+")}
    keep(page, "vos-overview")
    assert report["Expected on air"]["shown"][0]["text"] == "40"
    assert report["Uplinks down"]["shown"] == [{"text": "1", "color": RED}]


@BOARD
def test_what_nobody_knows_is_grey(uid: str, page: Page, site: str, plants: Living) -> None:
    chosen = {**CHOICES, "job": "nobody", "instance": "nobody", "exporter": "nobody"}
    report = draw(page, site, uid, plants.url, time.time(), HOURS, chosen)
    for entry in report:
        assert not entry["error"], entry
        if entry["title"].startswith("Firing alerts"):
            continue  # those about no instance at all are everybody's
        assert entry["rows"] == 0, entry["title"]
        for shown in entry["shown"]:
            assert (shown["text"], shown["color"]) == (NO_DATA, GREY), entry["title"]


def test_tables_show_the_columns_they_name(page: Page, site: str, plants: Living) -> None:
    report = drawn(page, site, plants, "vos-services", HEALTHY)
    (channels,) = (entry for entry in report if entry["title"] == "Channels")
    assert channels["columns"] == [
        "Channel", "Tier", "Owner", "Active", "Expected", "Sources", "Destinations", "Alarms", "CPU",
        "VOS system", "Service id",
    ]  # fmt: skip
    assert channels["rows"] == 20


def test_words_and_units_are_grafanas(page: Page, site: str, plants: Living) -> None:
    report = {entry["title"]: entry for entry in drawn(page, site, plants, "vos-overview", HEALTHY)}
    assert report["Telemetry"]["shown"] == [{"text": "Up", "color": GREEN}]
    assert report["Uplinks down"]["shown"] == [{"text": "0", "color": GREEN}]
    for title in ("Oldest data", "Worst node CPU", "Lowest RF margin"):
        (shown,) = report[title]["shown"]
        assert shown["color"] == GREEN, title
