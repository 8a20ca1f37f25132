"""What the exporter says about the API itself, each with a fault of the simulator, over real HTTPS."""

import time
from collections.abc import Iterator

import pytest

from tests.kits.scraping import Answer, run, scrape, settings, with_routes
from vos_exporter.collectors.options import CollectorOptions, Verdict
from vos_exporter.config import TargetSettings
from vos_exporter.scrape.result import Rejection
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target

NEVER_HEARD = {"severity": "PURPLE", "state": "ACTIVE", "title": "x", "creationTime": 1_700_000_000_000}


def answer(target: TargetSettings, *routes: str) -> Answer:
    """One scrape by a fresh target."""
    return run(lambda live: scrape(live, *routes), target)


@pytest.fixture(scope="module")
def vos() -> Iterator[Simulator]:
    with Simulator(services=4) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def mended(vos: Simulator) -> Iterator[None]:
    yield
    vos.clear_faults()
    vos.mend_plant()
    vos.skew_clock(0)


@pytest.mark.parametrize("seconds", [0, 90, -3600])
def test_a_clock_that_is_off_shows(vos: Simulator, seconds: float) -> None:
    """To the second: a ``Date`` header knows no fractions."""
    vos.skew_clock(seconds)
    skew = answer(settings(vos)).value("vos_api_clock_skew_seconds")
    assert skew == pytest.approx(seconds, abs=2)


@pytest.mark.parametrize("days", [3, 200])
def test_the_end_of_the_certificate_shows(days: float) -> None:
    with Simulator(services=1, not_after_days=days) as simulator:
        ends = answer(settings(simulator)).value("vos_api_tls_certificate_not_after_timestamp_seconds")
    assert ends == pytest.approx(time.time() + days * 86_400, abs=600)


def test_a_list_that_got_short_shows(vos: Simulator) -> None:
    assert answer(settings(vos)).value("vos_api_last_response_items", route="services") == 4
    vos.fault("services", "short", 1)
    found = answer(settings(vos))
    assert found.value("vos_api_last_response_items", route="services") == 1
    assert len(found.having("vos_service_info")) == 1


def test_an_answer_that_was_cut_shows() -> None:
    with Simulator(services=2, standing_notifications=40) as simulator:
        whole = answer(settings(simulator))
        params = {"state": "ACTIVE", "result_count": "25"}
        cut = answer(settings(simulator, routes=with_routes(notifications={"params": params})))
    for found, truncated in ((whole, 0), (cut, 1)):
        assert found.value("vos_api_response_truncated", route="notifications") == truncated
        assert found.value("vos_api_response_truncated", route="services") == 0
    assert (
        sum(amount for (name, _), amount in cut.samples.items() if name == "vos_notifications_active") == 25
    )


def test_states_outside_the_maps_show_until_the_operator_maps_them(vos: Simulator) -> None:
    """What is plainly good or bad needs no word of his."""
    vos.break_plant("origin-down", 0, "EXPLODED")
    vos.break_plant("control-state", 0, "SUSPENDED")
    found = answer(settings(vos))
    assert found.value("vos_api_unmapped_values", field="origin_task_state") == 1
    assert found.value("vos_api_unmapped_values", field="control_state") == 1
    assert found.value("vos_api_unmapped_values", field="uplink_state") == 0
    states = {
        "origin_task_state": {"RUNNING": Verdict.UP, "EXPLODED": Verdict.DOWN},
        "uplink_state": {"CONNECTED": Verdict.UP},
    }
    mapped = answer(settings(vos, collectors=CollectorOptions(states=states)))
    assert mapped.value("vos_api_unmapped_values", field="origin_task_state") == 0
    assert mapped.value("vos_api_unmapped_values", field="uplink_state") == 0
    assert mapped.value("vos_api_unmapped_values", field="control_state") == 1


def test_a_severity_nobody_knows_shows_and_counts_as_other(vos: Simulator) -> None:
    vos.fault("notifications", "shape", [NEVER_HEARD])
    found = answer(settings(vos))
    assert found.value("vos_api_unmapped_values", field="notification_severity") == 1
    assert found.value("vos_notifications_active", notification_severity="other") == 1


@pytest.mark.parametrize("route", ["services", "uplink_status", "nodes", "rf_statistics"])
@pytest.mark.parametrize(("fault", "reason"), [("bad-rows", "decode"), ("duplicate", "duplicate")])
def test_rejected_items_are_counted_by_reason(vos: Simulator, route: str, fault: str, reason: str) -> None:
    """Unreadable rows and repeated rows, at every scrape."""
    vos.fault(route, fault, 1)

    async def twice(live: Target) -> Answer:
        await scrape(live, route)
        return await scrape(live, route)

    counted = dict.fromkeys(Rejection, 0) | {Rejection(reason): 2}
    assert rejected(run(twice, settings(vos)), route) == counted


def test_what_is_beyond_a_limit_is_counted(vos: Simulator) -> None:
    rows = answer(settings(vos, row_limit=3), "services")
    assert rejected(rows, "services") == dict.fromkeys(Rejection, 0) | {Rejection.LIMIT: 1}
    assert len(rows.having("vos_service_info")) == 3
    series = answer(settings(vos, series_limit=2), "services")
    assert rejected(series, "services")["limit"] > 0
    assert len(series.having("vos_service_info")) == 2


def test_nothing_is_rejected_or_cut_on_a_healthy_system(vos: Simulator) -> None:
    found = answer(settings(vos))
    assert {
        *amounts(found, "vos_api_rejected_items_total"),
        *amounts(found, "vos_api_response_truncated"),
    } == {0}


def amounts(found: Answer, name: str) -> list[float]:
    """The values of all samples of ``name``."""
    return [amount for (sample, _), amount in found.samples.items() if sample == name]


def rejected(found: Answer, route: str) -> dict[str, float]:
    """Rejected items of ``route`` by reason."""
    return {
        dict(labels)["reason"]: amount
        for (name, labels), amount in found.samples.items()
        if name == "vos_api_rejected_items_total" and dict(labels)["route"] == route
    }
