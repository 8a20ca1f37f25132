"""Telling a route that this system does not have from one that failed, which needs to see all routes."""

from collections.abc import Mapping
from dataclasses import replace

from vos_exporter.config import RouteSettings
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.result import Outcome, RouteReport
from vos_exporter.vos.routes import BY_KEY, Evidence

NOT_THERE = frozenset({204, 404, 405, 410, 501})
"""Statuses that say a route does not exist on this system."""

TIMES = 3
"""So many times running the same refusal says so too, on a route that not every system has."""


def judged(
    reports: Mapping[str, RouteReport],
    settings: Mapping[str, RouteSettings],
    ledgers: Mapping[str, RouteLedger],
) -> dict[str, RouteReport]:
    """``reports`` by route key, those of routes that this system does not have as ``unsupported``."""
    if not any(report.outcome is Outcome.OK and _everybody_has(key) for key, report in reports.items()):
        return dict(reports)
    return {
        key: replace(report, outcome=Outcome.UNSUPPORTED, reason=None)
        if report.outcome is Outcome.FAILED and _unsupported(key, report, settings[key], ledgers[key])
        else report
        for key, report in reports.items()
    }


def _unsupported(key: str, report: RouteReport, settings: RouteSettings, ledger: RouteLedger) -> bool:
    if ledger.last_ok is not None:
        return False
    if report.status in NOT_THERE:
        return True
    if not _everybody_has(key) and report.refusal and ledger.times_refused(report) >= TIMES:
        return True
    route = BY_KEY[key]
    assumed = route.path_evidence is Evidence.ASSUMED and settings.path == route.path
    return assumed and (report.status == 403 or report.not_json)


def _everybody_has(key: str) -> bool:
    """Whether public scripts use the route, so that a system that works has it."""
    return BY_KEY[key].path_evidence is Evidence.SCRIPTS
