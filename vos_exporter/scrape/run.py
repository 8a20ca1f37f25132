"""One scrape of one target: all enabled routes at once, none in the way of another, within the budget."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from vos_exporter.client import Client, Exchange, Reason, Request, RequestFailed, Response
from vos_exporter.collectors.options import Event
from vos_exporter.config import Target
from vos_exporter.exposition import Encoded, merged
from vos_exporter.logs import origin
from vos_exporter.scrape import about, relating
from vos_exporter.scrape.ledger import Outcome, Rejection, RouteLedger
from vos_exporter.scrape.reading import Reading, read
from vos_exporter.scrape.result import RouteReport, Scrape
from vos_exporter.vos.decoding import BodyError, BodyTooLarge, is_json
from vos_exporter.vos.routes import ROUTES, Evidence, Route

NOT_THERE = frozenset({404, 405, 501})
"""Statuses that say a route does not exist on this system."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Run:
    """One scrape, from the plan to the families.

    Attributes:
        target: the settings the scrape works with from beginning to end.
        client: the target's client.
        ledgers: what is remembered of each route; this run adds to it.
        selection: keys of the routes that were asked for.
        budget: seconds this scrape may take.
        recheck: ask routes again that are waiting because they are unsupported.
        emit: takes the log lines of a route that is ``ok``.
        now: wall clock, seconds since the epoch.
    """

    target: Target
    client: Client
    ledgers: Mapping[str, RouteLedger]
    selection: frozenset[str]
    budget: float
    recheck: bool = False
    emit: Callable[[str, Sequence[Event]], None] = lambda route, events: None
    now: Callable[[], float] = time.time
    reports: dict[str, RouteReport] = field(default_factory=dict)
    began: float = 0.0
    began_at: float = 0.0

    async def scrape(self) -> Scrape:
        """Run it. Nothing a route does raises here."""
        self.began, self.began_at = time.monotonic(), self.now()
        routes = [route for route in ROUTES if route.key in self.selection]
        exchange = self.client.begin()
        try:
            await self._ask([route for route in routes if self._planned(route)], exchange)
        except asyncio.CancelledError:
            self._settle()
            raise
        self.reports = {route.key: self.reports[route.key] for route in routes}
        self._settle()
        up = exchange.authenticated and self._any_ok()
        parts = await self._parts()
        duration = time.monotonic() - self.began
        parts += about.encoded(self, up=up, duration=duration)
        return Scrape(parts, up, self.reports, duration, self.budget)

    def _planned(self, route: Route) -> bool:
        """Whether ``route`` is asked in this scrape; if not, its report says why."""
        if not self.target.routes[route.key].enabled:
            self.reports[route.key] = RouteReport(Outcome.DISABLED, asked=False)
            return False
        ledger = self.ledgers[route.key]
        waiting = ledger.outcome is Outcome.UNSUPPORTED and time.monotonic() < ledger.recheck_at
        if waiting and not self.recheck:
            detail = "this system does not have it; it is asked again later"
            self.reports[route.key] = RouteReport(Outcome.UNSUPPORTED, asked=False, detail=detail)
            return False
        return True

    async def _ask(self, routes: list[Route], exchange: Exchange) -> None:
        """Ask all ``routes`` at once; those that were slow last time get the first connections."""
        slow_first = sorted(routes, key=lambda route: -(self.ledgers[route.key].last_duration or 0))
        async with asyncio.TaskGroup() as group:
            for route in slow_first:
                group.create_task(self._report(route, exchange), name=f"route {route.key}")

    async def _report(self, route: Route, exchange: Exchange) -> None:
        report = RouteReport(Outcome.FAILED, started=time.monotonic() - self.began)
        self._fail(report, Reason.TIMEOUT, "the scrape was given up before the answer was complete")
        self.reports[route.key] = report
        try:
            async with asyncio.timeout_at(self._deadline()):
                await self._fetch(route, exchange, report)
        except TimeoutError:
            self._fail(report, Reason.TIMEOUT, "no complete answer in the time allowed")
        except RequestFailed as failure:
            report.status = failure.status
            report.not_json = failure.reason is Reason.DECODE and failure.status == 200
            self._fail(report, failure.reason, failure.detail)
        except BodyError as error:
            reason = Reason.TOO_LARGE if isinstance(error, BodyTooLarge) else Reason.DECODE
            self._fail(report, reason, str(error))
        except Exception as error:
            log.error(
                "a route broke its collector", target=self.target.name, route=route.key, **origin(error)
            )
            self._fail(
                report, Reason.DECODE, f"the exporter could not read the answer ({type(error).__name__})"
            )
        finally:
            report.duration = exchange.durations.get(route.key)

    def _deadline(self) -> float:
        """When the budget ends, by the event loop's clock."""
        return asyncio.get_running_loop().time() + self.began + self.budget - time.monotonic()

    async def _fetch(self, route: Route, exchange: Exchange, report: RouteReport) -> None:
        settings = self.target.routes[route.key]
        request = Request(
            settings.path, settings.params, self.target.max_response_size, timeout=settings.timeout
        )
        response = await exchange.get(route.key, request)
        report.status, report.size = response.status, len(response.body)
        report.clock_skew = response.clock_skew
        await self._read(route, response, report)

    async def _read(self, route: Route, response: Response, report: RouteReport) -> None:
        """Collect under the route's turn, so that what it remembers never goes backwards."""
        ledger = self.ledgers[route.key]
        async with ledger.turn:
            try:
                reading = await read(
                    route, self.target, response, self.began_at, ledger.memory, ledger.knowledge
                )
            except BodyError:
                report.not_json = not is_json(response.body)
                raise
            ledger.memory, ledger.knowledge = reading.findings.kept, reading.decoded.knowledge
            self.emit(route.key, reading.findings.events)
        self._accept(route, reading, report)

    def _accept(self, route: Route, reading: Reading, report: RouteReport) -> None:
        report.outcome, report.reason, report.detail = Outcome.OK, None, ""
        report.items = reading.decoded.items
        report.rows, report.parts = reading.decoded.rows, reading.parts
        report.rejected, report.unmapped = reading.rejected, reading.findings.unmapped
        report.truncated = reading.truncated

    @staticmethod
    def _fail(report: RouteReport, reason: Reason, detail: str) -> None:
        report.outcome = Outcome.TIMEOUT if reason is Reason.TIMEOUT else Outcome.FAILED
        report.reason, report.detail = reason, detail

    def _any_ok(self) -> bool:
        return any(report.outcome is Outcome.OK for report in self.reports.values())

    def _settle(self) -> None:
        """Tell unsupported from failed, which needs all routes, and write the ledgers."""
        any_ok = self._any_ok()
        for route in ROUTES:
            report = self.reports.get(route.key)
            if report is None:
                continue
            if report.outcome is Outcome.FAILED and any_ok and self._unsupported(route, report):
                report.outcome, report.reason = Outcome.UNSUPPORTED, None
            if report.asked:
                self.ledgers[route.key].enter(report, self.now(), self._recheck_at())

    def _recheck_at(self) -> float:
        return time.monotonic() + self.target.unsupported_recheck

    def _unsupported(self, route: Route, report: RouteReport) -> bool:
        if self.ledgers[route.key].was_ok:
            return False
        if report.status in NOT_THERE:
            return True
        path = self.target.routes[route.key].path
        assumed = route.path_evidence is Evidence.ASSUMED and path == route.path
        return assumed and (report.status == 403 or report.not_json)

    async def _parts(self) -> list[Encoded]:
        """What the routes and the relations gave, each family once and within its limit of series."""
        rows = {key: report.rows for key, report in self.reports.items() if report.outcome is Outcome.OK}
        related = await relating.relate(rows, self.target, self.began_at)
        for key, rejected in related.rejected.items():
            self.ledgers[key].rejected.update(rejected)
        sourced = [(key, part) for key, report in self.reports.items() for part in report.parts]
        parts, dropped = merged(related.parts + sourced, self.target.series_limit)
        for key, count in dropped.items():
            self.ledgers[key].rejected[Rejection.LIMIT] += count
        return parts
