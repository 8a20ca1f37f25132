"""``/metrics`` and ``/probe``: a request to one scrape of one target."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter import logs
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import process_metrics
from vos_exporter.scrape import Scrape, UnknownRoute, select
from vos_exporter.target import Target
from vos_exporter.web.answers import exposition, refusal
from vos_exporter.web.budget import HEADER, budget
from vos_exporter.web.debug_page import Asked, debug_page

T = TypeVar("T")


class ScrapeEndedError(Exception):
    """The scrape was ended by us: the exporter is stopping."""


class Probing:
    """The two endpoints that scrape.

    Args:
        exporter: whose targets are scraped.
        timeout_offset: seconds kept back of what Prometheus waits.
        max_requests: scrapes that may be waited for at the same time; 0 for any number.
    """

    def __init__(self, exporter: Exporter, timeout_offset: float, max_requests: int = 0) -> None:
        self.exporter = exporter
        self.timeout_offset = timeout_offset
        self.max_requests = max_requests
        self._waiting = 0

    async def metrics(self, request: Request) -> Response:
        """The exporter itself, and the target if there is just one."""
        own = (*self.exporter.families(), *process_metrics())
        target = self.exporter.only_target
        if target is None:
            return await exposition(request, own)
        return await self._answer(request, target, own)

    async def probe(self, request: Request) -> Response:
        """One target by its configured name; never by a URL."""
        name = request.query_params.get("target")
        if not name:
            return refusal(
                400, "Name the target: /probe?target=NAME. The names are on the page / and in /sd."
            )
        target = self.exporter.targets.get(name)
        if target is None:
            return refusal(404, "There is no target of that name. The names are on the page / and in /sd.")
        return await self._answer(request, target, ())

    async def _answer(self, request: Request, target: Target, own: tuple[Any, ...]) -> Response:
        query = request.query_params
        try:
            selection = select(query.getlist("collect[]"), query.getlist("exclude[]"))
        except UnknownRoute as error:
            return refusal(400, f"{str(error)[:2000]}.")
        debug = query.get("debug", "false")
        if debug not in ("true", "false"):
            return refusal(400, "debug is true or false.")
        if self.max_requests and self._waiting >= self.max_requests:
            return refusal(503, "Too many scrapes are under way (--web.max-requests); ask again later.")
        self._waiting += 1
        try:
            if debug == "true":
                return await self._debug(request, target, selection)
            return await self._scrape(request, target, selection, own)
        except ScrapeEndedError:
            return refusal(503, "The exporter is stopping, or the target was taken away.")
        finally:
            self._waiting -= 1

    async def _scrape(
        self, request: Request, target: Target, selection: frozenset[str], own: tuple[Any, ...]
    ) -> Response:
        scrape = await while_connected(request, target.scrape(selection, self._allowed(request, target)))
        if scrape is None:
            return Response(status_code=499)
        return await exposition(request, (*scrape.parts, *own), _status(target, scrape))

    async def _debug(self, request: Request, target: Target, selection: frozenset[str]) -> Response:
        """The story of a scrape of its own, as text."""
        with logs.capture() as lines:
            work = target.scrape(selection, self._allowed(request, target), debug=True)
            scrape = await while_connected(request, work)
        if scrape is None:
            return Response(status_code=499)
        asked = Asked(time.time(), request.headers.get(HEADER), self.timeout_offset)
        return PlainTextResponse(await asyncio.to_thread(debug_page, target, scrape, lines, asked))

    def _allowed(self, request: Request, target: Target) -> float:
        return budget(request.headers.get(HEADER), target.settings.timeout, self.timeout_offset)


def _status(target: Target, scrape: Scrape) -> int:
    return 503 if target.settings.strict and not scrape.complete else 200


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of ``work``, or ``None`` if the client went away first; then ``work`` is cancelled.

    Raises:
        ScrapeEndedError: ``work`` was cancelled by somebody else.
    """
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_disconnected(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.cancelled():
            raise ScrapeEndedError
        return working.result() if working.done() else None
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(leaving, working, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
