"""Claims of issue 2 and the design that held under review and had no test of their own."""

import asyncio

import pytest
from review_kit import Reply, answered, live, run, scrape, scrape_simulator, settings

from vos_exporter.config import Tls
from vos_exporter.reference.catalogue import entries
from vos_exporter.scrape import select
from vos_exporter.simulator import Simulator
from vos_exporter.vos.routes import BY_KEY
from vos_exporter.web.budget import budget


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, 10), ("", 10), ("5s", 10), ("nan", 10), ("inf", 10), ("1e400", 10), ("0", 10), ("-3", 10),
        ("5", 4.5), (" 5 ", 4.5), ("0.4", 0.2), ("1", 0.5), ("60", 10),
    ],
)  # fmt: skip
def test_the_budget_is_what_prometheus_waits_less_the_offset(header: str | None, expected: float) -> None:
    assert budget(header, 10, 0.5) == expected


def test_what_is_remembered_is_not_committed_when_the_route_times_out() -> None:
    rows = [{"id": "1", "severity": "critical", "creationTime": 1_700_000_000_000}]
    more = [*rows, {"id": "2", "severity": "critical", "creationTime": 1_700_000_001_000}]

    async def main() -> list[float | None]:
        async with live({"notifications": rows}) as (vos, target):
            await scrape(target, "notifications")
            vos.routes[BY_KEY["notifications"].path] = answered(more)
            vos.route_gate = asyncio.Event()
            late = await scrape(target, "notifications", budget=0.3)
            assert late.outcomes() == {"notifications": "timeout"}
            vos.route_gate.set()
            answers = [await scrape(target, "notifications") for _ in range(2)]
            name = "vos_notifications_observed_total"
            return [answer.value(name, notification_severity="critical") for answer in answers]

    assert asyncio.run(main()) == [1, 1]


def test_overlapping_scrapes_of_other_selections_share_login_and_recheck() -> None:
    async def main() -> tuple[set[str], int, int]:
        async with live({"rf_statistics": Reply(404)}) as (vos, target):
            selections = (["services", "rf_statistics"], ["services", "rf_statistics", "images"], [])
            answers = await asyncio.gather(*(scrape(target, *names) for names in selections))
            asked = len(vos.server.targets(BY_KEY["rf_statistics"].path))
            await scrape(target)
            again = len(vos.server.targets(BY_KEY["rf_statistics"].path)) - asked
            return {answer.outcomes()["rf_statistics"] for answer in answers}, vos.logins, again

    assert asyncio.run(main()) == ({"unsupported"}, 1, 0)


def test_a_refusal_of_an_assumed_path_is_unsupported_and_renews_once() -> None:
    async def main() -> tuple[list[str], list[str], int]:
        async with live({"services": [], "nodes": Reply(403), "uplinks": Reply(403)}) as (vos, target):
            await scrape(target, "services")
            names = ("services", "nodes", "uplinks")
            first, second = [await scrape(target, *names) for _ in range(2)]
            return [first.outcomes()[n] for n in names], [second.outcomes()[n] for n in names], vos.logins

    expected = ["ok", "unsupported", "failed"]
    assert asyncio.run(main()) == (expected, expected, 2)


def test_an_untrusted_certificate_is_the_reason_tls_of_every_route() -> None:
    with Simulator() as simulator:
        answer = run(scrape_simulator, settings(simulator, tls=Tls()))
    assert answer.value("vos_up") == 0
    assert answer.value("vos_api_request_errors_total", route="services", reason="tls") == 1
    assert answer.value("vos_oauth2_token_request_errors_total", reason="tls") == 1


def test_an_unverified_target_says_so() -> None:
    with Simulator() as simulator:
        answer = run(scrape_simulator, settings(simulator, tls=Tls(insecure_skip_verify=True)))
    assert answer.value("vos_target_info", auth_method="client_credentials", tls_verified="false") == 1


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


def test_in_a_strict_target_only_a_complete_answer_is_complete() -> None:
    async def main() -> list[bool]:
        async with live({"services": [], "rf_statistics": Reply(404), "uplinks": Reply(500)}) as (_, target):
            chosen = (["services"], ["services", "rf_statistics"], ["services", "uplinks"])
            return [(await target.scrape(select(names), 20.0)).complete for names in chosen]

    assert asyncio.run(main()) == [True, True, False]


def test_every_declared_family_is_declared_once() -> None:
    names = [entry.declaration.name for entry in entries()]
    assert len(names) == len(set(names)) > 100
