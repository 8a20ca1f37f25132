"""Whatever VOS answers, memory, labels and series are bounded, and what is beyond is counted."""

import asyncio
import gzip
import tracemalloc

import pytest

from tests.kits.answers import live, scrape
from tests.kits.vos_server import Reply

MEBIBYTE = 2**20


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


def test_states_are_bounded_wherever_they_stand() -> None:
    names = [f"S{number:02}" for number in range(40)]
    routes = {
        "services": [{"id": name, "controlState": name} for name in names],
        "origin_tasks": [{"originTaskId": name, "state": name} for name in names],
        "uplink_status": [{"id": name, "uplinkState": name} for name in names],
        "ingest_points": [
            {"id": name, "state": name, "endPoints": [{"hostUuid": "h", "state": name}]} for name in names
        ],
        "notification_history": [{"state": name, "severity": "major"} for name in names],
    }

    async def main() -> dict[str, int]:
        async with live(routes) as (_, target):
            answer = await scrape(target, *routes)
            found: dict[str, set[str]] = {}
            for (family, labels), _value in answer.samples.items():
                for name in ("state", "notification_state"):
                    if name in dict(labels) and not family.startswith("vos_api"):
                        found.setdefault(family, set()).add(dict(labels)[name])
            return {family: len(states) for family, states in found.items()}

    assert asyncio.run(main()) == dict.fromkeys(
        (
            "vos_service_control_state", "vos_services", "vos_origin_task_state",
            "vos_cloudlink_uplink_state",
            "vos_ingest_point_state", "vos_ingest_point_member_state", "vos_notifications",
        ),
        17,
    )  # fmt: skip


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
        key: [{"id": f"{key}-{n}", "levelDbm": -30} for n in range(10)]
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
