"""The plant and the status page in a real browser: five widths, two themes, no script, the keyboard, axe."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.kits.browsing import SIZES, VIEWS, Looks, Theme, chromium
from tests.kits.door import Door, opened, target_yaml, write_config
from vos_exporter.simulator import Simulator
from vos_exporter.simulator.scenarios import DEGRADED_ROUTES

pytestmark = pytest.mark.verify

EXTRA = (
    "    services:\n      - {match: {name: 'news*'}, expected: active, owner_team: news, tier: 1}\n"
    "      - {match: {name: '*'}, expected: active, owner_team: rest, tier: 2}\n"
    "    routes: {scte_logs: {enabled: true}}\n"
)
PATHS = {
    "wall": "/plant?target=plant", "service": "/plant?target=plant&service_id={}",
    "notifications": "/notifications?target=plant", "slates": "/slates?target=plant",
    "scte": "/scte?target=plant", "runbooks": "/runbooks", "plants": "/plant",
}  # fmt: skip
HOSTILE = "<img src=x onerror=\"document.title='broken in'\">"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, Door]]:
    """Beside a plant with a lost link: one with six failing routes, and one whose secret is wrong."""
    folder = tmp_path_factory.mktemp("plant")
    for name in "ab":
        (folder / name).mkdir()
    with (
        Simulator(services=40, scenario="uplink-lost", ca_dir=folder / "a") as vos,
        Simulator(services=3, scenario="api-degraded", ca_dir=folder / "b") as degraded,
    ):
        wrong = target_yaml(vos, "wrong").replace(str(vos.client_secret), "not-the-secret")
        targets = [target_yaml(vos, "plant", EXTRA), target_yaml(degraded, "degraded"), wrong]
        with opened(write_config(folder / "vos.yml", *targets)) as door:
            for name in ("plant", "degraded", "wrong"):
                door.ask(f"/probe?target={name}")
            yield vos, door


@pytest.fixture
def look(browser: Browser) -> Iterator[Looks]:
    looks = Looks(browser)
    yield looks
    looks.close()


def address(plant: tuple[Simulator, Door], name: str) -> str:
    vos, door = plant
    return door.url + PATHS[name].format(vos.plant.service_id(0))


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_each_page_fits_every_window_in_both_themes_and_axe_finds_nothing(
    look: Looks, plant: tuple[Simulator, Door], name: str, width: int, theme: Theme
) -> None:
    looking = look(address(plant, name), width, theme, java_script_enabled=True)
    looking.keep(f"plant-{name}")
    looking.check()
    assert looking.axe() == []


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_the_first_screen_of_the_status_page_holds_every_failed_route(
    look: Looks, plant: tuple[Simulator, Door], width: int, theme: Theme
) -> None:
    looking = look(f"{plant[1].url}/", width, theme)
    looking.keep("leading")
    looking.check()
    assert looking.page.title() == "(1 down) vos-exporter"
    for words in (*DEGRADED_ROUTES, "login failed", "VOS answered 503"):
        box = (
            looking.page.locator(".leads")
            .get_by_text(words, exact=words in DEGRADED_ROUTES)
            .first.bounding_box()
        )
        assert box is not None
        assert box["y"] + box["height"] <= SIZES[width], f"{words} is below the first screen"
    assert looking.axe() == []


@pytest.mark.parametrize("width", SIZES)
def test_cards_are_for_phones_only(look: Looks, plant: tuple[Simulator, Door], width: int) -> None:
    page = look(f"{plant[1].url}/status?target=degraded", width).page
    display = page.locator("table.routes tbody tr").first.evaluate("row => getComputedStyle(row).display")
    assert display == ("block" if width < 700 else "table-row")


def test_the_drawing_is_moved_over_with_the_keyboard_and_leads_to_the_runbook(
    look: Looks, plant: tuple[Simulator, Door]
) -> None:
    looking = look(address(plant, "service"), 360, java_script_enabled=True)
    page = looking.page
    frame = page.get_by_role("region", name="Drawing of")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.frame').scrollLeft > 0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.namespaceURI").endswith("svg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runbooks#voscloudlinklost")
    assert page.locator(":target").inner_text() == "VOSCloudLinkLost"


def test_without_script_the_wall_is_searched_and_leads_to_a_drawing(
    look: Looks, plant: tuple[Simulator, Door]
) -> None:
    looking = look(address(plant, "wall"), java_script_enabled=False)
    page = looking.page
    page.get_by_role("searchbox").fill("news")
    page.get_by_role("button", name="Show").click()
    names = page.locator(".tile-name").all_inner_texts()
    assert names
    assert all("news" in name for name in names)
    page.locator(".tile").first.click()
    assert page.get_by_role("group", name=names[0]).count() == 1
    assert page.locator("svg.plant g.node").count() > 10
    assert looking.problems == []


def test_a_wall_alone_is_a_picture_in_both_themes(look: Looks, plant: tuple[Simulator, Door]) -> None:
    backgrounds = set()
    for theme in ("light", "dark"):
        looking = look("about:blank", 1920, theme)
        looking.page.route("**/plant?*", _as_picture)
        looking.page.goto(address(plant, "wall"))
        assert looking.problems == []
        assert looking.page.evaluate("document.documentElement.tagName") == "svg"
        backgrounds.add(looking.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(backgrounds) == 2


def _as_picture(route: Route) -> None:
    """Ask for a picture, as a program does that shows one: a browser's window asks for a page."""
    route.continue_(headers={**route.request.headers, "accept": "image/svg+xml"})


def test_the_page_looks_again_by_itself(look: Looks, plant: tuple[Simulator, Door]) -> None:
    vos, _ = plant
    looking = look(f"{address(plant, 'slates')}&refresh=5", java_script_enabled=False)
    before = vos.requests.by_route["images"]
    with looking.page.expect_navigation(timeout=15_000):
        pass
    assert vos.requests.by_route["images"] > before


def test_hostile_names_are_text(look: Looks, plant: tuple[Simulator, Door]) -> None:
    vos, door = plant
    body = json.dumps([{"id": "x", "name": HOSTILE, "controlState": HOSTILE}])
    vos.fault("services", "garbage", body)
    try:
        for path in ("/plant?target=plant", "/plant?target=plant&service_id=x"):
            looking = look(door.url + path)
            assert looking.page.locator("img").count() == 0
            assert looking.page.get_by_text(HOSTILE).count() >= 1
            assert "broken in" not in looking.page.title() or HOSTILE in looking.page.title()
            assert looking.problems == []
    finally:
        vos.clear_faults("services", "garbage")
