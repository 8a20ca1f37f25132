"""``/topology``: the graph of a plant as Grafana's Node graph panel reads it."""

import asyncio
import json
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from vos_exporter.collectors.base import Context
from vos_exporter.exporter import Exporter
from vos_exporter.scrape import Scrape, rows_by_route
from vos_exporter.target import Target
from vos_exporter.web import graph
from vos_exporter.web.admission import Admission
from vos_exporter.web.answers import NO_SUCH_TARGET, missing, refusal
from vos_exporter.web.graph import TopologyTooLarge, UnknownService


class Topology:
    """Draws the graph of a target from one scrape of the routes it is made of.

    Args:
        exporter: whose targets are drawn.
        admission: the door of expensive requests.
    """

    def __init__(self, exporter: Exporter, admission: Admission) -> None:
        self.exporter = exporter
        self.admission = admission

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
            return refusal(404, NO_SUCH_TARGET)
        service_id = request.query_params.get("service_id") or None
        return await self.admission.answer(request, partial(self._drawn, target, service_id))

    @staticmethod
    async def _drawn(target: Target, service_id: str | None) -> Response:
        scrape = await target.scrape(graph.ROUTES, target.settings.timeout)
        # Without the services there is no service.
        why = missing(scrape, graph.ROUTES if service_id is None else {"services"})
        if why:
            return refusal(503, f"There is nothing to draw: {why}.")
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


def _body(scrape: Scrape, target: Target, service_id: str | None) -> str:
    """The graph as JSON in ASCII: a name that is no valid Unicode is no obstacle."""
    rows = rows_by_route(scrape.routes)
    settings = target.settings
    # The graph shows states as they are; no moment matters to it.
    context = Context(now=0, options=settings.collectors, overrides=settings.routes["pods"].fields)
    return json.dumps(graph.graph(rows, service_id, context))
