"""Log rows in, samples out: what the tests of the SCTE log share."""

import json
from collections.abc import Mapping
from typing import Any

from tests.kits.collecting import decode
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import CollectorOptions, FieldOverride, ScteOptions
from vos_exporter.collectors.scte import ScteLogsCollector
from vos_exporter.vos.payloads.records import Record

NOW = 1_700_000_000.0
MS = NOW * 1000
SERVICE = "742fb875-19e0-4ce2-ad9f-7035af8f4fc3"


def row(number: int, **fields: Any) -> dict[str, Any]:
    """A log row in the assumed spelling, ``number`` seconds after ``NOW``."""
    return {
        "time": MS + number * 1000,
        "service": SERVICE,
        "spliceType": "insert",
        "eventId": number,
        "duration": 30.0,
        **fields,
    }


def records(*rows: Any, fields: Any = None) -> list[Record]:
    """``rows`` on the way they take in a scrape."""
    return decode("scte_logs", json.dumps(rows).encode(), fields=fields or {}).rows


class Scraper:
    """The SCTE log of one target over several scrapes."""

    def __init__(self, overrides: Mapping[str, FieldOverride] | None = None, **options: Any) -> None:
        self.options = CollectorOptions(scte_logs=ScteOptions(**options))
        self.overrides = overrides or {}
        self.memory: Any = None
        self.now = NOW
        self.ctx = Context(now=NOW)
        self.findings = Findings()

    def scrape(self, *rows: Any, truncated: bool = False, commit: bool = True) -> dict[str, dict[Any, float]]:
        """One scrape, 30 seconds after the last; samples by family name."""
        self.now += 30
        self.ctx = Context(self.now, self.options, self.overrides, truncated, self.memory)
        self.findings = Findings()
        families = ScteLogsCollector().collect(records(*rows, fields=self.overrides), self.ctx, self.findings)
        if commit:
            self.memory = self.findings.kept
        return {family.declaration.name: dict(family.samples) for family in families}

    def counts(self, *rows: Any, **how: Any) -> dict[str, float]:
        """Events observed since start by class, those that are not 0, after one more scrape."""
        samples = self.scrape(*rows, **how)["vos_scte35_log_events_total"]
        return {name: count for (name,), count in samples.items() if count}
