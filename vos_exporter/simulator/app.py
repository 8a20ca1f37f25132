"""The HTTP surface of a simulated VOS: login, the API, and ``/admin`` beside it."""

import asyncio
from collections.abc import Callable, Mapping
from email.utils import formatdate
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vos_exporter.simulator import admin
from vos_exporter.simulator.faults import JSON, Kind, RouteFault, apply, disconnected
from vos_exporter.simulator.oauth import OAuthError
from vos_exporter.simulator.record import Seen
from vos_exporter.simulator.world import World
from vos_exporter.vos.routes import ROUTES

API = "/vos-api"
ADMIN = "/admin"
TOKEN, AUTHORIZE = "/oauth/token", "/oauth/authorize"
FORM = "application/x-www-form-urlencoded"


class Application:
    """An ASGI application that is one VOS.

    Attributes:
        closing: set when the server goes down: whoever waits stops waiting.
    """

    def __init__(self, world: World, paths: Mapping[str, str] | None = None) -> None:
        self.world = world
        self.closing = asyncio.Event()
        self._keys: dict[str, list[str]] = {}
        for route in ROUTES:
            self._keys.setdefault((paths or {}).get(route.key, route.path), []).append(route.key)
        self._starlette: ASGIApp = Starlette(
            routes=[
                Route("/", self._root, methods=["GET", "POST"]),
                Route(TOKEN, self._token, methods=["POST"]),
                Route(AUTHORIZE, self._authorize, methods=["GET"]),
                Route(API + "/{path:path}", self._api, methods=["GET", "POST", "PUT", "DELETE"]),
                *admin.routes(ADMIN, world),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, counting it unless it is for ``/admin``."""
        connection = scope["state"]["connection"]
        if scope["path"].startswith(ADMIN):
            if connection.is_new:
                self.world.requests.connected(-1)
            connection.is_new = False
            await self._starlette(scope, receive, send)
            return
        connection.is_new = False
        seen = self._seen(scope)
        with self.world.requests.serving(seen):
            await self._starlette(scope, receive, self._sender(seen.route, send))

    def _seen(self, scope: Scope) -> Seen:
        headers = Headers(scope=scope)
        query = scope["query_string"].decode("latin-1")
        scheme = headers.get("authorization", "").partition(" ")[0]
        return Seen(self.route_of(scope["path"], query), scope["method"], scope["path"], query, scheme)

    def route_of(self, path: str, query: str = "") -> str:
        """The route key of ``path``; where routes share it, the one without a state asks for all states."""
        logins = {TOKEN: "token", AUTHORIZE: "authorize"}
        keys = self._keys.get(path)
        if keys is None:
            return logins.get(path, "other")
        return keys[0 if len(keys) == 1 or "state=" in query else 1]

    def _sender(self, route: str, send: Send) -> Send:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = self.world.clock() + self.world.clock_skew
                date = formatdate(now, usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
                self.world.requests.answered(route, message["status"])
            await send(message)

        return dated

    async def _root(self, request: Request) -> Response:
        return Response("", media_type="text/html")

    async def _token(self, request: Request) -> Response:
        form = dict(request.query_params)
        if request.headers.get("content-type", "").startswith(FORM):
            form.update(parse_qsl((await request.body()).decode("latin-1"), keep_blank_values=True))
        return await self._answer(request, "token", lambda: self._grant(request, form))

    def _grant(self, request: Request, form: Mapping[str, str]) -> Response:
        answer = self.world.oauth.token(request.headers.get("authorization"), form)
        return Response(msgspec.json.encode(answer), media_type=JSON, headers={"Cache-Control": "no-store"})

    async def _authorize(self, request: Request) -> Response:
        return await self._answer(request, "authorize", lambda: self._redirect(request))

    def _redirect(self, request: Request) -> Response:
        query = request.query_params
        code = self.world.oauth.authorize(request.headers.get("authorization"), query)
        state = {"state": query["state"]} if "state" in query else {}
        target = query.get("redirect_uri", "")
        location = f"{target}{'&' if '?' in target else '?'}{urlencode({'code': code, **state})}"
        return Response(status_code=302, headers={"Location": location})

    async def _api(self, request: Request) -> Response:
        key = self.route_of(request.url.path, request.url.query)
        return await self._answer(request, key, lambda: self._read(request, key))

    def _read(self, request: Request, key: str) -> Response:
        self.world.oauth.accepts(request.headers.get("authorization"))
        if request.method != "GET":
            return _error(403, "this simulator is read-only")
        if key == "other":
            return _error(404, "no such resource")
        return Response(self.world.body(key, request.query_params), media_type=JSON)

    async def _answer(self, request: Request, key: str, build: Callable[[], Response]) -> Response:
        """What ``build`` gives, as the faults of the route make it; a refused login is what it is."""
        faults = self.world.faults.take(key)
        for fault in faults:
            await self._wait(fault, request.receive)
        try:
            reply = build()
        except OAuthError as error:
            challenge = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
            body = msgspec.json.encode(error.body)
            reply = Response(body, status_code=error.status, media_type=JSON, headers=challenge)
        for fault in faults:
            if reply.status_code < 400:
                reply = apply(fault, reply)
        return reply

    async def _wait(self, fault: RouteFault, receive: Receive) -> None:
        """Let a delay pass; until the client or the server is gone at the latest."""
        if fault.kind not in (Kind.DELAY, Kind.HOLD):
            return
        timeout = fault.value / 1_000 if fault.kind is Kind.DELAY else None
        ends = (self.closing.wait(), fault.cleared.wait(), disconnected(receive))
        waits = [asyncio.ensure_future(end) for end in ends]
        try:
            await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _error(status: int, text: str) -> Response:
    return Response(msgspec.json.encode({"error": text}), status_code=status, media_type=JSON)
