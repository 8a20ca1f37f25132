# ruff: noqa: E501 - a case stays on one line
"""Every mark of paging that the field knows: a part is called a part, the whole is not."""

from typing import Any

from tests.system.tongues.cases.case import Case
from tests.system.tongues.cases.known import NODES, SERVED, SERVICES, STATES, TRUTH, UPS, A, B


def _parts() -> list[Case]:
    """Every mark of paging the field knows; what is the whole is not marked."""
    cases = []
    for word, rows, truth, route in (
        ("services", SERVICES, SERVED, "services"), ("nodes", NODES, TRUTH, "nodes"),
        ("uplinkStatus", STATES, UPS, "uplink_status"),
    ):  # fmt: skip
        marked: dict[str, tuple[Any, dict[str, str]]] = {
            "totalElements": ({"content": rows, "totalElements": 4}, {}),
            "total": ({"total": 9000, word: rows}, {}),
            "totalCount": ({"totalCount": 4, word: rows}, {}),
            "total_count": ({"total_count": 4, word: rows}, {}),
            "last": ({"content": rows, "last": False}, {}),
            "totalPages": ({"content": rows, "totalPages": 2, "number": 0}, {}),
            "next": ({word: rows, "next": "/vos-api/x?page=2"}, {}),
            "hasMore": ({word: rows, "hasMore": True}, {}),
            "HAL's page": ({"_embedded": {word: rows}, "page": {"size": 2, "totalElements": 4, "totalPages": 2,
                                                               "number": 0}}, {}),
            "HAL's next": ({"_embedded": {word: rows}, "_links": {"next": {"href": "/x?page=1"}}}, {}),
            "meta": ({"meta": {"total": 4}, "data": rows}, {}),
            "X-Total-Count": (rows, {"X-Total-Count": "4"}),
            "a link to another origin": (rows, {"Link": '<https://elsewhere.example.com/x>; rel="next"'}),
        }  # fmt: skip
        for mark, (body, headers) in marked.items():
            name = f"a part of the {word}: {mark}"
            cases.append(Case(name, route, body, truth, truncated=True, headers=headers, loose=True))
    return [
        *cases,
        Case("X-Total-Count that is all", "services", SERVICES, SERVED, headers={"X-Total-Count": "2"}),
        Case("next that is null", "services", {"services": SERVICES, "next": None}, SERVED),
        Case("the last page of one", "services", {"content": SERVICES, "last": True, "totalPages": 1}, SERVED),
        Case("a link to the page itself", "services", SERVICES, SERVED, headers={"Link": '</x>; rel="self"'}),
        Case("a next link is followed", "nodes", [A], TRUTH, headers={"Link": '</vos-api/x?page=2>; rel="next"'},
             later=([B],)),
        Case("a next link without quotes is followed", "nodes", [A], TRUTH,
             headers={"Link": '</vos-api/x?page=2>;rel=next'}, later=([B],)),
        Case("a next link among others is followed", "services", [SERVICES[0]], SERVED,
             headers={"Link": '</x?page=9>; rel="last", </x?page=2>; rel="next"'}, later=([SERVICES[1]],)),
        Case("a next link of wrapped rows", "nodes", {"nodes": [A]}, TRUTH,
             headers={"Link": '</x?page=2>; rel="next"'}, later=({"nodes": [B]},)),
        Case("a later page that fails leaves the first", "nodes", [A], {"vos_node_cpu_usage_ratio a": 0.1},
             headers={"Link": '</x?page=2>; rel="next"'}, later=(b"<html>",), truncated=True, loose=True),
        Case("alarms capped at a thousand, unasked", "notifications",
             [{"id": f"a{n}", "severity": "MAJOR", "state": "ACTIVE", "title": "x"} for n in range(1000)],
             {"vos_notifications_active major": 1000}, truncated=True, loose=True),
        Case("alarms with a total", "notifications",
             {"total": 9000, "notifications": [{"id": "a", "severity": "MAJOR", "state": "ACTIVE", "title": "x"}]},
             {"vos_notifications_active major": 1}, truncated=True, loose=True),
    ]  # fmt: skip


CASES = _parts()
