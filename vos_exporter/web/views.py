"""The pages about the exporter; none of them calls VOS."""

import asyncio
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from vos_exporter import __version__
from vos_exporter.config import masked
from vos_exporter.exporter import Exporter
from vos_exporter.exposition import prefers
from vos_exporter.scrape import Outcome
from vos_exporter.target import Target
from vos_exporter.web import leading, pages
from vos_exporter.web.answers import NO_SUCH_TARGET, json_body, refusal, yaml_text
from vos_exporter.web.refreshing import BadQueryError, refreshing
from vos_exporter.web.scrape_config import Instance, address, scrape_config
from vos_exporter.web.serving.web_config import ClientAuth
from vos_exporter.web.serving.web_file import WebFile
from vos_exporter.web.status import HINT_WORDS, TargetStatus, target_status

DETAILED = 5
"""Targets whose routes the page shows at once; with more, one is chosen by ``?target=``."""


class BadQuestion(Exception):
    """The request asks for something there is not; with the status of the answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Views:
    """Status, service discovery and configuration."""

    def __init__(self, exporter: Exporter, web_file: WebFile, telemetry_path: str) -> None:
        self.exporter = exporter
        self.web_file = web_file
        self.telemetry_path = telemetry_path

    async def status(self, request: Request) -> Response:
        """The status page, as HTML or JSON; ``?target=`` and ``?outcome=`` choose, ``?refresh=`` repeats."""
        try:
            as_json = wants_json(request)
            chosen, outcome = self._chosen(request), _outcome(request)
            refresh = refreshing(request.query_params.get("refresh", ""))
        except BadQuestion as question:
            return refusal(question.status, str(question))
        except BadQueryError as error:
            return refusal(400, str(error))
        if as_json:
            return await self._json(chosen, outcome)
        found = [await _status_of(target) for target in list(self.exporter.targets.values())]
        leads = leading.leads(found)
        overview = [lead.target for lead in leads]
        detailed = overview if len(overview) <= DETAILED else []
        values = {
            "version": __version__,
            "hint_words": HINT_WORDS,
            "now": self.exporter.clock.wall(),
            "loaded_at": self.exporter.loaded_at,
            "reload_error": self.exporter.reload_error,
            "leads": leads,
            "title": leading.title(leads),
            "refresh": refresh,
            "refreshed": str(request.url.include_query_params(refresh=10).query),
            "quiet": str(request.url.remove_query_params("refresh").query),
            "telemetry_path": self.telemetry_path,
            "overview": overview,
            "details": [one for one in overview if one.name == chosen] if chosen else detailed,
            "chosen": chosen,
            "outcome": outcome,
            "secured": self._instance(request) != Instance(self._address(request)),
            "scrape_config": scrape_config(self._instance(request), list(self.exporter.targets)),
        }
        page = await asyncio.to_thread(pages.status_page, values)
        headers = {"Content-Security-Policy": pages.POLICY, "Vary": "Accept"}
        if refresh:
            headers["Refresh"] = str(refresh)
        return HTMLResponse(page, headers=headers)

    def _chosen(self, request: Request) -> str:
        name = request.query_params.get("target", "")
        if name and name not in self.exporter.targets:
            raise BadQuestion(404, NO_SUCH_TARGET)
        return name

    async def _json(self, chosen: str, outcome: str) -> Response:
        targets = []
        for target in list(self.exporter.targets.values()):
            if target.settings.name == chosen or not chosen:
                status = await _status_of(target)
                targets.append(_narrowed(status, outcome))
        content = {
            "version": __version__,
            "hint_words": HINT_WORDS,
            "config_last_reload_successful": self.exporter.reload_successful,
            "config_reload_error": self.exporter.reload_error or None,
            "config_loaded_at": self.exporter.loaded_at,
            "targets": targets,
        }
        body = await asyncio.to_thread(json_body, content)
        return Response(body, media_type="application/json", headers={"Vary": "Accept"})

    async def discovery(self, _: Request) -> Response:
        """What ``http_sd_configs`` of Prometheus reads: every target."""
        return JSONResponse(
            [
                {"targets": [name], "labels": {"__param_target": name, "__metrics_path__": "/probe"}}
                for name in self.exporter.targets
            ]
        )

    async def configuration(self, request: Request) -> Response:
        """The effective configuration, secrets masked; YAML, or JSON."""
        try:
            as_json = wants_json(request)
        except BadQuestion as question:
            return refusal(question.status, str(question))
        content: dict[str, Any] = await asyncio.to_thread(masked, self.exporter.config)
        vary = {"Vary": "Accept"}
        if as_json:
            return JSONResponse(content, headers=vary)
        text = await asyncio.to_thread(yaml_text, content)
        return PlainTextResponse(text, headers=vary)

    def _instance(self, request: Request) -> Instance:
        web = self.web_file.config
        tls = web.tls_server_config
        return Instance(
            address=self._address(request),
            https=tls is not None,
            client_certificate=tls is not None and tls.client_auth_type is ClientAuth.REQUIRED,
            users=bool(web.basic_auth_users),
            telemetry_path=self.telemetry_path,
        )

    @staticmethod
    def _address(request: Request) -> str:
        return address(request.headers.get("host"))


async def _status_of(target: Target) -> TargetStatus:
    """The status of one target."""
    # Whatever else waits gets its turn between two targets: a page about hundreds must not hold up a scrape.
    await asyncio.sleep(0)
    return target_status(target)


def _narrowed(status: TargetStatus, outcome: str) -> TargetStatus:
    if not outcome:
        return status
    return msgspec.structs.replace(status, routes=[one for one in status.routes if one.outcome == outcome])


def _outcome(request: Request) -> str:
    wanted = request.query_params.get("outcome", "")
    known = [outcome.value for outcome in Outcome]
    if wanted and wanted not in known:
        raise BadQuestion(400, f"There is no such outcome; the outcomes are {', '.join(known)}.")
    return wanted


def wants_json(request: Request) -> bool:
    """By ``?format=``, else by whether ``Accept`` likes JSON better than what people read.

    Raises:
        BadQuestion: there is no such format.
    """
    form = request.query_params.get("format")
    if form is not None:
        if form not in ("json", "html"):
            raise BadQuestion(400, "There is no such format; the formats are html and json.")
        return form == "json"
    return prefers(request.headers.get("accept"), "application/json", ("text/html", "text/plain"))
