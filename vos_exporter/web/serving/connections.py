"""How long a connection may take, how many there may be, and whose certificate they need."""

import asyncio
import logging
import resource
from dataclasses import dataclass, field

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from vos_exporter.logs import Reminder
from vos_exporter.vitals import Cut, Vitals
from vos_exporter.web.serving.crowd import Crowd
from vos_exporter.web.serving.tls import allowed
from vos_exporter.web.serving.unread import Unread
from vos_exporter.web.serving.web_file import WebFile

REQUEST_TIMEOUT = 10.0
"""Seconds from the first byte of a request (or from connecting) to its last."""

DRAIN_TIMEOUT = 30.0
"""Seconds in which a client must take what is kept in memory for it."""

UNREAD_LIMIT = 64 * 1024 * 1024
"""Bytes that are kept in memory for all clients together who do not read them."""

CONNECTION_LIMIT = 2_048
"""Connections of clients at the same time, where the process may open files enough; of one address half."""

UNREMARKABLE = frozenset({Cut.SILENT, Cut.MADE_ROOM})
"""What well-behaved clients meet as well: browsers connect ahead of what they may ask."""

MINUTE = 60.0
"""Seconds between two lines about what clients do wrong."""

log = structlog.get_logger(__name__)


def connection_limit() -> int:
    """Connections at the same time: half the files we may open, because VOS needs connections, too."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTION_LIMIT if soft == resource.RLIM_INFINITY else min(CONNECTION_LIMIT, soft // 2)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What clients may cost.

    Attributes:
        connections: at the same time, from their first packet on.
        per_address: of those, from one address (IPv6: from one /64 network).
        request_timeout: seconds a request may take to arrive.
        drain_timeout: seconds an answer may wait in memory for its reader.
        unread: bytes of answers that may wait for their readers.
    """

    connections: int = field(default_factory=connection_limit)
    per_address: int = field(default_factory=lambda: connection_limit() // 2)
    request_timeout: float = REQUEST_TIMEOUT
    drain_timeout: float = DRAIN_TIMEOUT
    unread: int = UNREAD_LIMIT


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 of uvicorn with our bounds; :func:`protocol` makes it for a server."""

    web_file: WebFile
    bounds: Bounds
    reminder: Reminder
    vitals: Vitals
    crowd: Crowd
    unread: Unread
    beginning: asyncio.Task[None] | None = None
    _arriving: asyncio.TimerHandle | None = None
    _arriving_after: object = None
    _draining: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let it in, or cut it."""
        super().connection_made(transport)
        # Pause as soon as anything waits, so that what waits is always watched.
        transport.set_write_buffer_limits(high=1, low=0)
        names = _allowed_names(self.web_file)
        if not allowed(transport.get_extra_info("peercert"), names):
            self._cut(Cut.CERTIFICATE)
        else:
            self._watch_arrival()

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        super().data_received(data)
        if self._working:
            self.crowd.works(self)
        self._watch_arrival()

    def on_response_complete(self) -> None:
        """An answer went out; perhaps the next request was there already."""
        super().on_response_complete()
        if not self._working:
            self.crowd.idles(self)

    @property
    def _working(self) -> bool:
        """Whether an answer is due."""
        return self.cycle is not None and not self.cycle.response_complete

    def give_way(self, why: Cut) -> None:
        """End, since there is no room for a connection that does nothing."""
        if self.beginning is not None:
            self.beginning.cancel()
        self._cut(why)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_timers()
        self.crowd.leave(self)
        self.unread.read(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client reads slower than we write."""
        super().pause_writing()
        self.unread.waits(self, self.transport.get_write_buffer_size())
        if self._draining is None:
            self._draining = self.loop.call_later(self.bounds.drain_timeout, self._cut, Cut.SLOW_READER)

    def resume_writing(self) -> None:
        """It has read everything."""
        super().resume_writing()
        self.unread.read(self)
        if self._draining is not None:
            self._draining.cancel()
            self._draining = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; once an answer has begun, there is only the end."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self._cut(Cut.NOT_HTTP)

    def _watch_arrival(self) -> None:
        """Let the clock run while a request has begun and not ended; anew for each request.

        A new connection counts as begun: it is idle, but uvicorn's clock for idle connections does not run.
        One request is told from the next by uvicorn's cycle, which is another one for each head; bytes that
        trickle in never start the clock anew.
        """
        incomplete = self.conn.their_state is h11.SEND_BODY or (
            self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None
        )
        if self._arriving is not None and (not incomplete or self._arriving_after is not self.cycle):
            self._arriving.cancel()
            self._arriving = None
        if incomplete and self._arriving is None and not self.transport.is_closing():
            self._arriving_after = self.cycle
            self._arriving = self.loop.call_later(self.bounds.request_timeout, self._late)

    def _late(self) -> None:
        received, _ = self.conn.trailing_data
        if received or self.conn.their_state is not h11.IDLE:
            self._cut(Cut.SLOW_REQUEST)
        else:
            self._cut(Cut.SILENT)

    def _cut(self, why: Cut) -> None:
        self.was_cut(why)
        if self.transport is not None:
            self.transport.abort()

    @classmethod
    def was_cut(cls, why: Cut) -> None:
        """Count a connection that ended for ``why``, and say so once a minute."""
        cls.vitals.connections_cut[why] += 1
        notice = None if why in UNREMARKABLE else cls.reminder.note(why, "cut")
        if notice is not None:
            log.warning("a connection was cut", why=why.sentence, times=notice.count)

    def _stop_timers(self) -> None:
        for timer in (self._arriving, self._draining):
            if timer is not None:
                timer.cancel()
        self._arriving = self._draining = None


def protocol(
    web_file: WebFile, bounds: Bounds | None = None, vitals: Vitals | None = None
) -> type[BoundedProtocol]:
    """What a server speaks: for clients that ``web_file`` lets in, within ``bounds`` (ours by default)."""

    class Protocol(BoundedProtocol):
        pass

    Protocol.web_file, Protocol.bounds = web_file, bounds or Bounds()
    Protocol.reminder, Protocol.vitals = Reminder(MINUTE), vitals or Vitals()
    Protocol.unread = Unread(Protocol.bounds.unread)
    Protocol.crowd = Crowd(Protocol.bounds.connections, Protocol.bounds.per_address)
    return Protocol


class RateLimitFilter(logging.Filter):
    """Lets what uvicorn says about clients through once a minute; what breaks, our application says."""

    def __init__(self) -> None:
        super().__init__()
        self._reminder = Reminder(MINUTE)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is written."""
        return self._reminder.note(record.msg, "said") is not None


def _allowed_names(web_file: WebFile) -> tuple[str, ...]:
    tls = web_file.config.tls_server_config
    return () if tls is None else tls.client_allowed_sans
