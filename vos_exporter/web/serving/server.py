"""Serving: sockets, signals, a clean end."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import cast

import structlog
import uvicorn
from starlette.applications import Starlette

from vos_exporter import __version__
from vos_exporter.config import ConfigError
from vos_exporter.exporter import Exporter
from vos_exporter.web.serving.accepting import Acceptor
from vos_exporter.web.serving.connections import BoundedProtocol, RateLimitFilter, protocol
from vos_exporter.web.serving.mishaps import loop_handler
from vos_exporter.web.serving.reloading import Reloads
from vos_exporter.web.serving.supervision import Supervisor, feel_pulse
from vos_exporter.web.serving.tls import CurrentContext
from vos_exporter.web.serving.web_file import WebFile

log = structlog.get_logger(__name__)

HEADER_LIMIT = 64 * 1024
"""Bytes of a request's URL and headers that are kept in memory while they arrive."""

BACKLOG = 1_024
"""Connections that wait to be accepted; beyond, a client hears nothing and tries again after a second."""

KEEP_ALIVE = 75
"""Seconds an idle connection is kept: more than the usual scrape intervals."""

SHUTDOWN_TIMEOUT = 5
"""Seconds that answers under way get at the end."""

SWITCH_INTERVAL = 0.001
"""Seconds after which a thread at work lets the event loop go on, which may wait for it at every step."""

THRESHOLDS = (50_000, 20, 20)
"""A garbage collection is due after so many new objects, and an older generation's after so many of those."""


class Server(uvicorn.Server):
    """uvicorn with an accept loop of ours.

    Leaves signals to us: uvicorn raises them again at the end, so that the exit code would not be 0.
    """

    acceptors: tuple[Acceptor, ...] = ()
    when_ready: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept from ``sockets``."""
        await super().startup(sockets=[])
        speaks = cast(type[BoundedProtocol], self.config.http_protocol_class)

        def connect() -> BoundedProtocol:
            return speaks(self.config, self.server_state, self.lifespan.state)

        self.acceptors = tuple(
            Acceptor(listening, connect, speaks.crowd, self.config.ssl, speaks.was_cut)
            for listening in sockets or ()
        )
        for acceptor in self.acceptors:
            acceptor.open()
        self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nobody any more, and let the answers under way end."""
        for acceptor in self.acceptors:
            acceptor.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
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
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


async def serve_until_stopped(
    app: Starlette,
    listening: socket.socket,
    exporter: Exporter,
    web_file: WebFile | None = None,
    supervisor: Supervisor | None = None,
) -> None:
    """Answer requests until SIGTERM or SIGINT; SIGHUP reloads the configuration."""
    web_file, supervisor = web_file or WebFile(None), supervisor or Supervisor({})
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_handler())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    reloads = Reloads(exporter, supervisor)
    reloads.listen()
    host, port = listening.getsockname()[:2]
    log.info("listening", address=f"{host}:{port}", tls=web_file.has_tls, version=__version__)
    spare_collections()
    sys.setswitchinterval(SWITCH_INTERVAL)
    server = Server(settings(app, web_file, protocol(web_file, vitals=exporter.vitals)))
    server.when_ready = supervisor.ready
    pulse = asyncio.create_task(feel_pulse(exporter.vitals, supervisor), name="pulse")
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    supervisor.stopping()
    app.state.operations.listening = False
    await reloads.end()
    server.should_exit = True
    await exporter.aclose()
    await serving
    pulse.cancel()


def spare_collections() -> None:
    """Garbage collections seldom, and not of what is loaded so far, which lives as long as the process.

    The rows and samples of a scrape set them off a hundred times, and hold no cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def settings(app: Starlette, web_file: WebFile, http: type[BoundedProtocol] | None = None) -> uvicorn.Config:
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
