"""How the process itself fares: what it counts about its clients and its event loop."""

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vos_exporter.families import Declaration, Distribution, Family, counter, histogram
from vos_exporter.logs import lost_lines


class Cut(enum.StrEnum):
    """Why a client's connection was ended, or never begun."""

    TOO_MANY = "too_many"
    ADDRESS = "address"
    MADE_ROOM = "made_room"
    NO_FILES = "no_files"
    HANDSHAKE = "handshake"
    CERTIFICATE = "certificate"
    SILENT = "silent"
    SLOW_REQUEST = "slow_request"
    SLOW_READER = "slow_reader"
    NOT_HTTP = "not_http"

    @property
    def sentence(self) -> str:
        """For a log line."""
        return _SENTENCES[self]


_SENTENCES = {
    Cut.TOO_MANY: "there are too many connections",
    Cut.ADDRESS: "there are too many connections from one address",
    Cut.MADE_ROOM: "an idle connection made room for a new one",
    Cut.NO_FILES: "the process may open no more files",
    Cut.HANDSHAKE: "a TLS handshake failed or took too long",
    Cut.CERTIFICATE: "a client certificate is for none of the allowed names",
    Cut.SILENT: "a client connected and asked nothing",
    Cut.SLOW_REQUEST: "a client took too long to send its request",
    Cut.SLOW_READER: "a client does not read its answer",
    Cut.NOT_HTTP: "a client sent something that is not HTTP",
}


class Refused(enum.StrEnum):
    """Why a scrape was answered 503 before VOS was asked."""

    MAX_REQUESTS = "max_requests"
    TARGET = "target"


CUT = counter(
    "vos_exporter_connections_cut_total",
    "Connections of clients that the exporter ended or did not accept, by reason.",
    "reason",
)
REFUSED = counter(
    "vos_exporter_scrapes_refused_total",
    "Scrapes answered 503 because too many were under way: in the process, or that cannot be shared of one"
    " target.",
    "reason",
)
LINES_LOST = counter(
    "vos_exporter_log_lines_lost_total",
    "Lines of the log and of log streams that could not be written, or came faster than they could be.",
)
LOOP_LAG = histogram(
    "vos_exporter_event_loop_lag_seconds",
    "How late the event loop runs what is due, looked at ten times a second.",
    (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)  # fmt: skip

FAMILIES: tuple[Declaration, ...] = (CUT, REFUSED, LINES_LOST, LOOP_LAG)


@dataclass(slots=True)
class Vitals:
    """Counted since the process started.

    Attributes:
        connections_cut: how often, by why.
        scrapes_refused: how often, by why.
        loop_lag: seconds that the event loop was late.
    """

    connections_cut: Counter[Cut] = field(default_factory=Counter)
    scrapes_refused: Counter[Refused] = field(default_factory=Counter)
    loop_lag: Distribution = field(default_factory=lambda: Distribution(LOOP_LAG.buckets))

    def families(self) -> Iterable[Family]:
        """All of it now."""
        return (
            CUT.family([((reason.value,), self.connections_cut[reason]) for reason in Cut]),
            REFUSED.family([((reason.value,), self.scrapes_refused[reason]) for reason in Refused]),
            LINES_LOST.family([((), lost_lines())]),
        )
