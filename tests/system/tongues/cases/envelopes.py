# ruff: noqa: E501 - a case stays on one line
"""Where the rows are, and where nobody can tell."""

from typing import Any

from tests.system.tongues.cases.case import Case
from tests.system.tongues.cases.known import IMAGES, NODES, SERVED, SERVICES, STATES, TRUTH, UPS, A


def _without_names(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["name"]: {key: value for key, value in row.items() if key != "name"} for row in rows}


def wrapped(rows: Any, word: str) -> dict[str, Any]:
    """Envelope by its name; each holds nothing but ``rows``."""
    page = {"size": 20, "totalElements": len(rows), "totalPages": 1, "number": 0}
    return {
        "bare": rows,
        "one list": {word: rows},
        "items": {"items": rows},
        "content": {"content": rows},
        "results": {"results": rows},
        "data": {"data": rows},
        "two levels": {"data": {word: rows}},
        "three levels": {"response": {"data": {word: rows}}},
        "result, then a list": {"result": {"items": rows}},
        "Pascal": {word.capitalize(): rows},
        "HAL": {"_embedded": {word: rows}, "_links": {"self": {"href": "/x"}}, "page": page},
        "Spring's page": {"content": rows, "pageable": {"offset": 0}, "last": True, "totalElements": len(rows),
                          "totalPages": 1, "size": 20, "number": 0, "first": True, "empty": False},
        "a status beside it": {"status": "OK", word: rows},
        "a status object beside it": {"status": {"code": 200, "message": "OK"}, "data": rows},
        "a count beside it": {"count": len(rows), word: rows},
        "a total that is all": {"total": len(rows), word: rows},
        "an empty list of errors beside it": {"errors": [], word: rows},
        "links beside it": {word: rows, "links": [{"rel": "self", "href": "/x"}]},
        "no warnings beside it": {"warnings": [], "data": {word: rows}},
        "success beside it": {"success": True, "error": None, "data": rows},
        "a version beside it": {"apiVersion": "1.3", "kind": "List", "items": rows},
        "JSON:API's meta": {"meta": {"count": len(rows)}, "data": rows},
    }  # fmt: skip


def _found() -> list[Case]:
    cases = [Case(f"nodes in {name}", "nodes", body, TRUTH) for name, body in wrapped(NODES, "nodes").items()]
    cases += [
        Case(f"states of links in {name}", "uplink_status", body, UPS)
        for name, body in wrapped(STATES, "uplinkStatus").items()
    ]
    cases += [
        Case(f"services in {name}", "services", body, SERVED, loose=name == "HAL")
        for name, body in wrapped(SERVICES, "services").items()
    ]
    return [
        *cases,
        Case("nodes by their name", "nodes", _without_names(NODES), TRUTH),
        Case("nodes by their name, one level down", "nodes", {"nodes": _without_names(NODES)}, TRUTH),
        Case("nodes by their name, in data", "nodes", {"data": _without_names(NODES)}, TRUTH),
        Case("one node as an object", "nodes", A, {"vos_node_cpu_usage_ratio a": 0.1}, loose=True, or_failed=True),
        Case("one service as an object", "services", {**SERVICES[0], "controlState": "OFF"},
             {"vos_service_active s1": 0}, loose=True, or_failed=True),
        Case("servers one level down", "origin_engine",
             {"originEngine": {"servers": [{"id": "s1", "cpuPercent": 10}, {"id": "s2", "cpuPercent": 20}]}},
             {"vos_origin_server_cpu_usage_ratio s1": 0.1, "vos_origin_server_cpu_usage_ratio s2": 0.2,
              "vos_origin_servers": 2}),
        Case("servers in a list", "origin_engine", [{"id": "s1", "cpuPercent": 10}],
             {"vos_origin_server_cpu_usage_ratio s1": 0.1, "vos_origin_servers": 1}),
        Case("system info in data", "system_info", {"data": {"product": "VOS", "softwareVersion": "1"}},
             {"vos_system_info 1 VOS": 1}),
        Case("system info in a list of one", "system_info", [{"product": "VOS", "softwareVersion": "1"}],
             {"vos_system_info 1 VOS": 1}),
        Case("the operator says where", "nodes", {"a": {"x": NODES}, "b": {"x": [{"name": "z", "cpuPercent": 9}]}},
             TRUTH, options={"rows": "a.x"}, loose=True),
        Case("the operator says where, and it is not there", "nodes", {"nodes": NODES},
             options={"rows": "data.nodes"}, failed="data.nodes"),
    ]  # fmt: skip


def _ambiguous() -> list[Case]:
    other = [{"name": "c", "cpuPercent": 30}, {"name": "d", "cpuPercent": 40}]
    return [
        Case("two lists of nodes, equally good", "nodes", {"alpha": NODES, "beta": other}, failed="alpha"),
        Case("two lists of services, equally good", "services", {"alpha": SERVICES, "beta": IMAGES}, failed="beta"),
        Case("a list of something else", "nodes", {"nodes": [{"colour": "red"}, {"colour": "blue"}]}, failed="nodes"),
        Case("a list of nothing we know", "services", [{"foo": 1}, {"foo": 2}], failed="decode"),
        Case("a list of nothing beside ours", "nodes", {"nodes": NODES, "racks": [{"colour": "red"}]}, TRUTH,
             ("racks",), loose=True),
        Case("an empty list beside ours", "nodes", {"nodes": NODES, "racks": []}, TRUTH, loose=True),
    ]  # fmt: skip


CASES = [*_found(), *_ambiguous()]
