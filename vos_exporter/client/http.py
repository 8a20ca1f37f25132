"""One bounded request over connections that stay open."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import urlencode

import httpx

from vos_exporter import __version__
from vos_exporter.client.bodies import BODIES, Bodies, Hold
from vos_exporter.client.compression import ACCEPTED, RATIO, STEP, BombError, CompressionError, Inflater
from vos_exporter.client.errors import Reason, RequestFailed
from vos_exporter.client.failures import Broken, failure
from vos_exporter.client.messages import JSON, Request, Response
from vos_exporter.client.tls import TrustError
from vos_exporter.client.transport import FRESH, LOCATION, Transport
from vos_exporter.clock import Clock
from vos_exporter.config import TargetSettings
from vos_exporter.secret import Secret

MAX_ERROR_BODY = 64 * 1024
"""Bytes of an unwanted body that are read to keep its connection."""

WITH_BODY = frozenset({200, 201})
"""Statuses whose body is wanted: what was made may come as created."""

DRAIN_TIME = 0.2
"""Seconds that is worth: what VOS answered is known already."""

NO_ROOM = "the bodies being read at this moment leave no room for it"

_HEADERS = {"Accept": JSON, "Accept-Encoding": ACCEPTED, "User-Agent": f"vos-exporter/{__version__}"}

# It logs every request with its query, codes among them.
logging.getLogger("httpx").setLevel(logging.WARNING)


class _NoRoomError(Exception):
    """The budget of bytes for bodies in flight has too little left."""


class Http:
    """Requests to one target: kept-alive connections, its trust settings, never another origin.

    Args:
        target: its URL, proxy, trust and timeout.
        clock: what time it is.
        most: how many idle connections may be kept.
        bodies: the budget of bytes that answers count in.

    Attributes:
        share: what this target holds of it.
    """

    def __init__(
        self, target: TargetSettings, clock: Clock, most: Callable[[], int], bodies: Bodies = BODIES
    ) -> None:
        self.share = bodies.share()
        self._base = target.url.rstrip("/")
        self._limit = target.timeout
        self._wall = clock.wall
        self._transport = Transport(target.tls, target.proxy_url, most)
        self._client = httpx.AsyncClient(
            transport=self._transport,
            trust_env=False,
            follow_redirects=False,
            auth=httpx.Auth(),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=None,  # noqa: S113 - one limit for all of a request, below
        )

    @property
    def certificate_not_after(self) -> float | None:
        """End of the certificate of the last connection made, seconds since the epoch."""
        return self._transport.connections.certificate_not_after

    async def send(self, request: Request, authorization: Secret, *, repeatable: bool = True) -> Response:
        """The complete answer to ``request``, whatever its status.

        Args:
            request: what to ask for.
            authorization: value of the ``Authorization`` header.
            repeatable: it may be sent again when the connection broke before an answer. What may not goes
                over a connection of its own at once, which the peer cannot have closed while it was idle.

        Raises:
            RequestFailed: timeout, connect, tls, too_large, or decode for a broken compression.
        """
        limit = self._limit if request.timeout is None else min(self._limit, request.timeout)
        try:
            async with asyncio.timeout(limit):
                outcome = await self._sent(request, authorization, repeatable)
        except TimeoutError:
            outcome = RequestFailed(Reason.TIMEOUT, "VOS did not answer in time")
        if isinstance(outcome, RequestFailed):
            raise outcome
        return outcome

    async def _sent(
        self, request: Request, authorization: Secret, repeatable: bool
    ) -> Response | RequestFailed:
        outcome = await self._once(request, authorization, fresh=not repeatable)
        if repeatable and isinstance(outcome, Broken):
            outcome = await self._once(request, authorization, fresh=True)
            if isinstance(outcome, Response):
                return replace(outcome, repeated=True)
        return outcome

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _once(
        self, request: Request, authorization: Secret, *, fresh: bool
    ) -> Response | RequestFailed:
        """One try. Failures are returned: raised here they would carry the library's, which hold requests."""
        try:
            response = await self._client.send(self._prepared(request, authorization, fresh), stream=True)
        except httpx.HTTPError as error:
            return failure(error)
        except TrustError as error:
            return RequestFailed(Reason.TLS, str(error))
        answered, headers = self._wall(), dict(response.headers.items())
        try:
            wanted = response.status_code in WITH_BODY
            body = await (self._body(response, headers, request) if wanted else _drain(response))
        except httpx.HTTPError as error:
            return failure(error, response.status_code)
        finally:
            await response.aclose()
            # httpx ties the response to its stream in a cycle, which keeps bodies until a garbage collection.
            response.stream = httpx.ByteStream(b"")
        if isinstance(body, RequestFailed):
            return body
        return Response(
            response.status_code,
            body,
            content_type=headers.get("content-type", ""),
            clock_skew=_clock_skew(headers.get("date"), answered),
            link=headers.get("link", ""),
            retry_after=headers.get("retry-after", ""),
            total_count=headers.get("x-total-count", ""),
            location=Secret(response.extensions.get(LOCATION, "")),
        )

    async def _body(
        self, response: httpx.Response, headers: Mapping[str, str], request: Request
    ) -> bytes | RequestFailed:
        """The body, held by the request's hold if it has one."""
        if request.hold is not None:
            return await _body(response, headers, request.max_size, request.hold)
        with Hold(self.share) as hold:
            return await _body(response, headers, request.max_size, hold)

    def _prepared(self, request: Request, authorization: Secret, fresh: bool) -> httpx.Request:
        """As httpx sends it; its own way to build one merges what nobody gave, and takes twice the time."""
        query = urlencode(request.params)
        content = None if request.body is None else request.body.reveal().encode()
        headers = {**_HEADERS, "Authorization": authorization.reveal()}
        if content:
            headers["Content-Type"] = request.content_type
        return httpx.Request(
            request.method,
            self._base + request.path + (f"?{query}" if query else ""),
            headers=headers,
            content=content,
            extensions={FRESH: True} if fresh else {},
        )


async def _body(
    response: httpx.Response, headers: Mapping[str, str], limit: int, hold: Hold
) -> bytes | RequestFailed:
    """The decoded body, or what is wrong with it as soon as that is known."""
    too_large = RequestFailed(
        Reason.TOO_LARGE, f"the body is larger than max_response_size, {limit} bytes", 200
    )
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        return too_large
    try:
        body = await _inflated(response, headers.get("content-encoding", ""), limit, hold)
    except _NoRoomError:
        return RequestFailed(Reason.TOO_LARGE, NO_ROOM, 200)
    except CompressionError:
        return RequestFailed(Reason.DECODE, "the compression of the body is broken or not gzip", 200)
    except BombError:
        return RequestFailed(Reason.TOO_LARGE, f"the body is compressed more than {RATIO} times", 200)
    return too_large if body is None else body


async def _inflated(response: httpx.Response, encoding: str, limit: int, hold: Hold) -> bytes | None:
    """The body, or ``None`` as soon as it is larger than ``limit`` bytes.

    Raises:
        CompressionError: it is not what the header says.
        BombError: it becomes more than it may.
        _NoRoomError: it needs more than there is for this target.
    """
    inflater = Inflater(encoding)
    # Its value is the very bytes that were written: joining pieces would hold all of them twice.
    body = io.BytesIO()
    async for chunk in _raw(response):
        for piece in inflater.pieces(chunk):
            if body.tell() + len(piece) > limit:
                return None
            if not hold.take(len(piece)):
                raise _NoRoomError
            body.write(piece)
            if len(piece) == STEP:
                # More of this chunk follows, and others want their turn.
                await asyncio.sleep(0)
    inflater.end()
    return body.getvalue()


def _raw(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body as it comes; of a response that a test made too, which counts as read already."""
    return aiter(cast(httpx.AsyncByteStream, response.stream))


async def _drain(response: httpx.Response) -> bytes:
    """Read away a small body, which keeps the connection; nothing of it is wanted, not even its end."""
    size = 0
    try:
        async with asyncio.timeout(DRAIN_TIME):
            async for chunk in _raw(response):
                size += len(chunk)
                if size > MAX_ERROR_BODY:
                    break
    except (httpx.HTTPError, TimeoutError):
        pass
    return b""


def _clock_skew(date: str | None, now: float) -> float | None:
    """Seconds between a ``Date`` header and ``now``."""
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp() - now
    except (ValueError, OverflowError):
        return None
