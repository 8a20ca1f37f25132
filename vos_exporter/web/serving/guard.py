"""What every request must be, and what every response says."""

from collections import Counter
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vos_exporter.web.serving.hosts import Hosts
from vos_exporter.web.serving.web_file import WebFile

URL_LIMIT = 8 * 1024
"""Bytes of path and query; all routes as ``collect[]`` need less than 1 KiB."""

HEADERS_LIMIT = 16 * 1024
"""Bytes of all header names and values."""

SINGLE = frozenset({b"authorization", b"content-length", b"host", b"transfer-encoding"})
"""Headers that mean two different things to two programs if they come twice."""

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What a browser may do with an answer that is no page of ours: nothing."""

DEFAULT_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every response that does not say otherwise; the web file's come on top."""


class Guard:
    """Refuses what is too large, ambiguous or not for us before anything reads it; sets headers."""

    def __init__(self, app: ASGIApp, web_file: WebFile, hosts: Hosts) -> None:
        self.app = app
        self.web_file = web_file
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._set_headers(MutableHeaders(scope=message))
            await send(message)

        answer = refusal(scope) or self._not_for_us(scope) or self.app
        await answer(scope, receive, send_with_headers)

    def _not_for_us(self, scope: Scope) -> PlainTextResponse | None:
        found = self.hosts.refusal(scope)
        return None if found is None else _refused(*found)

    def _set_headers(self, headers: MutableHeaders) -> None:
        for name, value in DEFAULT_HEADERS.items():
            headers.setdefault(name, value)
        for name, value in self.web_file.config.http_server_config.headers.items():
            if value:
                headers[name] = value


def refusal(scope: Scope) -> PlainTextResponse | None:
    """Why the request cannot be answered; the connection ends with it."""
    if scope["http_version"] not in ("1.0", "1.1"):
        return _refused(505, "Only HTTP/1.1 is spoken.")
    if len(scope["raw_path"]) + len(scope["query_string"]) > URL_LIMIT:
        return _refused(414, f"The URL is longer than {URL_LIMIT} bytes.")
    headers = scope["headers"]
    if sum(len(name) + len(value) for name, value in headers) > HEADERS_LIMIT:
        return _refused(431, f"The headers are longer than {HEADERS_LIMIT} bytes.")
    times = Counter(name for name, _ in headers)
    if any(times[name] > 1 for name in SINGLE):
        return _refused(400, "A header comes twice that may come once.")
    if times[b"content-length"] and times[b"transfer-encoding"]:
        return _refused(400, "Content-Length and Transfer-Encoding exclude each other.")
    return None


def _refused(status: int, sentence: str) -> PlainTextResponse:
    return PlainTextResponse(f"{sentence}\n", status, {"Connection": "close"})
