"""``/topology``: the graph of a plant as Grafana's Node graph panel reads it."""

import asyncio
import json

from starlette.requests import Request
from starlette.responses import Response

from vos_exporter.collectors.base import Context
from vos_exporter.exporter import Exporter
from vos_exporter.scrape import Outcome, Scrape
from vos_exporter.target import Target
from vos_exporter.web import graph
from vos_exporter.web.answers import refusal
from vos_exporter.web.graph import TopologyTooLarge, UnknownService
from vos_exporter.web.probing import ScrapeEndedError, while_connected


class Topology:
    """Draws the graph of a target from one scrape of the routes it is made of.

    Args:
        exporter: whose targets are drawn.
        max_requests: graphs that may be waited for at the same time; 0 for any number.
    """

    def __init__(self, exporter: Exporter, max_requests: int = 0) -> None:
        self.exporter = exporter
        self.max_requests = max_requests
        self._waiting = 0

    async def answer(self, request: Request) -> Response:
        """The graph of ``?target=NAME``, or of the one service ``&service_id=ID``, as JSON.

        400 without a target, 404 if there is no such target or service, 422 if the graph is too large for the
        panel, 503 if VOS did not answer or too many are waiting; each with a sentence.
        """
        name = request.query_params.get("target")
        if not name:
            return refusal(400, "Name the target: /topology?target=NAME[&service_id=ID].")
        target = self.exporter.targets.get(name)
        if target is None:
            return refusal(404, "There is no target of that name. The names are on the page / and in /sd.")
        if self.max_requests and self._waiting >= self.max_requests:
            return refusal(503, "Too many graphs are under way (--web.max-requests); ask again later.")
        self._waiting += 1
        try:
            return await self._drawn(request, target)
        except ScrapeEndedError:
            return refusal(503, "The exporter is stopping, or the target was taken away.")
        finally:
            self._waiting -= 1

    async def _drawn(self, request: Request, target: Target) -> Response:
        work = target.scrape(graph.ROUTES, target.settings.timeout)
        scrape = await while_connected(request, work)
        if scrape is None:
            return Response(status_code=499)
        service_id = request.query_params.get("service_id") or None
        missing = _missing(scrape, service_id)
        if missing:
            return refusal(503, f"There is nothing to draw: {missing}.")
        try:
            # That of a whole plant takes longer than the event loop may be blocked.
            body = await asyncio.to_thread(_body, scrape, target, service_id)
        except UnknownService as error:
            return _refusal(404, error)
        except TopologyTooLarge as error:
            return _refusal(422, error)
        return Response(body, media_type="application/json")


def _refusal(status: int, error: ValueError) -> Response:
    text = str(error)[:500]
    return refusal(status, f"{text[:1].upper()}{text[1:]}.")


def _missing(scrape: Scrape, service_id: str | None) -> str:
    """Why nothing can be drawn, if so; without the services there is no service."""
    needed = graph.ROUTES if service_id is None else {"services"}
    reports = {key: report for key, report in scrape.routes.items() if key in needed}
    if any(report.outcome is Outcome.OK for report in reports.values()):
        return ""
    key, report = next(iter(reports.items()))
    why = f" ({report.detail})" if report.detail else ""
    return f"the route {key} is {report.outcome.value}{why}"


def _body(scrape: Scrape, target: Target, service_id: str | None) -> str:
    """The graph as JSON in ASCII: a name that is no valid Unicode is no obstacle."""
    rows = {key: report.rows for key, report in scrape.routes.items() if report.outcome is Outcome.OK}
    settings = target.settings
    # The graph shows states as they are; no moment matters to it.
    context = Context(now=0, options=settings.collectors, overrides=settings.routes["pods"].fields)
    return json.dumps(graph.graph(rows, service_id, context))
