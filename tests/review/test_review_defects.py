"""Defects that a review found, all mended: each test fails if one comes back."""

import asyncio
import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
from review_kit import BUDGET, Reply, live, scrape, with_routes

from vos_exporter import logs
from vos_exporter.collectors import COLLECTORS
from vos_exporter.scrape import select
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.web.budget import budget

MEBIBYTE = 2**20
SERVICE = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(bytes(60 * MEBIBYTE), 9)),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(200 * MEBIBYTE), 9), 9)),
    ],
)
def test_a_small_limit_bounds_the_memory_of_a_compressed_body(encoding: str, body: bytes) -> None:
    async def main() -> tuple[str | None, int]:
        reply = Reply(body=body, headers={"Content-Encoding": encoding})
        async with live({"services": reply}, max_response_size=MEBIBYTE) as (_, target):
            tracemalloc.start()
            try:
                answer = await scrape(target, "services")
                return answer.outcomes()["services"], tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    outcome, peak = asyncio.run(main())
    assert outcome == "failed"
    assert peak < 16 * MEBIBYTE


@pytest.mark.parametrize("life", [[], {}, "", 10**400], ids=["list", "object", "empty", "giant"])
def test_a_life_that_is_no_number_is_a_failed_login_or_an_unknown_life(life: object) -> None:
    async def main() -> tuple[float | None, float | None, float | None]:
        async with live() as (vos, target):
            vos.expires_in, vos.extra = None, {"expires_in": life}
            answer = await scrape(target, "services")
            return (
                answer.value("vos_up"),
                answer.value("vos_api_request_errors_total", route="services", reason="decode"),
                answer.value("vos_oauth2_token_request_errors_total", reason="auth"),
            )

    up, decode, refused = asyncio.run(main())
    assert decode == 0, "the route was never asked, so its body cannot be unreadable"
    assert up == 1 or refused == 1


def test_a_route_is_repeated_at_most_once_in_a_scrape() -> None:
    path = BY_KEY["services"].path
    script = [Reply(raw=b""), Reply(401), Reply(raw=b""), Reply()]

    async def main() -> int:
        async with live() as (vos, target):
            await scrape(target, "sources")
            plain = vos.handle

            async def handle(seen):
                return script.pop(0) if seen.path == path and script else await plain(seen)

            vos.server.handler = handle
            await scrape(target, "services")
            return len(vos.server.targets(path))

    assert asyncio.run(main()) <= 2


def test_roles_of_nodes_are_bounded_like_every_open_label() -> None:
    rows = [{"name": f"node-{n}", "role": f"role-{n:03}"} for n in range(100)]

    async def main() -> tuple[set[str], float | None]:
        async with live({"nodes": rows}) as (_, target):
            answer = await scrape(target, "nodes")
            roles = {labels["role"] for labels in answer.having("vos_node_info")}
            return roles, answer.value("vos_api_rejected_items_total", route="nodes", reason="limit")

    roles, dropped = asyncio.run(main())
    assert len(roles) == 65
    assert "other" in roles
    assert dropped == 36


def test_a_family_that_several_routes_fill_keeps_its_limit_of_series() -> None:
    routes = {
        key: [{"id": f"{key}-{n}", "level": -30} for n in range(10)]
        for key in ("rf_statistics", "rf_monitorings", "rf_settings")
    }

    async def main() -> tuple[int, float]:
        async with live(routes, series_limit=10) as (_, target):
            answer = await scrape(target, *routes)
            dropped = sum(
                answer.value("vos_api_rejected_items_total", route=key, reason="limit") or 0 for key in routes
            )
            return len(answer.having("vos_rf_level_dbm")), dropped

    series, dropped = asyncio.run(main())
    assert series == 10
    assert dropped >= 20


def test_a_collector_that_breaks_tells_the_log_nothing_of_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    collector = type(COLLECTORS["nodes"])
    monkeypatch.setattr(collector, "collect", lambda self, payload, ctx: int(payload[0].values["role"]))
    written = io.StringIO()
    logs.configure("debug", "logfmt", written)

    async def main() -> str:
        async with live({"nodes": [{"name": "n", "role": "canary-text"}]}) as (_, target):
            return (await scrape(target, "nodes")).outcomes()["nodes"]

    assert asyncio.run(main()) == "failed"
    assert "canary-text" not in written.getvalue()


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


def test_a_status_counts_although_its_body_never_ends() -> None:
    async def main() -> float | None:
        async with live({"uplinks": Reply(503, b"", {"Content-Length": "10"})}) as (_, target):
            answer = await scrape(target, "services", "uplinks", budget=1.0)
            return answer.value("vos_api_request_errors_total", route="uplinks", reason="http_5xx")

    assert asyncio.run(main()) == 1


def test_the_last_duration_stays_while_no_request_can_be_made() -> None:
    async def main() -> tuple[float | None, float | None]:
        async with live() as (vos, target):
            first = await scrape(target, "services")
            vos.valid.clear()
            vos.token_reply = Reply(401)
            await scrape(target, "services")
            blocked = await scrape(target, "services")
            name = "vos_api_last_request_duration_seconds"
            return first.value(name, route="services"), blocked.value(name, route="services")

    first, blocked = asyncio.run(main())
    assert first is not None
    assert blocked is not None


def test_a_run_that_nobody_waits_for_any_more_is_counted() -> None:
    async def main() -> tuple[int, int]:
        async with live() as (vos, target):
            await scrape(target, "services")
            vos.route_gate = asyncio.Event()
            leaving = asyncio.create_task(target.scrape(select(["services"]), BUDGET))
            await vos.server.until(2, "/vos-api")
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            await asyncio.gather(*target._tasks, return_exceptions=True)
            vos.route_gate.set()
            return vos.asked(), target.ledgers["services"].requests

    asked, counted = asyncio.run(main())
    assert counted == asked == 2


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


def test_a_timeout_with_an_underscore_is_malformed() -> None:
    assert budget("1_0", 30, 0.5) == 30


def test_the_page_of_the_routes_is_there_and_says_its_evidence() -> None:
    page = Path(__file__).parents[2] / "docs" / "routes.md"
    assert page.exists()
    text = page.read_text(encoding="utf-8")
    assert all(route.path in text for route in BY_KEY.values())
