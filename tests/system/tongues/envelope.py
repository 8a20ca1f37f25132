"""Where a body keeps its rows, and how it says that there are more."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.kits.reading import Page
from tests.system.tongues.plants.common import Rows
from tests.system.tongues.tongue import Tongue

GENERIC = ("items", "content", "results", "data", "records", "list")

Wrapper = Callable[[Tongue, Rows, Any], Any]
"""Takes a list, or a map, of rows, and gives the whole body."""


def _named(tongue: Tongue, rows: Rows) -> str:
    return tongue.key(tongue.choose("the list", rows.words))


def _spring(_tongue: Tongue, _rows: Rows, listed: Any) -> Any:
    page = {
        "pageable": {"offset": 0, "pageSize": 20},
        "last": True,
        "first": True,
        "totalPages": 1,
        "number": 0,
    }
    return {"content": listed, **page, "totalElements": len(listed), "size": 20}


def _hal(tongue: Tongue, rows: Rows, listed: Any) -> Any:
    page = {"size": 20, "totalElements": len(listed), "totalPages": 1, "number": 0}
    return {"_embedded": {_named(tongue, rows): listed}, "_links": {"self": {"href": "/x"}}, "page": page}


WRAPPERS: Mapping[str, Wrapper] = {
    "bare": lambda _tongue, _rows, listed: listed,
    "bare again": lambda _tongue, _rows, listed: listed,
    "named": lambda tongue, rows, listed: {_named(tongue, rows): listed},
    "generic": lambda tongue, _rows, listed: {tongue.choose("generic", GENERIC): listed},
    "named in data": lambda tongue, rows, listed: {"data": {_named(tongue, rows): listed}},
    "generic in result": lambda _tongue, _rows, listed: {"result": {"items": listed}},
    "two levels down": lambda tongue, rows, listed: {"response": {"data": {_named(tongue, rows): listed}}},
    "status beside": lambda tongue, rows, listed: {"status": "OK", _named(tongue, rows): listed},
    "status object beside": lambda _tongue, _rows, listed: {"status": {"code": 200}, "data": listed},
    "success beside": lambda _tongue, _rows, listed: {"success": True, "error": None, "data": listed},
    "count beside": lambda tongue, rows, listed: {"count": len(listed), _named(tongue, rows): listed},
    "total beside": lambda tongue, rows, listed: {"total": len(listed), _named(tongue, rows): listed},
    "no errors beside": lambda tongue, rows, listed: {"errors": [], _named(tongue, rows): listed},
    "Spring's page": _spring,
    "HAL": _hal,
}
BY_ID = ("bare", "named", "named in data")
"""Wrappers in which the rows may be a map by their identity."""

SINGLE: Mapping[str, Wrapper] = {
    "bare": lambda _tongue, _rows, listed: listed[0],
    "in data": lambda _tongue, _rows, listed: {"data": listed[0]},
    "named": lambda tongue, rows, listed: {_named(tongue, rows): listed[0]},
    "a list of one": lambda _tongue, _rows, listed: listed,
    "status beside": lambda _tongue, _rows, listed: {"status": "OK", "data": listed[0]},
}

MARKS: Mapping[str, tuple[Callable[[str, list[Any]], Any], Mapping[str, str]]] = {
    "totalElements": (lambda word, rows: {"content": rows, "totalElements": 900, "last": False}, {}),
    "total": (lambda word, rows: {"total": 900, word: rows}, {}),
    "totalCount": (lambda word, rows: {"totalCount": 900, word: rows}, {}),
    "last": (lambda word, rows: {"content": rows, "last": False}, {}),
    "next": (lambda word, rows: {word: rows, "next": "/vos-api/x?page=2"}, {}),
    "HAL": (
        lambda word, rows: {
            "_embedded": {word: rows},
            "page": {"size": 2, "totalElements": 900, "totalPages": 450, "number": 0},
        },
        {},
    ),
    "X-Total-Count": (lambda word, rows: rows, {"X-Total-Count": "900"}),
}  # fmt: skip

ERRORS: Sequence[Any] = (
    {"errors": [{"code": 17, "message": "no"}]}, {"error": "x", "details": []}, {"message": "not present"},
    {},
    {"timestamp": "2023-11-14T22:13:20Z", "status": 500, "error": "x", "path": "/x"}, None, [{"error": "x"}],
    {"error": "invalid_token", "error_description": "x"}, {"status": {"code": 500, "message": "x"}},
    {"fault": {"faultstring": "x"}}, {"success": False, "message": "x", "data": None}, "down",
)  # fmt: skip


def wrap(tongue: Tongue, rows: Rows, listed: list[Any]) -> Any:
    """The whole body of ``listed``."""
    if rows.single:
        return SINGLE[tongue.choose("envelope", tuple(SINGLE))](tongue, rows, listed)
    return WRAPPERS[tongue.choose("envelope", tuple(WRAPPERS))](tongue, rows, listed)


def encode(tongue: Tongue, body: Any, headers: Mapping[str, str] | None = None) -> Page:
    """``body`` as bytes, in one of the charsets that people declare."""
    charset = tongue.choose("charset", ("utf-8",) * 8 + ("iso-8859-1", "escaped"))
    text = json.dumps(body, ensure_ascii=charset == "escaped")
    kind = "application/json" if charset == "escaped" else f"application/json;charset={charset}"
    encoding = "utf-8" if charset == "escaped" else charset
    return Page(200, {"Content-Type": kind, **(headers or {})}, text.encode(encoding))
