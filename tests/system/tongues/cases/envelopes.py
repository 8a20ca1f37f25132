# ruff: noqa: E501 - a case stays on one line
"""Where the rows are, what is no row, what is an error, and what is only a part."""

import json
from typing import Any

from tests.system.tongues.cases.case import Case

A, B = {"name": "a", "cpuPercent": 10}, {"name": "b", "cpuPercent": 20}
NODES = [A, B]
TRUTH = {"vos_node_cpu_usage_ratio a": 0.1, "vos_node_cpu_usage_ratio b": 0.2}
LINKS = [{"id": "l1", "name": "link-1"}, {"id": "l2", "name": "link-2"}]
STATES = [{"id": "l1", "uplinkState": "LOST"}, {"id": "l2", "uplinkState": "CONNECTED"}]
UPS = {"vos_cloudlink_up l1": 0.0, "vos_cloudlink_up l2": 1.0}
NUMBER = {"vos_node_cpu_usage_ratio n1": 0.1}
SERVICES = [{"id": "s1", "name": "one"}, {"id": "s2", "name": "two"}]
SERVED = {"vos_service_info one s1": 1.0, "vos_service_info s2 two": 1.0}
IMAGES = [{"id": "i1", "name": "one"}, {"id": "i2", "name": "two"}]


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


def _nothing() -> list[Case]:
    """An empty list is zero rows; nothing that is not one is a plant without anything."""
    empty: list[Any] = []
    cases = [
        Case(f"no services: {json.dumps(body)}", "services", body, {})
        for body in (empty, {"services": empty}, {"items": empty}, {"content": empty, "totalElements": 0},
                     {"data": {"services": empty}}, {"data": empty}, {"_embedded": {"services": empty}})
    ]  # fmt: skip
    errors: list[Any] = [
        {"errors": [{"code": 17, "message": "no"}]}, {"error": "x"}, {"error": "x", "details": []},
        {"error": {"code": 5}}, {"message": "RF cards not present"}, {"status": 500, "message": "x"}, {},
        {"status": {"code": 500}}, {"timestamp": "2023-11-14T22:13:20Z", "status": 500, "error": "x", "path": "/"},
        {"success": False, "data": []}, {"error": "invalid_token", "error_description": "x"},
        {"fault": {"faultstring": "x"}}, {"code": 1234, "msg": "denied", "data": None}, [{"error": "x"}],
        {"exception": "java.lang.NullPointerException"}, {"status": "FAILED", "items": []}, {"result": None},
        {"title": "Not Found", "type": "about:blank", "status": 404, "detail": "x"}, {"ok": False}, "down", 5,
        {"status": "UP"}, {"data": {}}, {"hello": "world"}, [[]], [1, 2], None,
    ]  # fmt: skip
    for route in ("services", "nodes", "rf_statistics", "system_info", "notifications", "origin_engine"):
        for body in errors:
            if (route, body) not in KNOWN_FACTS:
                cases.append(Case(f"no {route}: {json.dumps(body)}", route, body, failed="decode"))
    for raw in (b"", b"   ", b"<html><body>login</body></html>", b"[{", b"OK", b"{'a': 1}", b"\x00\x01"):
        cases.append(Case(f"not JSON: {raw!r}", "services", raw, failed="decode"))
    return cases


KNOWN_FACTS = (("origin_engine", {"ok": False}), ("origin_engine", {"hello": "world"}))
"""Not what these cases are about: one object of numbers or of nothing may be the engine's own."""


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


def _odd_rows() -> list[Case]:
    one = {"vos_node_cpu_usage_ratio a": 0.1}
    return [
        Case("a row that is a number", "nodes", [A, 5], one, ("[]",), loose=True),
        Case("a row that is null", "nodes", [A, None], one, ("[]",), loose=True),
        Case("a row that is a text", "nodes", [A, "x"], one, ("[]",), loose=True),
        Case("a row that is a list", "nodes", [A, []], one, ("[]",), loose=True),
        Case("a row without an identity", "nodes", [A, {"cpuPercent": 5}], one, ("[]",), loose=True),
        Case("a row whose identity is null", "nodes", [A, {"name": None, "cpuPercent": 5}], one, ("[].name",),
             loose=True),
        Case("a row whose identity is an object", "nodes", [A, {"name": {}, "cpuPercent": 5}], one, ("[].name",),
             loose=True),
        Case("a row told twice: the first stays whole", "nodes", [A, {"name": "a", "cpuPercent": 99}], one,
             ("[]",), loose=True),
        Case("a service told twice", "services",
             [{"id": "s1", "controlState": "OFF"}, {"id": "s1", "controlState": "ACTIVATED"}],
             {"vos_service_active s1": 0}, ("[]",), loose=True),
        Case("a service that is a text", "services", [{"id": "s1", "controlState": "OFF"}, "x"],
             {"vos_service_active s1": 0}, ("[]",), loose=True),
        Case("ids that are numbers", "services", [{"id": 7, "controlState": "OFF"}], {"vos_service_active 7": 0}),
    ]  # fmt: skip


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


def _odd_fields() -> list[Case]:
    service = {"id": "s1", "name": "one", "controlState": "ACTIVATED"}
    on = {"vos_service_active s1": 1.0}
    sources = {**service, "serviceSources": [{"sourceId": "x", "rank": 1}]}
    return [
        *(Case(f"an odd field of a service: {json.dumps(odd)}", "services", [{**service, **odd}], on, hints, loose)
          for odd, hints, loose in (
              ({"addons": []}, (), True), ({"addons": "none"}, ("addons",), False), ({"addons": 5}, ("addons",), False),
              ({"serviceSources": "x"}, ("serviceSources",), False), ({"serviceSources": {}}, (), True),
              ({"serviceSources": [5]}, ("serviceSources[]",), True), ({"name": {}}, ("name",), False),
              ({"name": ["one"]}, ("name",), False), ({"programNum": {}}, ("programNum",), False),
              ({"profileId": []}, ("profileId",), False), ({"destinationsId": "d1"}, (), True),
              ({"destinationsId": {"a": 1}}, ("destinationsId",), False),
          )),
        Case("an odd source keeps the others", "services",
             [{**service, "serviceSources": [{"sourceId": "x", "rank": 1}, 7, {"sourceId": {}}]}],
             {**on, "vos_service_sources s1": 1, "vos_service_source_info 1 s1 x": 1}, ("serviceSources[]",),
             loose=True),
        Case("an odd field costs no other row", "services", [sources, {"id": "s2", "serviceSources": 5}],
             {**on, "vos_service_sources s1": 1}, ("serviceSources",)),
        Case("inputs of a source that are a text", "sources", [{"id": "x", "name": "x", "inputs": "none"}], {},
             ("inputs",)),
        Case("an odd input keeps the source", "sources",
             [{"id": "x", "name": "x", "enableMonitoring": True, "inputs": [5, {"id": "i1", "rank": 1, "type": "IP"}]}],
             {"vos_source_monitoring_enabled x": 1, "vos_source_inputs x": 1,
              "vos_source_signal_loss_slate_configured x": 0}, ("inputs[]",), loose=True),
        Case("monitoring that is a word", "sources", [{"id": "x", "name": "x", "enableMonitoring": "true"}],
             {"vos_source_monitoring_enabled x": 1}),
        Case("monitoring that is nonsense", "sources", [{"id": "x", "name": "x", "enableMonitoring": "blue"}], {},
             ("enableMonitoring",)),
        Case("an odd output keeps the destination", "destinations", [{"id": "d", "name": "d", "outputs": [5]}],
             {"vos_destination_outputs d": 0}, ("outputs[]",), loose=True),
        Case("a destination whose outputs are a number", "destinations", [{"id": "d", "name": "d", "outputs": 5}], {},
             ("outputs",)),
        Case("storage in MB by its key", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": 20480}],
             {"vos_origin_task_used_storage_bytes t": 2.048e10}),
        Case("storage that is an object", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": {}}], {},
             ("usedStorageInMB",)),
        Case("storage below nothing", "origin_tasks", [{"originTaskId": "t", "usedStorageInMB": -999}], {},
             ("usedStorageInMB",)),
        Case("storage in GB by its key", "origin_tasks", [{"originTaskId": "t", "usedStorageInGB": 20}],
             {"vos_origin_task_used_storage_bytes t": 2e10}),
        Case("storage without a unit", "origin_tasks", [{"originTaskId": "t", "usedStorage": 20480}], {},
             ("usedStorage",)),
        Case("storage as text with its unit", "origin_tasks", [{"originTaskId": "t", "usedStorage": "20 GiB"}],
             {"vos_origin_task_used_storage_bytes t": 20 * 2**30}),
        Case("ingest points below nothing", "origin_tasks", [{"originTaskId": "t", "numAssociatedIngestPoints": -1}],
             {}, ("numAssociatedIngestPoints",)),
        Case("ingest points", "origin_tasks", [{"originTaskId": "t", "numAssociatedIngestPoints": "12"}],
             {"vos_origin_task_ingest_points t": 12}),
        Case("statistics that are a list", "uplink_status", [{"id": "l1", "uplinkState": "OK", "uplinkStatistic": []}],
             {"vos_cloudlink_up l1": 1}, loose=True),
        Case("statistics that are a text", "uplink_status", [{"id": "l1", "uplinkState": "OK",
                                                              "uplinkStatistic": "none"}],
             {"vos_cloudlink_up l1": 1}, ("uplinkStatistic",)),
        Case("members of a group that are a text", "uplink_groups", [{"id": "g", "name": "g", "uplinkIds": 5}], {},
             ("uplinkIds",)),
        Case("fields of a public route named by the operator", "services", [{"id": "s1", "adminState": "ACTIVATED"}],
             on, options={"fields": {"control_state": {"aliases": ["adminState"]}}}),
        Case("services in snake case", "services",
             [{"id": "s1", "control_state": "OFF", "service_sources": [{"source_id": "x", "rank": 1}]}],
             {"vos_service_active s1": 0, "vos_service_sources s1": 1}),
        Case("services in Pascal case", "services", [{"Id": "s1", "Name": "one", "ControlState": "OFF"}],
             {"vos_service_active s1": 0}),
        Case("states in kebab case", "uplink_status", [{"id": "l1", "uplink-state": "LOST"}], {"vos_cloudlink_up l1": 0}),
        Case("a state under a shorter key", "uplink_status", [{"id": "l1", "state": "LOST"}], {"vos_cloudlink_up l1": 0}),
        Case("a link's rank and version", "uplinks",
             [{"id": "l1", "name": "one", "ipAddress": "192.0.2.1", "rank": 1, "bundleVersion": "2.5"}],
             {"vos_cloudlink_info 1 192.0.2.1 2.5 l1 one": 1}),
    ]  # fmt: skip


def _charset() -> list[Case]:
    text = '[{"id": "s1", "name": "Rhône-Zürich"}]'
    truth = {"vos_service_info Rhône-Zürich s1": 1.0}
    latin = {"Content-Type": "application/json;charset=ISO-8859-1"}
    return [
        Case("latin-1 that is declared", "services", text.encode("latin-1"), truth, headers=latin),
        Case("latin-1 in quotes", "services", text.encode("latin-1"), truth,
             headers={"Content-Type": 'application/json; charset="iso-8859-1"'}),
        Case("windows-1252 that is declared", "services", text.encode("cp1252"), truth,
             headers={"Content-Type": "application/json; charset=windows-1252"}),
        Case("UTF-8 that is declared", "services", text.encode(), truth,
             headers={"Content-Type": "application/json; charset=utf-8"}),
        Case("UTF-8 that nobody declared", "services", text.encode(), truth),
        Case("UTF-8 under an unknown charset", "services", text.encode(), truth,
             headers={"Content-Type": "application/json; charset=klingon"}),
        Case("UTF-8 with a byte order mark", "services", b"\xef\xbb\xbf" + text.encode(), truth),
        Case("UTF-16 that is declared", "services", text.encode("utf-16"), truth,
             headers={"Content-Type": "application/json; charset=utf-16"}),
        Case("latin-1 of a link's state", "uplink_status", '[{"id": "é", "uplinkState": "LOST"}]'.encode("latin-1"),
             {"vos_cloudlink_up é": 0}, headers=latin),
    ]  # fmt: skip


CASES = [
    *_found(), *_nothing(), *_ambiguous(), *_odd_rows(), *_parts(), *_odd_fields(), *_charset(),
]  # fmt: skip
