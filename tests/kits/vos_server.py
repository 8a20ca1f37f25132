"""A small VOS for the client's tests: real TLS, real connections, everything counted, faults by hand."""

import asyncio
import base64
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

from vos_exporter.client import Client, Exchange, Reason, Request, RequestFailed, Response
from vos_exporter.clock import Clock
from vos_exporter.config import Auth, AuthMethod, Credential, TargetSettings, Tls
from vos_exporter.secret import Secret

CLIENT_ID, CLIENT_SECRET = "canary-client-id", "canary-client-secret"
USERNAME, PASSWORD = "canary-user", "canary-password"
ROUTE = "/vos-api/configure/v1/services"


@dataclass
class Seen:
    """One request as it arrived; ``turn`` counts the requests of its connection from 1."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    turn: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)


@dataclass
class Reply:
    """An answer; ``raw`` is sent as it is, and the connection closed."""

    status: int = 200
    body: bytes = b"[]"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


DROP = Reply(raw=b"")
Handler = Callable[[Seen], Awaitable[Reply]]


def replying(*replies: Reply) -> Handler:
    """A handler that gives ``replies`` in turn, the last for ever."""
    left = list(replies)

    async def handle(seen: Seen) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return handle


class Server:
    """HTTP/1.1 over TLS (or not) on a free port; ``handler`` decides, everything is counted."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.connections = 0
        self.requests: list[Seen] = []
        self.active = self.most_active = 0
        self.port = 0
        self._writers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._news = asyncio.Condition()

    @asynccontextmanager
    async def running(self, context: ssl.SSLContext | None) -> AsyncIterator["Server"]:
        """Listen for as long as the block lasts; afterwards every connection is closed."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            tasks = list(self._writers)
            self.close_connections()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def close_connections(self) -> None:
        """Break every connection."""
        for writer in self._writers.values():
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections += 1
        self._writers[task] = writer
        try:
            await self._answer_all(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            del self._writers[task]
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reply = Reply()
        turn = 0
        while reply.raw is None:
            turn += 1
            seen = await _read(reader, turn)
            self.active += 1
            self.most_active = max(self.active, self.most_active)
            await self._note(seen)
            try:
                reply = await self.handler(seen)
            finally:
                self.active -= 1
            writer.write(_bytes(reply))
            await writer.drain()

    async def _note(self, seen: Seen) -> None:
        async with self._news:
            self.requests.append(seen)
            self._news.notify_all()

    async def until(self, count: int, path: str) -> None:
        """Wait until ``count`` requests below ``path`` arrived since start."""
        async with self._news:
            await self._news.wait_for(
                lambda: sum(seen.path.startswith(path) for seen in self.requests) >= count
            )

    def targets(self, path: str) -> list[Seen]:
        """The requests of ``path``."""
        return [seen for seen in self.requests if seen.path == path]


async def _read(reader: asyncio.StreamReader, turn: int) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body, turn)


def _bytes(reply: Reply) -> bytes:
    if reply.raw is not None:
        return reply.raw
    headers = {"Content-Length": str(len(reply.body)), "Content-Type": "application/json", **reply.headers}
    if reply.status == 204:
        # There is none, and nothing that says how long it is (RFC 9110, section 15.3.5).
        reply = replace(reply, body=b"")
        del headers["Content-Length"]
    lines = [f"HTTP/1.1 {reply.status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + reply.body


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


class Vos:
    """The OAuth2 behaviour of a VOS: opaque tokens, revocable, and routes that ask for them."""

    def __init__(self) -> None:
        self.server = Server(self.handle)
        self.secret = CLIENT_SECRET
        self.password = PASSWORD
        self.stranger = Reply(401, b'{"error": "invalid_token"}')
        self.issued = 0
        self.valid: set[str] = set()
        self.expires_in: float | None = 3600
        self.extra: dict[str, object] = {}
        self.token_reply: Reply | None = None
        self.token_gate: asyncio.Event | None = None
        self.route_gate: asyncio.Event | None = None
        self.routes: dict[str, Reply] = {}

    @property
    def logins(self) -> int:
        return len(self.server.targets("/oauth/token"))

    def asked(self) -> int:
        return sum(seen.path.startswith("/vos-api") for seen in self.server.requests)

    async def handle(self, seen: Seen) -> Reply:
        if seen.path == "/oauth/token":
            return await self._token(seen)
        if seen.path == "/oauth/authorize":
            return self._authorize(seen)
        if self.route_gate is not None:
            await self.route_gate.wait()
        if not self._lets_in(seen.headers.get("authorization", "")):
            return self.stranger
        return self.routes.get(seen.path, Reply())

    def _lets_in(self, authorization: str) -> bool:
        kind, _, value = authorization.partition(" ")
        return value in self.valid if kind == "Bearer" else authorization == basic(USERNAME, self.password)

    async def _token(self, seen: Seen) -> Reply:
        if self.token_gate is not None:
            await self.token_gate.wait()
        if self.token_reply is not None:
            return self.token_reply
        if seen.headers.get("authorization") != basic(CLIENT_ID, self.secret):
            return Reply(401, b'{"error": "invalid_client"}')
        self.issued += 1
        token = f"canary-token-{self.issued}"
        self.valid.add(token)
        answer: dict[str, object] = {"access_token": token, "token_type": "bearer", **self.extra}
        if self.expires_in is not None:
            answer["expires_in"] = self.expires_in
        return Reply(body=json.dumps(answer).encode())

    def _authorize(self, seen: Seen) -> Reply:
        if seen.headers.get("authorization") != basic(USERNAME, PASSWORD):
            return Reply(403)
        redirect, state = seen.query["redirect_uri"][0], seen.query["state"][0]
        return Reply(302, b"", {"Location": f"{redirect}?code=canary-code&state={state}"})


class Time:
    """A clock that moves by hand; wall is monotonic plus a constant."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.clock = Clock(lambda: self.now, lambda: self.now + 1_700_000_000)


class Authority:
    """A certificate authority with a server certificate for 127.0.0.1, and its file."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.ca = trustme.CA()
        self.file = str(folder / f"ca-{id(self)}.pem")
        self.ca.cert_pem.write_to_path(self.file)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificate = self.ca.issue_cert(*(names or ("127.0.0.1",)))
        self.certificate.configure_cert(self.context)


def secret_auth(method: AuthMethod = AuthMethod.CLIENT_CREDENTIALS, secret_file: str | None = None) -> Auth:
    def plain(text: str) -> Credential:
        return Credential(value=Secret(text))

    return Auth(
        method=method,
        client_id=plain(CLIENT_ID),
        client_secret=plain(CLIENT_SECRET) if secret_file is None else Credential(file=secret_file),
        username=plain(USERNAME),
        password=plain(PASSWORD),
    )


def target(
    server: Server, ca_file: str | None = None, *, scheme: str = "https", **options: Any
) -> TargetSettings:
    settings: dict[str, Any] = {
        "auth": secret_auth(),
        "tls": Tls(ca_file=ca_file),
        "timeout": 5.0,
        **options,
    }
    return TargetSettings(name="lab", url=f"{scheme}://127.0.0.1:{server.port}", **settings)


@asynccontextmanager
async def client_of(settings: TargetSettings, clock: Clock | None = None) -> AsyncIterator[Client]:
    client = Client(settings, clock=clock or Clock())
    try:
        yield client
    finally:
        await client.aclose()


@asynccontextmanager
async def plain_vos(time: Time | None = None, **options: Any) -> AsyncIterator[tuple[Vos, Client]]:
    """A VOS without TLS and its client, for what TLS has no part in."""
    vos = Vos()
    async with (
        vos.server.running(None),
        client_of(target(vos.server, scheme="http", **options), time.clock if time else None) as client,
    ):
        yield vos, client


def request(path: str = ROUTE, max_size: int = 1_000_000, **params: str) -> Request:
    return Request(path, params, max_size)


async def scrape(client: Client, *paths: str) -> list[Response | RequestFailed]:
    """One scrape of ``paths`` at once; failures as values, other exceptions as they are.

    As in a real scrape, a body counts as an answer of the route if it is a list, and when no route was
    accepted the client is asked whether to ask once more.
    """
    exchange = client.begin()
    found = await _ask(exchange, paths or (ROUTE,))
    answered = [path for path, one in found.items() if isinstance(one, Response) or one.status is not None]
    if "ok" not in reasons(list(found.values())) and await exchange.renew_if_forgotten(answered):
        found |= await _ask(exchange, answered)
    return list(found.values())


async def _ask(exchange: Exchange, paths: Iterable[str]) -> dict[str, Response | RequestFailed]:
    found = dict(zip(paths, await asyncio.gather(*(_get(exchange, path) for path in paths)), strict=True))
    for path, one in found.items():
        if reasons([one]) == ["ok"]:
            exchange.accepted(path)
    return found


async def _get(exchange: Exchange, path: str) -> Response | RequestFailed:
    try:
        response = await exchange.get(path, request(path))
    except RequestFailed as failure:
        return failure
    if response.body.startswith(b"["):
        return response
    return RequestFailed(Reason.DECODE, "no list", response.status)


def reasons(outcomes: list[Response | RequestFailed]) -> list[str]:
    return [outcome.reason.value if isinstance(outcome, RequestFailed) else "ok" for outcome in outcomes]


def paths(count: int) -> list[str]:
    return [f"/vos-api/configure/v1/route{number}" for number in range(count)]
