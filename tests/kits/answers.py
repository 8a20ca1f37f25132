"""A whole target over the small VOS that answers whatever a test says, and what a scrape of it gives."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.kits.scraping import BUDGET, Answer
from tests.kits.vos_server import Reply, Vos, target
from vos_exporter.scrape import select
from vos_exporter.target import Target
from vos_exporter.vos.routes import BY_KEY


@asynccontextmanager
async def live(
    answers: Mapping[str, Any] | None = None, vos: Vos | None = None, **options: Any
) -> AsyncIterator[tuple[Vos, Target]]:
    """A VOS that gives ``answers`` (key to a reply, or to a body), and a target that scrapes it."""
    vos = Vos() if vos is None else vos
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
