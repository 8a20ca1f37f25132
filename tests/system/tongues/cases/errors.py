# ruff: noqa: E501 - a case stays on one line
"""What is no answer, and what is an answer that there is nothing."""

import json
from typing import Any

from tests.system.tongues.cases.case import Case


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


CASES = _nothing()
