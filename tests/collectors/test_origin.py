"""The known part of the Origin Engine page beyond its golden files."""

from collector_kit import collect


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
