"""One scrape of one target: all enabled routes at once, none in the way of another, within the budget."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from vos_exporter.client import Client
from vos_exporter.clock import Clock
from vos_exporter.collectors.options import Event
from vos_exporter.config import TargetSettings
from vos_exporter.scrape import about
from vos_exporter.scrape.asking import Asking, answered
from vos_exporter.scrape.finishing import finish
from vos_exporter.scrape.judging import judged
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.memo import Memo
from vos_exporter.scrape.planning import Plan, planned
from vos_exporter.scrape.relating import Relating
from vos_exporter.scrape.result import Outcome, RouteReport, Scrape, readings
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.routes import BY_KEY, Route


@dataclass(frozen=True, slots=True)
class Run:
    """What one scrape is made with.

    Attributes:
        settings: of the target, from beginning to end.
        client: the target's client.
        ledgers: what is remembered of each route; the run adds to it.
        selection: keys of the routes that were asked for.
        budget: seconds the routes may take.
        grace: seconds after those in which their families must be put together.
        clock: the clocks.
        emit: takes the log lines of a route that is ``ok``.
        memo: what the same bytes gave last time.
        lane: the target's work beside the event loop.
        recheck: ask routes again that are waiting because they are unsupported.
        first: its requests go before those of runs without this, where connections are few.
    """

    settings: TargetSettings
    client: Client
    ledgers: Mapping[str, RouteLedger]
    selection: frozenset[str]
    budget: float
    grace: float
    clock: Clock
    emit: Callable[[str, Sequence[Event]], None]
    memo: Memo
    lane: Lane
    recheck: bool = False
    first: bool = True

    async def scrape(self) -> Scrape:
        """Ask, judge, relate, merge. Nothing a route does raises here."""
        began, began_at = self.clock.monotonic(), self.clock.wall()
        plan = planned(
            self.selection,
            self.settings.routes,
            self.ledgers,
            began,
            recheck=self.recheck,
            one_asks_first=self.client.one_asks_first,
        )
        exchange = self.client.begin(first=self.first)
        deadline = asyncio.get_running_loop().time() + self.budget
        asking = Asking(
            self.settings,
            exchange,
            self.ledgers,
            self.clock,
            began,
            began_at,
            deadline,
            self.emit,
            self.memo,
            self.lane,
        )
        reports = await self._reports(plan, asking)
        asked, read = self.clock.monotonic(), readings(reports)
        relating = Relating(read, self.settings, began_at, self.memo, self.lane, deadline + self.grace)
        finished = await finish(relating, read, self.ledgers)
        scrape = Scrape(
            began_at=began_at,
            duration=self.clock.monotonic() - began,
            budget=self.budget,
            up=exchange.authenticated and _any_ok(reports),
            routes=reports,
            clock_skew=_clock_skew(reports),
            unmapped=_unmapped(reports),
            parts=finished.parts,
            late=finished.late,
            finishing=self.clock.monotonic() - asked,
        )
        own = about.encoded(scrape, self.settings, self.ledgers, self.client.status)
        return replace(scrape, parts=(*finished.parts, *own))

    async def _reports(self, plan: Plan, asking: Asking) -> dict[str, RouteReport]:
        """A report per selected route, in the order of the table; the ledgers get them even if cancelled."""
        made: dict[str, RouteReport] = {}
        try:
            await _ask_all(plan.asked, asking, made)
            if await asking.may_ask_again(made):
                again = answered(made)
                await _ask_all([route for route in plan.asked if route.key in again], asking, made)
        finally:
            given_up = {route.key: asking.given_up() for route in plan.asked if route.key not in made}
            asked = judged({**made, **given_up}, self.settings.routes, self.ledgers)
            recheck_at = self.clock.monotonic() + self.settings.unsupported_recheck
            for key, report in asked.items():
                self.ledgers[key].enter(report, recheck_at)
        reports = {**plan.skipped, **asked}
        return {key: reports[key] for key in BY_KEY if key in reports}


async def _ask_all(routes: Iterable[Route], asking: Asking, made: dict[str, RouteReport]) -> None:
    """Ask all ``routes`` at once; each report goes into ``made`` when it is there."""

    async def ask(route: Route) -> None:
        made[route.key] = await asking.report(route)

    async with asyncio.TaskGroup() as group:
        for route in routes:
            group.create_task(ask(route), name=f"route {route.key}")


def _any_ok(reports: Mapping[str, RouteReport]) -> bool:
    return any(report.outcome is Outcome.OK for report in reports.values())


def _clock_skew(reports: Mapping[str, RouteReport]) -> float | None:
    skews = [report.clock_skew for report in reports.values() if report.clock_skew is not None]
    return median(skews) if skews else None


def _unmapped(reports: Mapping[str, RouteReport]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for report in reports.values():
        if report.reading is not None:
            for name, values in report.reading.findings.unmapped.items():
                found[name] |= values
    return dict(found)
