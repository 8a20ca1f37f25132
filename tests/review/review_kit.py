"""What these tests share: the client tests' small VOS below a whole target, and a parsed answer."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / folder) for folder in ("client", "engine") if str(TESTS / folder) not in sys.path]

import engine_kit  # noqa: E402
from client_server import Reply, Vos, target  # noqa: E402 - both kits live beside their own tests
from engine_kit import Answer  # noqa: E402

from vos_exporter.scrape import select  # noqa: E402
from vos_exporter.target import Target  # noqa: E402
from vos_exporter.vos.routes import BY_KEY  # noqa: E402

BUDGET = 20.0
run, settings, with_routes, scrape_simulator = (
    engine_kit.run,
    engine_kit.settings,
    engine_kit.with_routes,
    engine_kit.scrape,
)


@asynccontextmanager
async def live(
    answers: Mapping[str, Any] | None = None, **options: object
) -> AsyncIterator[tuple[Vos, Target]]:
    """A VOS that gives ``answers`` (key to a reply, or to a body), and a target that scrapes it."""
    vos = Vos()
    for key, given in (answers or {}).items():
        vos.routes[BY_KEY[key].path] = answered(given)
    async with vos.server.running(None):
        scraped = Target(target(vos.server, scheme="http", **{"timeout": BUDGET, **options}))
        try:
            yield vos, scraped
        finally:
            await scraped.aclose()


def answered(given: Any) -> Reply:
    return given if isinstance(given, Reply) else Reply(body=json.dumps(given).encode())


async def scrape(scraped: Target, *routes: str, budget: float = BUDGET) -> Answer:
    """One scrape of ``routes`` (all by default), parsed."""
    return Answer.of(await scraped.scrape(select(routes), budget))
