"""``/metrics`` and ``/probe``: a request to one scrape of one target."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter import logs
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import Encoded, process_metrics
from vos_exporter.scrape import Stage, UnknownRoute, incomplete, select
from vos_exporter.target import Target
from vos_exporter.web.admission import Admission
from vos_exporter.web.answers import NO_SUCH_TARGET, exposition, refusal
from vos_exporter.web.budget import Announced
from vos_exporter.web.debug_page import debug_page


class Probing:
    """The two endpoints that scrape.

    Args:
        exporter: whose targets are scraped.
        admission: the door of expensive requests.
        timeout_offset: seconds kept back of what Prometheus waits.
    """

    def __init__(self, exporter: Exporter, admission: Admission, timeout_offset: float) -> None:
        self.exporter = exporter
        self.admission = admission
        self.timeout_offset = timeout_offset

    async def metrics(self, request: Request) -> Response:
        """The exporter itself, and the target if there is just one."""
        target = self.exporter.only_target
        if target is None:
            return await exposition(request, self._own)
        return await self._answer(request, target, self._own)

    async def probe(self, request: Request) -> Response:
        """One target by its configured name; never by a URL."""
        name = request.query_params.get("target")
        if not name:
            return refusal(
                400, "Name the target: /probe?target=NAME. The names are on the page / and in /sd."
            )
        target = self.exporter.targets.get(name)
        if target is None:
            return refusal(404, NO_SUCH_TARGET)
        return await self._answer(request, target, tuple)

    def _own(self) -> Sequence[Encoded]:
        """The families about the exporter and its process, as they are now."""
        return (*self.exporter.families(), *process_metrics())

    async def _answer(
        self, request: Request, target: Target, own: Callable[[], Sequence[Encoded]]
    ) -> Response:
        query = request.query_params
        try:
            selection = select(query.getlist("collect[]"), query.getlist("exclude[]"))
        except UnknownRoute as error:
            return refusal(400, f"{str(error)[:2000]}.")
        debug = query.get("debug", "false")
        if debug not in ("true", "false"):
            return refusal(400, "debug is true or false.")
        if debug == "true":
            return await self.admission.answer(request, partial(self._debug, request, target, selection))
        return await self.admission.answer(request, partial(self._scrape, request, target, selection, own))

    async def _scrape(
        self,
        request: Request,
        target: Target,
        selection: frozenset[str],
        own: Callable[[], Sequence[Encoded]],
    ) -> Response:
        announced, clock = self._announced(request, target), self.exporter.clock.monotonic
        budget = announced.budget(target.settings.timeout)
        deadline = clock() + budget + announced.grace
        scrape = await target.scrape(selection, budget, grace=announced.grace)
        status = 503 if target.settings.strict and not scrape.complete else 200
        began = clock()
        response = await exposition(
            request,
            # What the process used is read last, so that it holds the scrape it is sent with.
            lambda: (*scrape.parts, *own()),
            status,
            scrape.bodies,
            last=lambda missing: incomplete(scrape.late | ({Stage.ASSEMBLE} if missing else set())),
            late=lambda: clock() >= deadline,
        )
        target.finishing = scrape.finishing + clock() - began
        return response

    async def _debug(self, request: Request, target: Target, selection: frozenset[str]) -> Response:
        """What happened in a scrape of its own, as text."""
        announced = self._announced(request, target)
        with logs.capture() as lines:
            scrape = await target.scrape(selection, announced.budget(target.settings.timeout), debug=True)
        return PlainTextResponse(await asyncio.to_thread(debug_page, target, scrape, lines, announced))

    def _announced(self, request: Request, target: Target) -> Announced:
        return Announced.of(request.headers, self.timeout_offset).after(target.finishing)
