"""What pages answer with: families in the format the client asked for, YAML, refusals."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter.exposition import Encoded, assemble, compress, negotiate, wants_gzip
from vos_exporter.scrape import Outcome, Scrape

COMPRESS_ABOVE = 64 * 1024
"""Bytes; below, compressing costs more than it saves."""


NO_SUCH_TARGET = "There is no target of that name. The names are on the page / and in /sd."


async def exposition(request: Request, families: Sequence[Encoded], status: int = 200) -> Response:
    """``families``, each name once, as the client's ``Accept`` and ``Accept-Encoding`` ask for them."""
    form = negotiate(request.headers.get("accept"))
    body = assemble(families, form)
    headers = {"Content-Type": form.content_type, "Vary": "Accept, Accept-Encoding"}
    if len(body) > COMPRESS_ABOVE and wants_gzip(request.headers.get("accept-encoding")):
        body = await asyncio.to_thread(compress, body)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers)


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
