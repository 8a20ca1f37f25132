"""Serving: sockets, signals, a clean end."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import structlog
import uvicorn
from starlette.applications import Starlette

from vos_exporter import __version__
from vos_exporter.config import ConfigError
from vos_exporter.exporter import Exporter

log = structlog.get_logger(__name__)

HEADER_LIMIT = 64 * 1024
"""Bytes of a request's URL and headers together."""

SHUTDOWN_TIMEOUT = 5
"""Seconds that answers under way get at the end."""


class _Server(uvicorn.Server):
    """Leaves signals to us: uvicorn raises them again at the end, so that the exit code would not be 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(address: str) -> socket.socket:
    """A listening socket for ``host:port``, ``[v6]:port`` or ``:port`` (all addresses).

    Raises:
        ValueError: the address cannot be read.
        OSError: it cannot be listened on.
    """
    host, separator, port = address.rpartition(":")
    if not separator or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{address!r} is not an address to listen on; write host:port or :port")
    host = host.strip("[]")
    if not host and socket.has_dualstack_ipv6():
        return _bound(socket.AF_INET6, "::", int(port))
    return _bound(socket.AF_INET6 if ":" in host else socket.AF_INET, host, int(port))


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


async def serve_until_stopped(app: Starlette, listening: socket.socket, exporter: Exporter) -> None:
    """Answer requests until SIGTERM or SIGINT; SIGHUP reloads the configuration."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, _reload, exporter)
    log.info("listening", address="{}:{}".format(*listening.getsockname()[:2]), version=__version__)
    server = _Server(_settings(app))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    server.should_exit = True
    await serving


def _reload(exporter: Exporter) -> None:
    """A bad file leaves the old configuration working; the exporter has logged why."""
    with contextlib.suppress(ConfigError):
        exporter.reload()


def _settings(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_LIMIT,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
