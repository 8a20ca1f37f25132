"""Health, reload and log level; none of them calls VOS."""

import json

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from vos_exporter import logs
from vos_exporter.config import ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.web.answers import refusal

BODY_LIMIT = 64
"""Bytes of a log level, with room."""

log = structlog.get_logger(__name__)


class Operations:
    """What keeps the process going.

    Attributes:
        listening: requests are answered, and the end has not begun.
    """

    def __init__(self, exporter: Exporter, *, lifecycle: bool) -> None:
        self.exporter = exporter
        self.lifecycle = lifecycle
        self.listening = False

    async def healthy(self, _: Request) -> Response:
        """The process runs."""
        return PlainTextResponse("vos-exporter is healthy.\n")

    async def ready(self, _: Request) -> Response:
        """A configuration is loaded and requests are answered; 503 before and at the end."""
        if not self.listening:
            return refusal(503, "vos-exporter is starting or ending.")
        names = len(self.exporter.targets)
        return PlainTextResponse(f"vos-exporter is ready: {names} target(s) configured, listening.\n")

    async def reload(self, request: Request) -> Response:
        """Read the configuration again; a bad one is refused and the old one works on."""
        forbidden = self._forbidden(request)
        if forbidden is not None:
            return forbidden
        try:
            await self.exporter.reload()
        except ConfigError as error:
            return refusal(500, f"The configuration was not reloaded; the old one works on.\n{error}")
        return PlainTextResponse("The configuration was reloaded.\n")

    async def log_level(self, request: Request) -> Response:
        """Tell the log level, or set the one in the body."""
        forbidden = self._forbidden(request)
        if forbidden is not None:
            return forbidden
        if request.method == "PUT":
            try:
                logs.set_level(await _short_body(request))
            except ValueError:
                return refusal(400, f"The log level is one of {', '.join(logs.LEVELS)}.")
            log.warning("the log level was changed", log_level=logs.current_level())
        return PlainTextResponse(f"{logs.current_level()}\n")

    def _forbidden(self, request: Request) -> Response | None:
        if not self.lifecycle:
            return refusal(404, "Start with --web.enable-lifecycle to have this.")
        origin = request.headers.get("origin")
        if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
            return refusal(403, "A page of another origin may not ask this.")
        return None


async def _short_body(request: Request) -> str:
    """The body as text, a JSON text or plain.

    Raises:
        ValueError: it is too long, or not text.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise ValueError("too long")
    text = body.decode().strip()
    return str(json.loads(text)) if text.startswith('"') else text
