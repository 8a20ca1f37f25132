"""Serving: sockets, signals, a clean end."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Iterator

import structlog
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from vos_exporter import __version__
from vos_exporter.config import ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.web.serving.connections import RateLimitFilter, protocol
from vos_exporter.web.serving.tls import CurrentContext
from vos_exporter.web.serving.web_file import WebFile

log = structlog.get_logger(__name__)

HEADER_LIMIT = 64 * 1024
"""Bytes of a request's URL and headers that are kept in memory while they arrive."""

KEEP_ALIVE = 75
"""Seconds an idle connection is kept: more than the usual scrape intervals."""

SHUTDOWN_TIMEOUT = 5
"""Seconds that answers under way get at the end."""

SWITCH_INTERVAL = 0.001
"""Seconds after which a thread at work lets the event loop go on, which may wait for it at every step."""

THRESHOLDS = (50_000, 20, 20)
"""A garbage collection is due after so many new objects, and an older generation's after so many of those."""


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again at the end, so that the exit code would not be 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def host_and_port(address: str) -> tuple[str, int]:
    """What ``host:port``, ``[v6]:port`` or ``:port`` (no host: all addresses) says.

    Raises:
        ConfigError: the address cannot be read.
    """
    host, separator, port = address.rpartition(":")
    if not separator or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise ConfigError(f"{address!r} is not an address to listen on; write host:port or :port")
    return host.strip("[]"), int(port)


def listen(address: str) -> socket.socket:
    """A listening socket for ``address``, as :func:`host_and_port` reads it.

    Raises:
        ConfigError: the address cannot be read, or not be listened on.
    """
    host, port = host_and_port(address)
    try:
        if not host and socket.has_dualstack_ipv6():
            return _bound(socket.AF_INET6, "::", port)
        return _bound(socket.AF_INET6 if ":" in host else socket.AF_INET, host, port)
    except OSError as error:
        raise ConfigError(f"cannot listen on {address}: {error.strerror or error}") from None


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    """Made by hand, as asyncio ends Nagle's delay only for sockets that say they are TCP."""
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
        listening.bind((host, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


async def serve_until_stopped(
    app: Starlette, listening: socket.socket, exporter: Exporter, web_file: WebFile | None = None
) -> None:
    """Answer requests until SIGTERM or SIGINT; SIGHUP reloads the configuration."""
    web_file = web_file or WebFile(None)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    reloads = _Reloads(exporter)
    loop.add_signal_handler(signal.SIGHUP, reloads.begin)
    host, port = listening.getsockname()[:2]
    log.info("listening", address=f"{host}:{port}", tls=web_file.has_tls, version=__version__)
    spare_collections()
    sys.setswitchinterval(SWITCH_INTERVAL)
    server = _Server(settings(app, web_file))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    app.state.operations.listening = False
    await reloads.end()
    server.should_exit = True
    await exporter.aclose()
    await serving


def spare_collections() -> None:
    """Garbage collections seldom, and not of what is loaded so far, which lives as long as the process.

    The rows and samples of a scrape set them off a hundred times, and hold no cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


class _Reloads:
    """Reloads asked for by signal."""

    def __init__(self, exporter: Exporter) -> None:
        self._exporter = exporter
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        task = asyncio.create_task(self._reload(), name="reload")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reload(self) -> None:
        """A bad file leaves the old configuration working; the exporter has logged why."""
        with contextlib.suppress(ConfigError):
            await self._exporter.reload()

    async def end(self) -> None:
        await asyncio.gather(*self._tasks)


def settings(app: Starlette, web_file: WebFile, http: type[H11Protocol] | None = None) -> uvicorn.Config:
    """How uvicorn serves ``app``; ``http`` is a protocol with other bounds than ours."""
    logger = logging.getLogger("uvicorn.error")
    if not any(isinstance(one, RateLimitFilter) for one in logger.filters):
        logger.addFilter(RateLimitFilter())
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=http or protocol(web_file),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_LIMIT,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
    config.load()
    if web_file.has_tls:
        config.ssl = CurrentContext(web_file.context)
    return config
