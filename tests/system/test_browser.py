"""The status page in a real browser: sorted, filtered, copied, in both themes, with hostile words of VOS."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.kits.door import Door, opened, target_yaml, write_config
from tests.kits.tools import missing, require
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import ROUTES

pytestmark = pytest.mark.verify

TOOLS = Path(__file__).parents[2] / ".tools"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
HOSTILE = [
    "<img src=x onerror=\"document.title='broken in'\">",
    "<script>document.title='broken in'</script>",
    "\u202egpj.exe \x1b[2J \x00",
    "x" * 10_000,
]
VIEWS = [(size, theme) for size in SIZES for theme in THEMES]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = require("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Two targets: one with everything that can be seen, one that was never asked."""
    folder = tmp_path_factory.mktemp("door")
    with Simulator(services=3, scenario="no-rf") as vos, Simulator(services=1) as other:
        rows = [{"id": str(n), "name": text, "controlState": text} for n, text in enumerate(HOSTILE)]
        config = write_config(folder / "vos.yml", target_yaml(vos), target_yaml(other, "headend-b"))
        with opened(config) as listening:
            listening.ask("/probe?target=headend-a")
            vos.fault("services", "garbage", json.dumps(rows))
            vos.fault("nodes", "status", 503)
            vos.fault("sources", "garbage", "not JSON")
            listening.ask("/probe?target=headend-a")
            yield listening


def page_of(
    browser: Browser, door: Door, size: str = "desktop", theme: Theme = "light", **options: Any
) -> tuple[Page, list[str]]:
    """The status page, and the errors of the page or its policy, of which a test wants none."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, base_url=door.url, **options
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("/status?target=headend-a")
    return page, problems


def column(page: Page, number: int) -> list[str]:
    """The texts of one column of the table of routes."""
    cells = page.locator(f"table.routes tbody tr > :nth-child({number})").all_inner_texts()
    return [cell.split("\n")[0].strip() for cell in cells]


@pytest.mark.parametrize(("size", "theme"), VIEWS)
def test_it_is_readable_at_every_width_in_both_themes(
    browser: Browser, door: Door, size: str, theme: Theme
) -> None:
    page, problems = page_of(browser, door, size, theme)
    folder = TOOLS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"status-{size}-{theme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[theme]
    assert problems == []


@pytest.mark.parametrize(("size", "theme"), VIEWS)
def test_axe_finds_nothing(browser: Browser, door: Door, size: str, theme: Theme) -> None:
    axe = TOOLS / "axe" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.exists():
        missing("axe-core is not installed")
    page, _ = page_of(browser, door, size, theme)
    for summary in page.locator("summary").all():
        summary.click()
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']})")
    told = [
        (one["impact"], one["id"], [node["html"][:200] for node in one["nodes"]])
        for one in found["violations"]
    ]
    assert told == []
    assert len(found["passes"]) > 20


def test_columns_sort_both_ways(browser: Browser, door: Door) -> None:
    page, problems = page_of(browser, door)
    table = page.locator("table.routes")
    table.get_by_role("button", name="Route").click()
    assert column(page, 1) == sorted(route.key for route in ROUTES)
    assert table.locator("th[aria-sort=ascending]").inner_text().startswith("Route")
    table.get_by_role("button", name="Route").click()
    assert column(page, 1) == sorted((route.key for route in ROUTES), reverse=True)
    table.get_by_role("button", name="Size").click()
    sizes = [int(text.removesuffix(" B").replace(",", "")) for text in column(page, 9) if text]
    assert sizes == sorted(sizes)
    assert len(sizes) > 10
    table.get_by_role("button", name="Errors").press("Enter")
    table.get_by_role("button", name="Errors").press("Enter")
    assert set(column(page, 1)[:2]) == {"nodes", "sources"}
    assert problems == []


@pytest.mark.parametrize("scripted", [True, False])
def test_it_is_filtered_with_and_without_script(browser: Browser, door: Door, scripted: bool) -> None:
    page, _ = page_of(browser, door, java_script_enabled=scripted)
    page.get_by_role("link", name="failed (2)").click()
    assert set(column(page, 1)) == {"nodes", "sources"}
    assert "VOS answered 503" in page.locator("table.routes").inner_text()
    page.get_by_role("link", name="all (22)").click()
    assert len(column(page, 1)) == len(ROUTES)


def test_without_script_nothing_pretends_to_work(browser: Browser, door: Door) -> None:
    page, _ = page_of(browser, door, java_script_enabled=False)
    assert page.get_by_role("button").count() == 0
    assert page.locator("pre.copied").count() >= 6


def test_configuration_is_copied(browser: Browser, door: Door) -> None:
    page, _ = page_of(browser, door, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy lines that disable rf_settings of headend-a").click()
    page.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "routes:\n  rf_settings: {enabled: false}\n"
    page.get_by_role("button", name="Copy scrape configuration").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('/sd'))")


def test_it_is_copied_where_a_browser_has_no_clipboard(browser: Browser, door: Door) -> None:
    page, _ = page_of(browser, door)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Copy lines that disable rf_settings of headend-a").click()
    page.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("getSelection().toString()").strip() == "routes:\n  rf_settings: {enabled: false}"


def test_hostile_words_of_vos_are_text(browser: Browser, door: Door) -> None:
    page, problems = page_of(browser, door)
    assert page.title() == "(1 failing) headend-a - vos-exporter"
    assert page.locator("img").count() == 0
    words = page.get_by_text("VOS used words we do not know").locator("xpath=following-sibling::ul[1]")
    text = words.inner_text()
    assert HOSTILE[0] in text
    assert HOSTILE[1] in text
    assert "\\u202egpj.exe \\u001b[2J \\u0000" in text
    assert "x" * 300 + "..." in text
    assert "x" * 301 not in text
    assert problems == []


def test_script_that_is_not_ours_does_not_run(browser: Browser, door: Door) -> None:
    page, _ = page_of(browser, door)
    page.evaluate(
        "document.refused = []; document.addEventListener("
        "'securitypolicyviolation', event => document.refused.push(event.effectiveDirective))"
    )
    page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = \"document.title = 'in'\";"
        " document.head.append(one); }"
    )
    assert page.title() == "(1 failing) headend-a - vos-exporter"
    page.wait_for_function("document.refused.length")
    assert page.evaluate("document.refused") == ["script-src-elem"]
