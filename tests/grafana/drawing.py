"""Boards drawn with Grafana's own components in a real browser."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.grafana.board_kit import OUT, ROOT
from tests.kits.tools import missing, require

RENDER = Path(__file__).parent / "render"
PACKAGES = ROOT / ".tools" / "grafana-render" / "node_modules"
SCREENSHOTS = ROOT / ".tools" / "screenshots"
WIDTH = 1600

_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
_DEFINED = {"process.env": "{}", "process.env.NODE_ENV": '"production"', "global": "globalThis"}

_SCROLLBARS = """
import {{ Scrollbars }} from "{packages}/react-custom-scrollbars-2/lib/index.js";
export default Scrollbars;
"""
"""Seen from a module, this old package's default is the package and not the component."""


def bundle(folder: Path) -> None:
    """Put the page, its script and the boards into ``folder``."""
    compilers = sorted(PACKAGES.glob("@esbuild/*/bin/esbuild"))
    if not compilers:
        missing("Grafana's components are not installed (deploy/install-tools.sh)")
    shutil.copytree(OUT, folder / "boards")
    shutil.copy(RENDER / "index.html", folder)
    scrollbars = folder / "scrollbars.js"
    scrollbars.write_text(_SCROLLBARS.format(packages=PACKAGES))
    command = [
        str(compilers[0]), str(RENDER / "main.tsx"), "--bundle", "--minify", "--jsx=automatic",
        "--loader:.ttf=empty", "--log-level=warning",
        f"--alias:react-custom-scrollbars-2={scrollbars}", f"--outfile={folder / 'bundle.js'}",
        *(f"--define:{name}={value}" for name, value in _DEFINED.items()),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "NODE_PATH": str(PACKAGES)}
    )
    assert done.returncode == 0, done.stderr[-3_000:]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of ``folder``."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def browser() -> Iterator[Page]:
    """A page of a real Chromium."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=require("chromium"), args=_FLAGS)
        try:
            yield chromium.new_page(viewport={"width": WIDTH, "height": 1_000})
        finally:
            chromium.close()


def draw(
    page: Page, site: str, board: str, prometheus: str, now: float, hours: int, choices: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Draw ``board``; the report has, per panel, its rows of data, what it shows and its error."""
    query = urllib.parse.urlencode(
        {"board": board, "prometheus": prometheus, "now": f"{now:.0f}", "hours": hours,
         "choices": json.dumps(choices)}
    )  # fmt: skip
    page.goto(f"{site}/index.html?{query}")
    page.wait_for_function("window.report", timeout=60_000)
    return list(page.evaluate("window.report"))


def keep(page: Page, name: str) -> Path:
    """A picture of the whole board, for a person to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    page.locator("#board").screenshot(path=path)
    return path
