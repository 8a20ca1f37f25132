"""What nobody foresaw: answered and said, but not more often than once a minute."""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vos_exporter.logs import Reminder, exception_fields

MINUTE = 60.0
"""Seconds between two lines about the same mishap."""

KINDS = 100
"""Mishaps that are told apart; it would take as many mistakes of ours to have more."""

log = structlog.get_logger(__name__)


class _Mishaps:
    """Says each kind once a minute, with the place and without the message, which may quote what VOS said."""

    def __init__(self) -> None:
        self._reminder = Reminder(MINUTE)
        self._kinds: set[tuple[str, str]] = set()

    def say(self, event: str, error: BaseException | None) -> None:
        fields = {} if error is None else exception_fields(error)
        kind = event, fields.get("where", "")
        if len(self._kinds) >= KINDS and kind not in self._kinds:
            return
        self._kinds.add(kind)
        notice = self._reminder.note(kind, "seen")
        if notice is not None:
            log.error(event, times=notice.count, **fields)


class LastResort:
    """Answers 500 where the application broke, and keeps the server from writing a traceback for each."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._mishaps = _Mishaps()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and pick up the pieces.

        Raises:
            ConnectionError: an answer that had begun cannot be ended; the server cuts the connection.
        """
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            self._mishaps.say("a request broke the exporter", error)
            if not started:
                sentence = "The exporter made a mistake; its log says where, please report it.\n"
                await PlainTextResponse(sentence, 500)(scope, receive, send)


def loop_handler() -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """A handler for what the event loop could not hand to anybody."""
    mishaps = _Mishaps()

    def handle(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        mishaps.say(f"event loop: {context.get('message', '')}", context.get("exception"))

    return handle
