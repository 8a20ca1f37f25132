"""The HTTP surface of a simulated VOS: login, the API, and ``/admin`` beside it."""

import asyncio
import enum
from collections.abc import Callable, Container, Mapping, Sequence
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
from vos_exporter.simulator.writing import WriteRefused
from vos_exporter.simulator.written import KINDS
from vos_exporter.vos.routes import ROUTES

API = "/vos-api"
ADMIN = "/admin"
SCRIPT, DESCRIPTION = "/static/app.js", "/v3/api-docs"
TOKEN, AUTHORIZE = "/oauth/token", "/oauth/authorize"
FORM = "application/x-www-form-urlencoded"

_WAITS_BEFORE = frozenset({Kind.DELAY, Kind.HOLD})
_WAITS_AFTER = frozenset({Kind.WRITE_SLOW})


class Telling(enum.StrEnum):
    """What says where the routes are."""

    NOTHING = "nothing"
    SCRIPT = "script"
    DESCRIPTION = "description"


class Application:
    """An ASGI application that is one VOS.

    Attributes:
        closing: set when the server goes down: whoever waits stops waiting.
    """

    def __init__(
        self, world: World, paths: Mapping[str, str] | None = None, telling: Telling = Telling.NOTHING
    ) -> None:
        self.world = world
        self._telling = telling
        self.closing = asyncio.Event()
        self._keys: dict[str, list[str]] = {}
        for route in ROUTES:
            self._keys.setdefault((paths or {}).get(route.key, route.path), []).append(route.key)
        self._starlette: ASGIApp = Starlette(
            routes=[
                Route("/", self._root, methods=["GET", "POST"]),
                Route(SCRIPT, self._script, methods=["GET"]),
                Route(DESCRIPTION, self._description, methods=["GET"]),
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
        tag = f'<script src="{SCRIPT}"></script>' if self._telling is Telling.SCRIPT else ""
        return Response(f"<!doctype html><title>VOS</title>{tag}", media_type="text/html")

    async def _script(self, request: Request) -> Response:
        """What the web page runs: the paths are texts in it."""
        if self._telling is not Telling.SCRIPT:
            return _error(404, "no such resource")
        calls = "".join(f'get("{path}");' for path in self._keys)
        return Response(f"const get=fetch;{calls}", media_type="text/javascript")

    async def _description(self, request: Request) -> Response:
        """An OpenAPI document of everything that can be read."""
        if self._telling is not Telling.DESCRIPTION:
            return _error(404, "no such resource")
        paths = {path: {"get": {"responses": {"200": {"description": "rows"}}}} for path in self._keys}
        document = {"openapi": "3.0.1", "info": {"title": "VOS", "version": "1"}, "paths": paths}
        return Response(msgspec.json.encode(document), media_type=JSON)

    async def _token(self, request: Request) -> Response:
        form = dict(request.query_params)
        if request.headers.get("content-type", "").startswith(FORM):
            form.update(parse_qsl((await request.body()).decode("latin-1"), keep_blank_values=True))
        faults = self.world.faults.take("token")
        return await self._answer(request, faults, lambda: self._grant(request, form))

    def _grant(self, request: Request, form: Mapping[str, str]) -> Response:
        answer = self.world.oauth.token(request.headers.get("authorization"), form)
        return Response(msgspec.json.encode(answer), media_type=JSON, headers={"Cache-Control": "no-store"})

    async def _authorize(self, request: Request) -> Response:
        faults = self.world.faults.take("authorize")
        return await self._answer(request, faults, lambda: self._redirect(request))

    def _redirect(self, request: Request) -> Response:
        query = request.query_params
        code = self.world.oauth.authorize(request.headers.get("authorization"), query)
        state = {"state": query["state"]} if "state" in query else {}
        target = query.get("redirect_uri", "")
        location = f"{target}{'&' if '?' in target else '?'}{urlencode({'code': code, **state})}"
        return Response(status_code=302, headers={"Location": location})

    async def _api(self, request: Request) -> Response:
        path = request.url.path
        key, id = self.route_of(path, request.url.query), ""
        if key == "other":
            key, id = self._object_of(path)
        if request.method == "GET":
            faults = self.world.faults.take(key)
            return await self._answer(request, faults, lambda: self._read(request, key, id, faults))
        faults = self.world.faults.take(key, writing=True)
        body = await request.body()
        self.world.requests.wrote(request.method, path, body)
        return await self._answer(request, faults, lambda: self._write(request, key, id, body, faults))

    def _object_of(self, path: str) -> tuple[str, str]:
        """The route key and id of one object that can be written, else ``other``."""
        head, _, id = path.rpartition("/")
        keys = self._keys.get(head, ())
        return next(((key, id) for key in keys if key in KINDS), ("other", ""))

    def _read(self, request: Request, key: str, id: str, faults: Sequence[RouteFault]) -> Response:
        self.world.oauth.accepts(request.headers.get("authorization"))
        if key == "other":
            return _error(404, "no such resource")
        if not id:
            return Response(self.world.body(key, request.query_params), media_type=JSON)
        found = self.world.writes.find(key, id)
        if found is None:
            return _error(404, "no such object")
        for fault in faults:
            if fault.kind is Kind.READ_RACED:
                self.world.writes.meddle(key, id, fault.value)
        return Response(msgspec.json.encode(found), media_type=JSON)

    def _write(
        self, request: Request, key: str, id: str, body: bytes, faults: Sequence[RouteFault]
    ) -> Response:
        if not self.world.oauth.accepts(request.headers.get("authorization")):
            return _error(403, "this client may only read")
        if key not in KINDS or (request.method, bool(id)) not in (("PUT", True), ("POST", False)):
            return _error(405, "only services, sources and destinations are written, and nothing is deleted")
        try:
            return Response(self.world.writes.take(key, id, body, faults), media_type=JSON)
        except WriteRefused as error:
            return _error(error.status, str(error))

    async def _answer(
        self, request: Request, faults: Sequence[RouteFault], build: Callable[[], Response]
    ) -> Response:
        """What ``build`` gives, as ``faults`` make it; a refused login is what it is."""
        for fault in faults:
            await self._wait(fault, request.receive, _WAITS_BEFORE)
        try:
            reply = build()
        except OAuthError as error:
            challenge = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
            body = msgspec.json.encode(error.body)
            reply = Response(body, status_code=error.status, media_type=JSON, headers=challenge)
        for fault in faults:
            await self._wait(fault, request.receive, _WAITS_AFTER)
            if reply.status_code < 400:
                reply = apply(fault, reply)
        return reply

    async def _wait(self, fault: RouteFault, receive: Receive, kinds: Container[Kind]) -> None:
        """Let a delay of ``kinds`` pass; until the client or the server is gone at the latest."""
        if fault.kind not in kinds:
            return
        timeout = None if fault.kind is Kind.HOLD else fault.value / 1_000
        ends = (self.closing.wait(), fault.cleared.wait(), disconnected(receive))
        waits = [asyncio.ensure_future(end) for end in ends]
        try:
            await asyncio.wait(waits, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _error(status: int, text: str) -> Response:
    return Response(msgspec.json.encode({"error": text}), status_code=status, media_type=JSON)
