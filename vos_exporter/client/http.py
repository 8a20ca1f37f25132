"""One bounded request over connections that stay open. The only module that knows httpx."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx

from vos_exporter import __version__
from vos_exporter.client.backend import Backend
from vos_exporter.client.compression import ACCEPTED, STEP, CompressionError, Inflater
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.failures import Broken, failure
from vos_exporter.client.messages import checked_path
from vos_exporter.client.tls import TrustError, certificate_end, context
from vos_exporter.clock import Clock
from vos_exporter.config import TargetSettings, Tls
from vos_exporter.secret import Secret

KEEPALIVE = 300.0
"""Seconds an idle connection is kept: above any scrape interval."""

MAX_ERROR_BODY = 64 * 1024
"""Bytes of an unwanted body that are read to keep its connection."""

DRAIN_TIME = 0.2
"""Seconds that is worth: what VOS answered is known already."""

WITH_BODY = frozenset({200, 201})
"""Statuses whose body is wanted: a token may come as something created."""

_FRESH = "vos_exporter.fresh"
_LOCATION = "vos_exporter.location"
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": ACCEPTED,
    "User-Agent": f"vos-exporter/{__version__}",
}
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpx.HTTPError,
    httpx.InvalidURL,
    CompressionError,
    TrustError,
    OSError,
)

for _name in ("httpx", "httpcore"):
    # They log every request with its query, and every header of an answer: codes and tokens among them.
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the target.

    Attributes:
        path: below the target's URL.
        query: percent-encoded, without the question mark.
        authorization: value of the ``Authorization`` header.
        max_size: bytes the decoded body of a 200 may have.
        form: body of a POST; ``None`` for a GET.
        repeatable: may be sent again when the connection broke before an answer.
        fresh: goes over a new connection, which cannot have been closed by the peer while it was idle.
    """

    path: str
    query: str
    authorization: Secret
    max_size: int
    form: Secret | None = None
    repeatable: bool = True
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the target answered.

    Attributes:
        status: HTTP status.
        body: decoded; empty unless the status is one of :data:`WITH_BODY`.
        content_type: as the target says.
        location: where a redirect leads; may hold a code.
        clock_skew: the target's clock minus ours in seconds, if it says the time.
        retry_after: the header of that name as it came; empty without one.
        repeated: the request was sent a second time for it.
        link: the header of that name as it came; empty without one.
        total_count: the header ``X-Total-Count`` likewise.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str
    location: Secret
    clock_skew: float | None
    retry_after: str = ""
    repeated: bool = False
    link: str = ""
    total_count: str = ""


class Http:
    """Requests to one target: kept-alive connections, its trust settings, never another origin.

    Attributes:
        certificate_not_after: end of the certificate of the last connection made, seconds since the epoch.
    """

    def __init__(self, target: TargetSettings, clock: Clock) -> None:
        self._base = target.url.rstrip("/")
        self._tls = target.tls
        self._proxy_url = target.proxy_url
        self._wall = clock.wall
        self.certificate_not_after: float | None = None
        self._client = httpx.AsyncClient(
            transport=_LeasedTransport(self._connection, self._connected, keep=target.max_concurrency + 1),
            trust_env=False,
            follow_redirects=False,
            auth=httpx.Auth(),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(target.timeout, pool=None),
            headers=_HEADERS,
        )

    async def send(self, call: Call) -> Answer:
        """The complete answer to ``call``, whatever its status.

        Raises:
            RequestFailed: timeout, connect, tls, too_large, or decode for a broken compression.
        """
        outcome = await self._once(call)
        repeated = isinstance(outcome, Broken) and call.repeatable
        if repeated:
            outcome = await self._once(replace(call, fresh=True))
        if isinstance(outcome, RequestFailed):
            raise outcome
        return replace(outcome, repeated=True) if repeated else outcome

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _once(self, call: Call) -> Answer | RequestFailed:
        """One try. Failures are returned: raised here they would carry the library's, which quote the URL."""
        try:
            response = await self._client.send(self._request(call), stream=True)
        except _FAILURES as error:
            return failure(error)
        skew = _clock_skew(response.headers.get("date"), self._wall())
        try:
            body = (
                await _body(response, call.max_size)
                if response.status_code in WITH_BODY
                else await _drain(response)
            )
        except _FAILURES as error:
            return failure(error, response.status_code)
        finally:
            await response.aclose()
            # httpx ties the response to its stream in a cycle, which keeps bodies until a garbage collection.
            response.stream = httpx.ByteStream(b"")
        if body is None:
            return RequestFailed(Reason.TOO_LARGE, f"the body is larger than {call.max_size} bytes", 200)
        location = Secret(response.extensions.get(_LOCATION, ""))
        return Answer(
            response.status_code,
            body,
            response.headers.get("content-type", ""),
            location,
            skew,
            response.headers.get("retry-after", ""),
            link=response.headers.get("link", ""),
            total_count=response.headers.get("x-total-count", ""),
        )

    def _request(self, call: Call) -> httpx.Request:
        url = self._base + checked_path(call.path) + (f"?{call.query}" if call.query else "")
        headers = {"Authorization": call.authorization.reveal()}
        extensions = {_FRESH: True} if call.fresh else {}
        if call.form is None:
            return self._client.build_request("GET", url, headers=headers, extensions=extensions)
        content = call.form.reveal().encode()
        if content:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._client.build_request(
            "POST", url, headers=headers, content=content, extensions=extensions
        )

    def _connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """A connection of httpcore's, which opens when used; a pool only says which kind it takes."""
        trust, backend = context(self._tls), Backend()
        if self._proxy_url is None:
            pool = httpcore.AsyncConnectionPool(trust, keepalive_expiry=KEEPALIVE, network_backend=backend)
            return pool.create_connection(origin)
        proxy = httpx.Proxy(self._proxy_url.reveal())
        secure = proxy.url.scheme == "https"
        tunnels = httpcore.AsyncHTTPProxy(
            _url(proxy.url),
            proxy_auth=proxy.raw_auth,
            ssl_context=trust,
            proxy_ssl_context=context(Tls(ca_file=self._tls.ca_file)) if secure else None,
            keepalive_expiry=KEEPALIVE,
            network_backend=backend,
        )
        return tunnels.create_connection(origin)

    def _connected(self, stream: Any) -> None:
        connection = stream.get_extra_info("ssl_object")
        if connection is not None:
            self.certificate_not_after = certificate_end(connection)


@dataclass(slots=True)
class _Lease:
    """A connection, and the stream it had last."""

    connection: httpcore.AsyncConnectionInterface
    stream: Any = None

    async def aclose(self) -> None:
        """Close the connection."""
        await self.connection.aclose()


class _LeasedTransport(httpx.AsyncBaseTransport):
    """Leases whole connections: the work of httpx's pool grows with the square of its requests.

    Redirects come out without ``Location``, so that nothing can prepare to follow them.
    """

    def __init__(
        self,
        connection: Callable[[httpcore.Origin], httpcore.AsyncConnectionInterface],
        connected: Callable[[Any], None],
        keep: int,
    ) -> None:
        self._connection = connection
        self._connected = connected
        self._keep = keep
        self._idle: list[_Lease] = []
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` over a connection nobody else uses, a new one if it asks for that."""
        url = _url(request.url)
        lease = None if request.extensions.get(_FRESH) else await self._lease()
        lease = lease or _Lease(self._connection(url.origin))
        asked = httpcore.Request(
            request.method,
            url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await lease.connection.handle_async_request(asked)
        except BaseException:
            await lease.aclose()
            raise
        stream = answer.extensions.get("network_stream")
        if stream is not None and stream is not lease.stream:
            lease.stream = stream
            self._connected(stream)
        body = _LeasedStream(answer.stream, lease, self._take_back)
        response = httpx.Response(
            answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )
        response.extensions[_LOCATION] = response.headers.pop("location", "")
        return response

    async def _lease(self) -> _Lease | None:
        """An idle connection that still stands."""
        while self._idle:
            lease = self._idle.pop()
            if lease.connection.is_available() and not lease.connection.has_expired():
                return lease
            await lease.aclose()
        return None

    async def _take_back(self, lease: _Lease, reusable: bool) -> None:
        wanted = reusable and not self._closed and len(self._idle) < self._keep
        if wanted and lease.connection.is_available():
            self._idle.append(lease)
        else:
            await lease.aclose()

    async def aclose(self) -> None:
        """Close the idle connections; the leased ones close when they come back."""
        self._closed = True
        leases, self._idle = self._idle, []
        for lease in leases:
            await lease.aclose()


class _LeasedStream(httpx.AsyncByteStream):
    """A body that gives its lease back when it is closed, for good only if it was read to the end."""

    def __init__(self, stream: Any, lease: _Lease, take_back: Callable[[_Lease, bool], Any]) -> None:
        self._stream = stream
        self._lease = lease
        self._take_back = take_back
        self._complete = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk
        self._complete = True

    async def aclose(self) -> None:
        """Close the body and return the lease."""
        try:
            await self._stream.aclose()
        finally:
            await self._take_back(self._lease, self._complete)


async def _body(response: httpx.Response, limit: int) -> bytes | None:
    """The decoded body, or ``None`` as soon as it is known to be larger than ``limit`` bytes."""
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        return None
    inflater = Inflater(response.headers.get("content-encoding", ""))
    pieces, size = [], 0
    async for chunk in response.aiter_raw():
        for piece in inflater.pieces(chunk):
            size += len(piece)
            if size > limit:
                return None
            pieces.append(piece)
            if len(piece) == STEP:
                # More of this chunk follows, and others want their turn.
                await asyncio.sleep(0)
    inflater.end()
    return b"".join(pieces)


async def _drain(response: httpx.Response) -> bytes:
    """Read away a small body, which keeps the connection; nothing of it is wanted, not even its end."""
    size = 0
    try:
        async with asyncio.timeout(DRAIN_TIME):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > MAX_ERROR_BODY:
                    break
    except _FAILURES:
        pass
    return b""


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _clock_skew(date: str | None, now: float) -> float | None:
    """Seconds between a ``Date`` header and ``now``."""
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp() - now
    except (ValueError, OverflowError):
        return None
