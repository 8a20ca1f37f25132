"""What pages answer with: families in the format the client asked for, YAML, refusals."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter.exposition import Assembled, Encoded, assembled, negotiate, wants_gzip
from vos_exporter.scrape.threads import beside

COMPRESS_ABOVE = 64 * 1024
"""Bytes; below, compressing costs more than it saves."""


NO_SUCH_TARGET = "There is no target of that name. The names are on the page / and in /sd."


async def exposition(
    request: Request,
    families: Sequence[Encoded],
    status: int = 200,
    *,
    last: Callable[[bool], Encoded] | None = None,
    late: Callable[[], bool] = lambda: False,
) -> Response:
    """``families``, each name once, as the client's ``Accept`` and ``Accept-Encoding`` ask for them.

    Args:
        request: the client's.
        families: in any order.
        status: of the response.
        last: makes the family that ends the answer, told whether others are missing.
        late: whether the time is over; the families that are left then are left out.
    """
    form = negotiate(request.headers.get("accept"))
    headers = {"Content-Type": form.content_type, "Vary": "Accept, Accept-Encoding"}
    large = sum(len(family.body) for family in families) > COMPRESS_ABOVE
    gzip = large and wants_gzip(request.headers.get("accept-encoding"))
    work = partial(assembled, families, form, gzip=gzip, last=last, late=late)
    result: Assembled = await beside(work) if large else work()
    if gzip:
        headers["Content-Encoding"] = "gzip"
    return Response(result.body, status, headers)


def refusal(status: int, sentence: str, *, retry_after: int | None = None) -> Response:
    """An error for a person: what is wrong and what to do, and after how many seconds to try again."""
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    return PlainTextResponse(f"{sentence}\n", status, headers)


def yaml_text(content: dict[str, Any]) -> str:
    """Plain data as YAML for a person, in its own order."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(content, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110))
