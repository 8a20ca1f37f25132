"""What pages answer with: families in the format the client asked for, YAML, refusals."""

import asyncio
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import partial
from typing import Any

import msgspec
import yaml
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter.exposition import Encoded, Format, assembled, negotiate, wants_gzip
from vos_exporter.scrape import Outcome, Scrape
from vos_exporter.scrape.threads import beside

COMPRESS_ABOVE = 64 * 1024
"""Bytes; below, compressing costs more than it saves."""


NO_SUCH_TARGET = "There is no target of that name. The names are on the page / and in /sd."


Body = tuple[bytes, dict[str, str]]
"""What is sent, and the headers that say how it is written."""


async def exposition(
    request: Request,
    families: Callable[[], Sequence[Encoded]],
    status: int = 200,
    shared: dict[Hashable, asyncio.Task[Body]] | None = None,
    *,
    last: Callable[[bool], Encoded] | None = None,
    late: Callable[[], bool] = lambda: False,
) -> Response:
    """The families, each name once, as the client's ``Accept`` and ``Accept-Encoding`` ask for them.

    Args:
        request: says the format.
        families: gives them, if nobody has made a body of them yet.
        status: of the answer.
        shared: bodies by format, of those who get the same families at the same time. Hundreds may, and each
            with a body of its own would be megabytes each.
        last: makes the family that ends the answer, told whether others are missing.
        late: whether the time is over; the families that are left then are left out.
    """
    form = negotiate(request.headers.get("accept"))
    packed = wants_gzip(request.headers.get("accept-encoding"))
    bodies = {} if shared is None else shared
    making = bodies.get((form, packed))
    if making is None:
        making = asyncio.create_task(_body(families(), form, packed, last, late))
        bodies[form, packed] = making
    body, headers = await asyncio.shield(making)
    return Response(body, status, headers)


async def _body(
    families: Sequence[Encoded],
    form: Format,
    packed: bool,
    last: Callable[[bool], Encoded] | None,
    late: Callable[[], bool],
) -> Body:
    headers = {"Content-Type": form.content_type, "Vary": "Accept, Accept-Encoding"}
    large = sum(len(family.body) for family in families) > COMPRESS_ABOVE
    gzip = large and packed
    work = partial(assembled, families, form, gzip=gzip, last=last, late=late)
    result = await beside(work) if large else work()
    if gzip:
        headers["Content-Encoding"] = "gzip"
    return result.body, headers


def refusal(status: int, sentence: str, *, retry_after: int | None = None) -> Response:
    """An error for a person: what is wrong and what to do, and after how many seconds to try again."""
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    return PlainTextResponse(f"{sentence}\n", status, headers)


def missing(scrape: Scrape, needed: Collection[str]) -> str:
    """Why a page that lives on the routes ``needed`` has nothing to show; empty if one of them is ``ok``."""
    reports = {key: report for key, report in scrape.routes.items() if key in needed}
    if any(report.outcome is Outcome.OK for report in reports.values()):
        return ""
    key, report = next(iter(reports.items()))
    why = f" ({report.detail})" if report.detail else ""
    return f"the route {key} is {report.outcome.value}{why}"


def yaml_text(content: dict[str, Any]) -> str:
    """Plain data as YAML for a person, in its own order."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110))


def json_body(content: Any) -> bytes:
    """``content`` as JSON; halves of characters, which VOS may say and no JSON can hold, become U+FFFD."""
    try:
        return msgspec.json.encode(content)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(content)))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list | tuple) else value
