"""The known part of the Origin Engine page beyond its golden files."""

import pytest

from tests.kits.collecting import collect
from vos_exporter.collectors.base import Context, Findings


def test_storage_is_in_bytes_and_its_help_says_the_factor() -> None:
    found = collect("origin_tasks", {"originTaskId": "t", "usedStorageInMB": "1.5"})
    assert found["vos_origin_task_used_storage_bytes"] == {"t": 1_500_000}


def test_a_member_is_a_host_and_counts_once() -> None:
    points = [
        {"hostUuid": "h", "state": "RUNNING"},
        {"hostUuid": "h", "state": "INITIALIZING"},
        {"state": "RUNNING"},
        None,
        {"hostUuid": "silent"},
    ]
    found = collect("ingest_points", {"id": "i", "endPoints": points})
    assert found["vos_ingest_point_member_up"] == {("i", "h"): 1}


@pytest.mark.parametrize("text", ["nan", "Infinity", "-inf", "1e308", "n/a"])
def test_what_is_no_finite_number_costs_the_number_and_is_counted(text: str) -> None:
    ctx = Context(now=0)
    findings = Findings()
    task = {"originTaskId": "t", "usedStorageInMB": text, "numAssociatedIngestPoints": 2}
    found = collect("origin_tasks", task, ctx=ctx, findings=findings)
    assert found["vos_origin_task_used_storage_bytes"] == {}
    assert found["vos_origin_task_ingest_points"] == {"t": 2}
    assert len(findings.hints) == (text != "n/a")


@pytest.mark.parametrize("text", [None, ""])
def test_what_vos_does_not_say_is_no_series(text: str | None) -> None:
    ctx = Context(now=0)
    findings = Findings()
    found = collect(
        "origin_tasks", {"originTaskId": "t", "usedStorageInMB": text}, ctx=ctx, findings=findings
    )
    assert found["vos_origin_task_used_storage_bytes"] == {}
    assert len(findings.hints) == 0
