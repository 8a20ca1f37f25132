"""Bodies that are odd in a way somebody has seen, from the socket to the sample."""

import asyncio

import pytest

from tests.kits.answers import live, scrape
from tests.kits.scraping import with_routes
from tests.kits.vos_server import Reply

SERVICE = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize("created", ["", "2026-01-01T00:00:00Z"])
def test_an_alarm_with_an_unreadable_time_is_still_an_alarm(created: str) -> None:
    rows = [{"title": "Input loss", "severity": "critical", "state": "ACTIVE", "creationTime": created}]

    async def main() -> float | None:
        async with live({"notifications": rows}) as (_, target):
            answer = await scrape(target, "notifications")
            return answer.value("vos_notifications_active", notification_severity="critical")

    assert asyncio.run(main()) == 1


@pytest.mark.parametrize("text", ["nan", "Infinity"])
def test_a_text_that_is_no_finite_number_gives_no_series(text: str) -> None:
    rows = [{"originTaskId": "a", "usedStorageInMB": text, "numAssociatedIngestPoints": text}]

    async def main() -> tuple[float | None, float | None]:
        async with live({"origin_tasks": rows}) as (_, target):
            answer = await scrape(target, "origin_tasks")
            return (
                answer.value("vos_origin_task_used_storage_bytes", origin_task_id="a"),
                answer.value("vos_origin_task_ingest_points", origin_task_id="a"),
            )

    assert asyncio.run(main()) == (None, None)


def test_the_last_event_of_a_service_is_the_newest_however_the_log_calls_it() -> None:
    routes = {
        "services": [{"id": SERVICE, "name": "sport-1"}],
        "scte_logs": [
            {"service": SERVICE, "time": "2026-01-01T00:00:00Z"},
            {"service": "sport-1", "time": "2026-01-02T00:00:00Z"},
        ],
    }

    async def main() -> float | None:
        async with live(routes, routes=with_routes(scte_logs={"enabled": True})) as (_, target):
            answer = await scrape(target, "services", "scte_logs")
            return answer.value("vos_scte35_last_event_timestamp_seconds", service_id=SERVICE)

    assert asyncio.run(main()) == 1_767_312_000


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf42", b'"\\ud800"'])
def test_json_of_another_shape_on_an_assumed_path_is_a_failure(body: bytes) -> None:
    async def main() -> str:
        async with live({"services": [], "nodes": Reply(body=body)}) as (_, target):
            return (await scrape(target, "services", "nodes")).outcomes()["nodes"]

    assert asyncio.run(main()) == "failed"


def test_a_broken_compression_on_an_assumed_path_is_unsupported() -> None:
    broken = Reply(body=b"<html>", headers={"Content-Encoding": "gzip"})

    async def main() -> str:
        async with live({"services": [], "nodes": broken}) as (_, target):
            return (await scrape(target, "services", "nodes")).outcomes()["nodes"]

    assert asyncio.run(main()) == "unsupported"
