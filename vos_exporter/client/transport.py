"""httpx over aiohttp: the only module that knows both."""

import ssl
from collections.abc import AsyncIterator, Callable
from typing import cast

import aiohttp
import httpx
import yarl

from vos_exporter.client.connections import Answer, Connections, closing_what_is_half_open
from vos_exporter.client.failures import causes
from vos_exporter.client.proxy import Proxy
from vos_exporter.client.tls import BEHIND, context, tunnel
from vos_exporter.config import Tls
from vos_exporter.secret import Secret

FRESH = "vos_exporter.fresh"
"""Extension of a request that goes over a connection of its own, which cannot have been closed while idle."""

LOCATION = "vos_exporter.location"
"""Extension of an answer: where a redirect leads. It has no such header, so that nobody follows."""


class Transport(httpx.AsyncBaseTransport):
    """The way to one target. Nothing is repeated, followed, kept of an answer or taken from the environment.

    Failures are httpx's, without a text; their cause is what the system or OpenSSL said, never an exception
    of aiohttp's: those quote URLs and headers.

    Args:
        tls: whom to trust.
        proxy_url: of an ``http`` or ``https`` proxy; may hold a password.
        most: how many idle connections may be kept.
    """

    def __init__(self, tls: Tls, proxy_url: Secret | None, most: Callable[[], int]) -> None:
        self._tls = tls
        self._proxy = Proxy.of(proxy_url)
        self._trust: ssl.SSLContext | bool = True
        self.connections = Connections(most, _once)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request``, and return its answer when the headers are there."""
        url = request.url
        headers = [(name.decode(), value.decode()) for name, value in request.headers.raw]
        trust, name = self._trusted(url)
        self.connections.drop_unusable()
        answer = await self.connections.session(fresh=FRESH in request.extensions).request(
            request.method,
            yarl.URL(f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}", encoded=True),
            headers=headers if url.scheme == "https" else [*headers, *self._proxy.headers.items()],
            data=await request.aread() or None,
            allow_redirects=False,
            ssl=trust,
            server_hostname=name,
            proxy=self._proxy.url,
            proxy_headers=self._proxy.headers,
        )
        kept = [(name, value) for name, value in answer.raw_headers if name.lower() != b"location"]
        extensions = {LOCATION: answer.headers.get("Location", "")}
        return httpx.Response(
            answer.status, headers=kept, stream=_Body(cast(Answer, answer)), extensions=extensions
        )

    def _trusted(self, url: httpx.URL) -> tuple[ssl.SSLContext | bool, str | None]:
        """Whom to trust on the way to ``url``, under which name; when that changes, connections end."""
        trust: ssl.SSLContext | bool = True
        name = self._tls.server_name
        if self._proxy.secure:
            trust, name = tunnel(self._tls, name or url.host), BEHIND
        elif url.scheme == "https":
            trust = context(self._tls)
        if trust is not self._trust:
            self.connections.drop_all()
            self._trust = trust
        return trust, name

    async def aclose(self) -> None:
        """Close all connections."""
        await self.connections.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.content.iter_any():
                yield piece
            failed = _failed(httpx.ReadError, None) if self._answer.cut_off else None
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            # The last is for a reader who comes when the connection is gone.
            failed = _failed(httpx.ReadError, error)
        if failed is not None:
            raise failed

    async def aclose(self) -> None:
        """Give the body up, and with it its connection if more was to come."""
        self._answer.close()


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """One try: aiohttp would repeat some of its own failures, unseen, also of a PUT."""
    try:
        with closing_what_is_half_open():
            return await handler(request)
    except aiohttp.ClientHttpProxyError as error:
        failed = _failed(httpx.ProxyError, error)
    except aiohttp.ClientResponseError as error:
        failed = _failed(httpx.RemoteProtocolError, error)
    except (aiohttp.ClientError, OSError) as error:
        broke = request.response is not None or isinstance(error, aiohttp.ClientConnectionResetError)
        failed = _failed(httpx.ReadError if broke else httpx.ConnectError, error)
    raise failed


def _failed(kind: type[httpx.TransportError], error: BaseException | None) -> httpx.TransportError:
    """A failure of httpx's, for the nearest reason that is not aiohttp's."""
    failed = kind("")
    failed.__cause__ = next((one for one in causes(error) if not isinstance(one, aiohttp.ClientError)), None)
    return failed
