"""Parts of a scrape to an HTTP answer: format and compression as the client asked."""

import asyncio
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter.exposition import Encoded, assemble, compress, negotiate, wants_gzip

COMPRESS_ABOVE = 64 * 1024
"""Bytes; below, compressing costs more than it saves."""


async def exposition(request: Request, parts: Sequence[Encoded], status: int = 200) -> Response:
    """``parts`` as the client's ``Accept`` and ``Accept-Encoding`` ask for them."""
    form = negotiate(request.headers.get("accept"))
    body = assemble(parts, form)
    headers = {"Content-Type": form.content_type, "Vary": "Accept, Accept-Encoding"}
    if len(body) > COMPRESS_ABOVE and wants_gzip(request.headers.get("accept-encoding")):
        body = await asyncio.to_thread(compress, body)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers)


def refusal(status: int, sentence: str) -> Response:
    """An error for a person: what is wrong and what to do."""
    return PlainTextResponse(f"{sentence}\n", status)
