"""The rows beside the drawing: notifications, slates and the SCTE log, as a person reads them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from vos_exporter.collectors.options import NotificationOptions
from vos_exporter.relations.service_names import Services
from vos_exporter.vos.notification_classes import SEVERITIES, Reader
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.images import Image
from vos_exporter.vos.payloads.notifications import Notification
from vos_exporter.vos.payloads.scte import read_log
from vos_exporter.vos.payloads.services import Service
from vos_exporter.web.plant.trouble import Level
from vos_exporter.web.plant.wall import natural

_PATH = "/%:@!$&'()*+,=~"
"""Characters that mean something in a path; whatever else is odd in one is written as %XX."""

MOST_ROWS = 200
"""Rows of one page; how many there are is said."""

Rows = Iterator["Alarm | Slate | LogEntry"]
RowT = TypeVar("RowT", "Alarm", "Slate", "LogEntry")

LEVELS: Mapping[str, Level] = {
    "critical": Level.CRITICAL, "major": Level.WARNING, "minor": Level.WARNING, "warning": Level.WARNING,
    "info": Level.PLAIN, "other": Level.UNKNOWN,
}  # fmt: skip
"""Severity to how its row is marked."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One active notification.

    Attributes:
        severity: one of ours.
        level: how the row is marked.
        kind: its class, one of ours.
        title: in the words of VOS.
        channel: the name it carries.
        about: the object it carries.
        service_id: the service it is about, by id or an exact and unique name; empty where none can be told.
        created: when it was raised, in seconds since the epoch; ``None`` where VOS does not say.
    """

    severity: str
    level: Level
    kind: str
    title: str
    channel: str
    about: str
    service_id: str
    created: float | None


@dataclass(frozen=True, slots=True)
class Slate:
    """One picture.

    Attributes:
        image_id: of VOS.
        name: of VOS, else the last part of its address.
        href: where it is, without user, password and query; empty if that is no web address.
        shortened: there was more to the address than is shown.
    """

    image_id: str
    name: str
    href: str
    shortened: bool


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the SCTE log; its time in seconds since the epoch, ``None`` where the row does not say."""

    time: float | None
    level: Level
    kind: str
    event_type: str
    event_id: str
    service: str
    service_id: str
    message: str


def alarms(
    rows: Iterable[Notification], services: Sequence[Service], options: NotificationOptions
) -> list[Alarm]:
    """The active ones of ``rows``: the worst first, then the newest."""
    read, known = Reader(options), Services(services)
    found = []
    for row in rows:
        if row.active():
            kind, severity = read.kind(row)
            created = row.created()
            found.append(
                Alarm(
                    severity,
                    LEVELS[severity],
                    kind,
                    text(row.title),
                    text(row.channel_name),
                    text(row.object_name),
                    known.find(text(row.service_id), text(row.channel_name)),
                    None if created is None else created / 1000,
                )
            )
    weight = {severity: place for place, severity in enumerate(SEVERITIES)}
    return sorted(found, key=lambda one: (weight[one.severity], -(one.created or 0), one.title, one.channel))


def slates(rows: Iterable[Image], url: str) -> list[Slate]:
    """The pictures by name; an address without a host is below ``url``, that of the target."""
    found = []
    for row in rows:
        href, shortened = _address(text(row.url), url)
        found.append(Slate(text(row.id), row.shown_name() or text(row.id), href, shortened))
    return sorted(found, key=lambda one: (natural(one.name), one.image_id))


def _address(written: str, base: str) -> tuple[str, bool]:
    """Where a picture is, without what may let somebody in, and whether there was such."""
    if not written:
        return "", False
    try:
        parts = urlsplit(urljoin(f"{base}/", written.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return "", False
    if parts.scheme not in ("http", "https") or not host:
        return "", False
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    secret = bool(parts.query or parts.fragment or parts.username or parts.password)
    path = quote(parts.path.partition(";")[0], safe=_PATH, errors="replace")
    return urlunsplit((parts.scheme, netloc, path, "", "")), secret


def log_entries(rows: Sequence[Any], services: Sequence[Service]) -> list[LogEntry]:
    """The rows of the SCTE log, the newest first; what has no time comes last."""
    known = Services(services)
    entries = [
        LogEntry(
            row.time,
            Level.WARNING if row.event_class == "error" else Level.PLAIN,
            row.event_class,
            row.event_type,
            row.event_id,
            row.service,
            known.find(row.service, row.service),
            row.message,
        )
        for row in read_log(rows)
    ]
    return sorted(entries, key=lambda one: (one.time is None, -(one.time or 0)))


def matching(rows: Iterable[RowT], search: str, *fields: str) -> Iterator[RowT]:
    """Those of ``rows`` in whose ``fields`` every word of ``search`` stands, whatever the case."""
    words = search.casefold().split()
    for row in rows:
        shown = "\n".join(str(getattr(row, name)) for name in fields).casefold()
        if all(word in shown for word in words):
            yield row
