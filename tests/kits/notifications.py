"""Rows in, samples out: what the tests of notifications share."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.kits.collecting import decode
from vos_exporter.collectors.base import Collector, Context, Findings
from vos_exporter.collectors.notifications import NotificationsCollector
from vos_exporter.collectors.options import CollectorOptions, NotificationOptions
from vos_exporter.vos.payloads.notifications import Notification

NOW = 1_700_000_000.0
MS = NOW * 1000

Samples = Mapping[str, Mapping[tuple[str, ...], float]]


def note(number: int, **fields: Any) -> dict[str, Any]:
    """A notification as VOS answers it, raised ``number`` milliseconds after ``NOW``."""
    return {
        "id": f"n-{number}",
        "severity": "MAJOR",
        "state": "ACTIVE",
        "title": "Input signal lost",
        "creationTime": MS + number,
        "resolvedTime": None,
        "channelName": "demo-1",
        "objectName": f"object-{number}",
        **fields,
    }


def decoded(rows: Sequence[Any]) -> list[Notification]:
    """``rows`` on the way they take in a scrape."""
    return decode("notifications", json.dumps(rows).encode()).rows if rows else []


def collect(
    collector: Collector[Any], payload: Sequence[Any], ctx: Context, findings: Findings | None = None
) -> Samples:
    """Samples by family name; no series twice."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in collector.collect(payload, ctx, findings or Findings()):
        assert family.declaration in collector.families
        samples = dict(family.samples)
        assert len(samples) == len(family.samples)
        assert all(len(labels) == len(family.declaration.labels) for labels in samples)
        found[family.declaration.name] = samples
    return found


class Scraper:
    """The notifications of one target over several scrapes."""

    def __init__(self, **options: Any) -> None:
        self.options = CollectorOptions(notifications=NotificationOptions(**options))
        self.memory: Any = None
        self.now = NOW
        self.ctx = Context(now=NOW)
        self.findings = Findings()

    def scrape(
        self, *rows: Any, truncated: bool = False, commit: bool = True, now: float | None = None
    ) -> Samples:
        """One scrape, 30 seconds after the last."""
        self.now += 30
        at = self.now if now is None else now
        self.ctx = Context(now=at, options=self.options, truncated=truncated, memory=self.memory)
        self.findings = Findings()
        samples = collect(NotificationsCollector(), decoded(rows), self.ctx, self.findings)
        if commit:
            self.memory = self.findings.kept
        return samples

    def observed(self, *rows: Any, **how: Any) -> float:
        """How many notifications were observed since start, after one more scrape."""
        return sum(self.scrape(*rows, **how)["vos_notifications_observed_total"].values())

    def events(self, *rows: Any, **how: Any) -> list[tuple[str, str]]:
        """Event and id of each line of one more scrape."""
        self.scrape(*rows, **how)
        return [(event["event"], event["id"]) for event in self.findings.events]
