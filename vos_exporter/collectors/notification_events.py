"""The log stream of notifications: each new, changed and resolved one, once.

The first answer is the baseline and writes nothing. Two runs may overlap: an answer that was asked for before
the latest one tells only what is new, because what it misses is not resolved.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.observed import REMEMBERED, Observed
from vos_exporter.collectors.options import Event
from vos_exporter.vos.notification_classes import Reader
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.notifications import Notification
from vos_exporter.vos.times import stamp

Open = Mapping[int, Notification]
"""Key to the last known form of each notification that is not over."""


class Before(Protocol):
    """What the last committed scrape knew."""

    @property
    def observed(self) -> Observed:
        """The notifications seen so far."""

    @property
    def open(self) -> Open | None:
        """The notifications not over yet; ``None`` where the stream was off."""

    @property
    def at(self) -> float:
        """When the scrape of the latest answer began, in epoch seconds."""


def follow(
    rows: Mapping[int, Notification],
    fresh: Collection[int],
    before: Before | None,
    ctx: Context,
    findings: Findings,
    read: Reader,
) -> Open | None:
    """Append the events of this answer to ``findings.events``.

    Args:
        rows: the notifications of the answer by key.
        fresh: the keys that were never seen before and are no old rows that surfaced.
        before: what the last committed scrape knew, if there was one.
        ctx: gives the options and the time of the scrape.
        findings: takes the events.
        read: severity and class.

    Returns:
        The notifications that are open after it; ``None`` where the stream is off.
    """
    if not ctx.options.notifications.log:
        return None
    if before is None or before.open is None:
        return {key: row for key, row in rows.items() if not is_over(row)}
    if ctx.now < before.at:
        rows = {key: rows[key] for key in fresh}
    for key, row in rows.items():
        name = what_happened(row, before.open.get(key), key in fresh, key in before.observed.seen)
        if name:
            findings.events.append(event(name, row, ctx.now, read))
    gone = {key: row for key, row in before.open.items() if key not in rows}
    now_open = {key: row for key, row in rows.items() if not is_over(row)}
    if ctx.truncated or ctx.now < before.at:
        room = max(0, REMEMBERED - len(now_open))
        return {**dict(list(gone.items())[:room]), **now_open}
    findings.events.extend(event("resolved", row, ctx.now, read) for row in gone.values())
    return now_open


def is_over(row: Notification) -> bool:
    """Whether VOS says that ``row`` is resolved."""
    return row.over()


def what_happened(row: Notification, was: Notification | None, fresh: bool, seen: bool) -> str:
    """The event that ``row`` is, or nothing; ``was`` is the same notification while it was open."""
    if fresh:
        return "new"
    if is_over(row):
        return "resolved" if was else ""
    if was:
        return "changed" if shown(was) != shown(row) else ""
    return "changed" if seen else ""


def shown(row: Notification) -> tuple[Any, ...]:
    """The fields whose change is worth a line."""
    return row.state, row.severity, row.title


def event(name: str, row: Notification, now: float, read: Reader) -> Event:
    """One line: what happened to ``row``, when we saw it (epoch seconds), and all that VOS says of it."""
    kind, severity = read.kind(row)
    return {
        "event": name,
        "time": stamp(now * 1000),
        "severity": severity,
        "severity_raw": text(row.severity),
        "class": kind,
        "state": text(row.state),
        "title": text(row.title),
        "channel": text(row.channel_name),
        "object": text(row.object_name),
        "id": text(row.id),
        "type": text(row.type),
        "service_id": text(row.service_id),
        "created": stamp(row.created()),
        "resolved": stamp(row.resolved()),
    }
