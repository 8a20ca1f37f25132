"""How long a connection may take, how many there may be, and whose certificate they need."""

import asyncio
import logging
import resource

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from vos_exporter.logs import Reminder
from vos_exporter.web.tls import allowed
from vos_exporter.web.web_file import WebFile

REQUEST_TIMEOUT = 10.0
"""Seconds from the first byte of a request (or from connecting) to its last."""

DRAIN_TIMEOUT = 30.0
"""Seconds in which a client must take what is kept in memory for it."""

CONNECTION_LIMIT = 2_048
MINUTE = 60.0

log = structlog.get_logger(__name__)


def connection_limit() -> int:
    """Connections at the same time: half the files we may open, because VOS needs connections, too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTION_LIMIT if soft == resource.RLIM_INFINITY else min(CONNECTION_LIMIT, soft // 2)


def protocol(
    web_file: WebFile,
    *,
    limit: int | None = None,
    request_timeout: float = REQUEST_TIMEOUT,
    drain_timeout: float = DRAIN_TIMEOUT,
) -> type[H11Protocol]:
    """HTTP/1.1 of uvicorn with our bounds.

    Args:
        web_file: whose certificates may connect.
        limit: connections at the same time.
        request_timeout: seconds a request may take to arrive.
        drain_timeout: seconds an answer may wait in memory for its reader.
    """
    at_most = connection_limit() if limit is None else limit
    reminder = Reminder(MINUTE)

    class BoundedProtocol(H11Protocol):
        _arriving: asyncio.TimerHandle | None = None
        _arriving_after: object = None
        _draining: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            # Pause as soon as anything waits, so that what waits is always watched.
            transport.set_write_buffer_limits(high=1, low=0)
            names = _allowed_names(web_file)
            if len(self.connections) > at_most:
                self._cut("there are too many connections")
            elif not allowed(transport.get_extra_info("peercert"), names):
                self._cut("a client certificate is for none of the allowed names")
            else:
                self._watch_arrival()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_arrival()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_timers()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._draining is None:
                self._draining = self.loop.call_later(
                    drain_timeout, self._cut, "a client does not read its answer"
                )

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._draining is not None:
                self._draining.cancel()
                self._draining = None

        def send_400_response(self, msg: str) -> None:
            if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                super().send_400_response(msg)
            else:
                self._cut("a client sent something that is not HTTP")

        def _watch_arrival(self) -> None:
            """Let the clock run while a request has begun and not ended; anew for each request."""
            incomplete = self.conn.their_state is h11.SEND_BODY or (
                self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None
            )
            if self._arriving is not None and (not incomplete or self._arriving_after is not self.cycle):
                self._arriving.cancel()
                self._arriving = None
            if incomplete and self._arriving is None and not self.transport.is_closing():
                self._arriving_after = self.cycle
                self._arriving = self.loop.call_later(
                    request_timeout, self._cut, "a client took too long to send its request"
                )

        def _cut(self, why: str) -> None:
            notice = reminder.note(why, "cut")
            if notice is not None:
                log.warning("a connection was cut", why=why, times=notice.count)
            self.transport.abort()

        def _stop_timers(self) -> None:
            for timer in (self._arriving, self._draining):
                if timer is not None:
                    timer.cancel()
            self._arriving = self._draining = None

    return BoundedProtocol


class Seldom(logging.Filter):
    """Lets a warning of uvicorn about a client through once a minute; errors always."""

    def __init__(self) -> None:
        super().__init__()
        self._reminder = Reminder(MINUTE)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is written."""
        return record.levelno >= logging.ERROR or self._reminder.note(record.msg, "said") is not None


def _allowed_names(web_file: WebFile) -> tuple[str, ...]:
    tls = web_file.config.tls_server_config
    return () if tls is None else tls.client_allowed_sans
