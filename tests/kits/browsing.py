"""A real browser before a real exporter, and what every page of ours must be in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize, sync_playwright

from tests.kits.tools import missing, require

TOOLS = Path(__file__).parents[2] / ".tools"
PICTURES = TOOLS / "screenshots"
"""Kept as an artefact of every run of `make verify`."""

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {360: 640, 768: 1024, 1366: 768, 1920: 1080, 3840: 2160}
"""Width to height of a phone, a tablet, a small and a usual desk, a wall."""

Theme = Literal["light", "dark"]
THEMES: dict[Theme, str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}
"""Theme to the colour behind everything."""

MOST_PIXELS = 12_000_000
"""Of one picture: a browser without a graphics card ends on much larger ones."""

VIEWS = [(width, theme) for width in SIZES for theme in THEMES]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Looking:
    """A page as somebody sees it.

    Attributes:
        page: in the browser.
        problems: what the browser complained about: errors, refused styles.
    """

    page: Page
    width: int
    theme: Theme
    problems: list[str] = field(default_factory=list)

    def keep(self, name: str) -> None:
        """A picture of the first screen, and one of the page as far as it can be taken."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        stem = f"{name}-{self.width}-{self.theme}"
        self.page.screenshot(path=PICTURES / f"{stem}-first.png")
        high = min(MOST_PIXELS // self.width, self.page.evaluate("document.documentElement.scrollHeight"))
        whole: FloatRect = {"x": 0, "y": 0, "width": self.width, "height": high}
        self.page.screenshot(path=PICTURES / f"{stem}-whole.png", full_page=True, clip=whole)

    def check(self) -> None:
        """It is as wide as the window, in its theme, and nothing is broken."""
        assert self.problems == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        behind = self.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert behind == THEMES[self.theme]

    def axe(self) -> list[object]:
        """What axe finds: impact, rule, elements."""
        axe = TOOLS / "axe" / "node_modules" / "axe-core" / "axe.min.js"
        if not axe.exists():
            missing("axe-core is not installed")
        self.page.evaluate(axe.read_text(encoding="utf-8"))
        rules = "['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']"
        found = self.page.evaluate(f"axe.run(document, {{runOnly: {rules}}})")
        assert len(found["passes"]) > 15
        return [
            (one["impact"], one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in found["violations"]
        ]


class Looks:
    """Opens windows, and closes them all at the end: each costs a process."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []

    def __call__(self, url: str, width: int = 1366, theme: Theme = "light", **options: Any) -> Looking:
        """Open ``url`` in a window of ``width``."""
        size: ViewportSize = {"width": width, "height": SIZES[width]}
        context = self.browser.new_context(viewport=size, color_scheme=theme, **options)
        self.contexts.append(context)
        looking = Looking(context.new_page(), width, theme)
        looking.page.on("console", lambda message: looking.problems.append(message.text))
        looking.page.on("pageerror", lambda error: looking.problems.append(str(error)))
        looking.page.goto(url)
        return looking

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()
