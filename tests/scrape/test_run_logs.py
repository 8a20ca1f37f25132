"""What a scrape that goes wrong tells the log."""

import asyncio
import io

import pytest

from tests.kits.answers import live, scrape
from vos_exporter import logs
from vos_exporter.collectors import COLLECTORS

pytestmark = pytest.mark.usefixtures("untouched_logging")


def test_a_collector_that_breaks_tells_the_log_nothing_of_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = type(COLLECTORS["nodes"])
    monkeypatch.setattr(collector, "collect", lambda self, rows, *_: int(rows[0].values["role"]))
    written = io.StringIO()
    logs.configure("debug", "logfmt", written)

    async def main() -> str:
        async with live({"nodes": [{"name": "n", "role": "canary-text"}]}) as (_, target):
            return (await scrape(target, "nodes")).outcomes()["nodes"]

    assert asyncio.run(main()) == "failed"
    assert "error=ValueError" in written.getvalue()
    assert "canary-text" not in written.getvalue()
