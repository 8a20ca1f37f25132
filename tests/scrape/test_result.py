"""What a finished scrape says of itself."""

import asyncio

from tests.kits.answers import live
from tests.kits.vos_server import Reply
from vos_exporter.scrape import select


def test_in_a_strict_target_only_a_complete_answer_is_complete() -> None:
    async def main() -> list[bool]:
        async with live({"services": [], "rf_statistics": Reply(404), "uplinks": Reply(500)}) as (_, target):
            chosen = (["services"], ["services", "rf_statistics"], ["services", "uplinks"])
            return [(await target.scrape(select(names), 20.0)).complete for names in chosen]

    assert asyncio.run(main()) == [True, True, False]
