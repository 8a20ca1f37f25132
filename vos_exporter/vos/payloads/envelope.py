"""What stands around the rows of any API: words that say nothing of the plant, objects that are errors."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from vos_exporter.vos.fields import canonical
from vos_exporter.vos.payloads.base import ErrorObject

WIDEST = 200
"""Members of an object that are looked into."""

ROWS = frozenset(
    map(
        canonical,
        (
            "items",
            "content",
            "contents",
            "data",
            "result",
            "results",
            "rows",
            "list",
            "entries",
            "elements",
            "records",
            "objects",
            "members",
            "values",
            "value",
            "payload",
            "response",
            "body",
            "_embedded",
            "collection",
        ),
    )
)
"""Names under which any API puts its rows."""

ABOUT = frozenset(
    map(
        canonical,
        (
            "status",
            "state",
            "success",
            "ok",
            "succeeded",
            "code",
            "message",
            "msg",
            "error",
            "errors",
            "warnings",
            "messages",
            "links",
            "_links",
            "page",
            "pages",
            "pageable",
            "pagination",
            "paging",
            "meta",
            "metadata",
            "count",
            "total",
            "totalElements",
            "totalPages",
            "totalCount",
            "totalItems",
            "totalResults",
            "totalSize",
            "totalRows",
            "recordsTotal",
            "recordsFiltered",
            "numberOfElements",
            "number",
            "size",
            "limit",
            "offset",
            "first",
            "last",
            "empty",
            "sort",
            "next",
            "prev",
            "previous",
            "self",
            "nextPage",
            "nextPageToken",
            "nextLink",
            "hasMore",
            "hasNext",
            "more",
            "cursor",
            "start",
            "pageSize",
            "pageNumber",
            "pageIndex",
            "perPage",
            "version",
            "apiVersion",
            "kind",
            "timestamp",
            "time",
            "date",
            "generatedAt",
            "requestId",
            "traceId",
            "path",
            "href",
            "self",
            "took",
            "truncated",
            "isLast",
            "length",
            "resultCount",
            "result_count",
            "responseTime",
            "schema",
            "type",
            "continue",
            "remainingItemCount",
            "resourceVersion",
        ),
    )
)
"""What stands beside the rows of any API and says nothing about the plant."""

_SPEAKS_OF_ERROR = frozenset(
    map(
        canonical,
        ("error", "errors", "exception", "fault", "errorMessage", "errorCode", "errorType", "failure"),
    )
)
_SAYS_SUCCESS = frozenset({"success", "ok", "succeeded", "successful"})
_FAILED = frozenset({"failed", "fail", "failure", "error", "ko", "nok"})


def refuse_errors(top: Mapping[str, Any], row: bool = False) -> None:
    """Refuse an object that speaks of an error.

    Args:
        top: the body.
        row: it is a row of the route, whose own state may be a bad one.

    Raises:
        BodyError: naming the key that speaks of it.
    """
    for key, value in islice(top.items(), WIDEST):
        name = canonical(key)
        if name in _SPEAKS_OF_ERROR and value and not isinstance(value, int | float | bool):
            raise ErrorObject(f"VOS answered an error object: {shown(key)} is set")
        if name in _SAYS_SUCCESS and value is False and not row:
            raise ErrorObject(f"VOS answered an error object: {shown(key)} is false")
        if name in ("status", "statuscode", "code", "httpstatus") and _is_failure(value, row):
            raise ErrorObject(f"VOS answered an error object: {shown(key)} is one of an error")
    names = {canonical(key) for key in islice(top, WIDEST)}
    if "code" in names and names & {"msg", "message"} and not row:
        raise ErrorObject("VOS answered an error object: code and message are set")


def _is_failure(value: Any, row: bool) -> bool:
    if isinstance(value, dict):
        return any(_is_failure(value.get(key), row) for key in ("code", "status", "value"))
    if isinstance(value, str):
        return (not row and value.strip().lower() in _FAILED) or value.strip() in map(str, range(400, 600))
    return isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600


def says_nothing(key: str) -> bool:
    """Whether any API has ``key`` beside its rows, so that it is nothing of the plant."""
    return canonical(key) in ABOUT


def shown(key: str) -> str:
    """``key`` in a sentence: short, and without what steers a terminal."""
    return key.encode("unicode_escape").decode()[:60]
