"""The plant's pages over HTTP: each is one scrape of the routes it needs, joined with others, bounded."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from vos_exporter import shipped
from vos_exporter.exporter import Exporter
from vos_exporter.scrape import Scrape, rows_by_route
from vos_exporter.target import Target
from vos_exporter.web.admission import Admission
from vos_exporter.web.answers import NO_SUCH_TARGET, missing, refusal
from vos_exporter.web.plant import facts, listings, markdown, parts, picture, scheme, wall, wall_picture
from vos_exporter.web.plant.asked import SVG, Asked
from vos_exporter.web.plant.pages import PICTURE_POLICY, PICTURE_STYLE, POLICY, STYLE, page
from vos_exporter.web.plant.trouble import SIGNS, WORDS, Level
from vos_exporter.web.refreshing import BadQueryError

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Content:
    """What a page is about.

    Attributes:
        routes: keys of the routes it needs.
        needed: those without which there is nothing to show.
        answer: makes the answer of a scrape; runs in a worker thread.
    """

    routes: frozenset[str]
    needed: frozenset[str]
    answer: Callable[[Scrape, Target, Asked], Response]


class PlantViews:
    """Wall and drawing, notifications, slates, SCTE log, runbooks.

    Args:
        exporter: whose targets are shown.
        admission: the door of expensive requests.
        dashboard_url: where a service is on a dashboard; ``{target}`` and ``{service_id}`` stand for what is
            looked at. Empty for no link.
    """

    def __init__(self, exporter: Exporter, admission: Admission, dashboard_url: str = "") -> None:
        self.exporter = exporter
        self.admission = admission
        self.dashboard_url = dashboard_url

    async def plant(self, request: Request) -> Response:
        """``?target=NAME``: the wall; ``&service_id=ID``: the drawing of a service."""
        chosen = "service_id" in request.query_params
        answer = self._drawing if chosen else _wall
        return await self._answer(request, Content(facts.ROUTES, frozenset({"services"}), answer))

    async def notifications(self, request: Request) -> Response:
        """``?target=NAME``: what is active now."""
        needed = frozenset({"notifications"})
        return await self._answer(request, Content(needed | {"services"}, needed, _notifications))

    async def slates(self, request: Request) -> Response:
        """``?target=NAME``: the pictures, with where they are."""
        needed = frozenset({"images"})
        return await self._answer(request, Content(needed, needed, _slates))

    async def scte(self, request: Request) -> Response:
        """``?target=NAME``: the SCTE log, where the route is enabled."""
        needed = frozenset({"scte_logs"})
        return await self._answer(request, Content(needed | {"services"}, needed, _scte))

    async def runbooks(self, _: Request) -> Response:
        """What each alert means and what to do; ``#name-of-the-alert`` is its place."""
        try:
            document = await asyncio.to_thread(shipped.runbooks)
        except shipped.AssetsMissingError as error:
            return refusal(404, f"There are no runbooks here: {error}.")
        values: Values = {"body": markdown.html(document), "alerts": markdown.headings(document, 3)}
        return await asyncio.to_thread(_page, "runbooks.html", values)

    async def style(self, _: Request) -> Response:
        """The style of all these pages."""
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    async def _answer(self, request: Request, content: Content) -> Response:
        try:
            asked = Asked.of(request)
        except BadQueryError as error:
            return refusal(400, str(error))
        answer = await self._of_target(request, asked, content)
        answer.headers["Vary"] = "Accept"
        if asked.refresh:
            # Also on a refusal: a wall that nobody touches must come back by itself.
            answer.headers["Refresh"] = str(asked.refresh)
        return answer

    async def _of_target(self, request: Request, asked: Asked, content: Content) -> Response:
        if not asked.target:
            return _page("targets.html", {"asked": asked, "targets": list(self.exporter.targets)})
        target = self.exporter.targets.get(asked.target)
        if target is None:
            return refusal(404, NO_SUCH_TARGET)
        return await self.admission.answer(request, partial(_shown, target, asked, content))

    def _drawing(self, scrape: Scrape, target: Target, asked: Asked) -> Response:
        read = facts.facts(scrape, target.settings)
        found = scheme.scheme(read, asked.service_id)
        if found is None:
            return refusal(404, "There is no service with that id; /plant?target=NAME shows those there are.")
        drawn = picture.arranged(found)
        if asked.svg:
            return _picture(picture.drawn(drawn, PICTURE_STYLE))
        rows = rows_by_route(scrape.routes)
        known = listings.alarms(
            rows.get("notifications", ()), rows["services"], target.settings.collectors.notifications
        )
        values: Values = {
            "scheme": found,
            "service_id": asked.service_id,
            "names": {node.key: node.title for node in found.nodes},
            # Its own markup: every word in it was escaped when it was made.
            "drawing": Markup(picture.drawn(drawn, linked=_runbook)),  # noqa: S704
            "headings": parts.HEADINGS,
            "alarms": [alarm for alarm in known if alarm.service_id == asked.service_id],
            "alarms_read": "notifications" in rows,
            "dashboard": self._dashboard(asked),
        }
        return _about("service.html", values, scrape, target, asked)

    def _dashboard(self, asked: Asked) -> str:
        known = {"target": asked.target, "service_id": asked.service_id}
        address = self.dashboard_url
        for name, value in known.items():
            address = address.replace(f"{{{name}}}", quote(value, safe="", errors="replace"))
        return address


async def _shown(target: Target, asked: Asked, content: Content) -> Response:
    scrape = await target.scrape(content.routes, target.settings.timeout)
    why = missing(scrape, content.needed)
    if why:
        return refusal(503, f"There is nothing to show: {why}.")
    # Thousands of services take longer than the event loop may be blocked.
    return await asyncio.to_thread(content.answer, scrape, target, asked)


def _wall(scrape: Scrape, target: Target, asked: Asked) -> Response:
    found = wall.wall(facts.facts(scrape, target.settings), asked.grouping, asked.search)
    if asked.svg:
        return _picture(wall_picture.drawn(found, asked.target, PICTURE_STYLE))
    values: Values = {
        "wall": found,
        "groupings": wall.GROUPINGS,
        "counts": [(level, found.counts[level]) for level in Level if found.counts[level]],
    }
    return _about("wall.html", values, scrape, target, asked)


def _notifications(scrape: Scrape, target: Target, asked: Asked) -> Response:
    rows = rows_by_route(scrape.routes)
    options = target.settings.collectors.notifications
    found = listings.alarms(rows["notifications"], rows.get("services", ()), options)
    fields = ("severity", "kind", "title", "channel", "about", "service_id")
    return _listed(
        "notifications.html", listings.matching(found, asked.search, *fields), scrape, target, asked
    )


def _slates(scrape: Scrape, target: Target, asked: Asked) -> Response:
    found = listings.slates(rows_by_route(scrape.routes)["images"], target.settings.url)
    return _listed(
        "slates.html", listings.matching(found, asked.search, "name", "image_id"), scrape, target, asked
    )


def _scte(scrape: Scrape, target: Target, asked: Asked) -> Response:
    rows = rows_by_route(scrape.routes)
    found = listings.log_entries(rows["scte_logs"], rows.get("services", ()))
    fields = ("kind", "event_type", "event_id", "service", "service_id", "message")
    shown = listings.matching(found, asked.search, *fields)
    return _listed("scte.html", shown, scrape, target, asked)


def _listed(template: str, rows: listings.Rows, scrape: Scrape, target: Target, asked: Asked) -> Response:
    found = list(rows)
    values: Values = {
        "rows": found[: listings.MOST_ROWS],
        "count": len(found),
        "truncated": [key for key, report in scrape.routes.items() if report.truncated],
    }
    return _about(template, values, scrape, target, asked)


def _about(template: str, values: Values, scrape: Scrape, target: Target, asked: Asked) -> Response:
    """A page about a target, with what could not be read of it."""
    unread = {key: report.detail for key, report in scrape.routes.items() if report.in_error}
    scte = target.settings.routes["scte_logs"].enabled
    told: Values = {"asked": asked, "now": scrape.began_at, "unread": unread, "scte": scte}
    return _page(template, {**told, **values})


def _page(template: str, values: Mapping[str, object]) -> Response:
    body = page(template, {"signs": SIGNS, "level_words": WORDS, "Level": Level, **values})
    return HTMLResponse(body, headers={"Content-Security-Policy": POLICY})


def _picture(body: str) -> Response:
    return Response(body, media_type=SVG, headers={"Content-Security-Policy": PICTURE_POLICY})


def _runbook(node: parts.Node) -> str:
    """The runbook of what is wrong with ``node``."""
    return f"/runbooks#{markdown.anchor(node.alert)}" if node.alert else ""
