"""F13: numbers and bodies that break a collector cost one route, and no log."""

import asyncio

import pytest
from structlog.testing import capture_logs

from tests.kits.answers import live, scrape
from vos_exporter.collectors import COLLECTORS


def kubernetes(*containers: str) -> object:
    return {
        "apiVersion": "metrics.k8s.io/v1beta1",
        "items": [
            {
                "metadata": {"name": "a"},
                "containers": [{"usage": {"cpu": cpu, "memory": "1Mi"}} for cpu in containers],
            },
            {"metadata": {"name": "b"}, "containers": [{"usage": {"cpu": "2", "memory": "1Mi"}}]},
        ],
    }


def test_a_sum_beyond_all_numbers_costs_one_number() -> None:
    async def main() -> None:
        async with live({"pods": kubernetes("1e308", "1e308")}) as (_, target):
            answer = await scrape(target, "pods")
            assert answer.outcomes()["pods"] == "ok"
            assert answer.value("vos_pod_cpu_usage_cores", pod_name="a") is None
            assert answer.number("vos_pod_cpu_usage_cores", pod_name="b") == 2
            assert answer.number("vos_pod_memory_usage_bytes", pod_name="a") == 2 * 2**20

    asyncio.run(main())


def test_a_collector_that_breaks_is_said_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise OverflowError("never the same twice")

    async def main() -> None:
        async with live({"pods": kubernetes("1")}) as (_, target):
            monkeypatch.setattr(type(COLLECTORS["pods"]), "collect", broken)
            with capture_logs() as logs:
                outcomes = [(await scrape(target, "pods")).outcomes()["pods"] for _ in range(5)]
            assert set(outcomes) == {"failed"}
            said = [line for line in logs if line["event"] == "a route broke its collector"]
            assert len(said) == 1

    asyncio.run(main())
