"""One target, examined: the way, the login, then each route, one request at a time; nothing but reading."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from vos_exporter.client import Reason
from vos_exporter.client.access import NOT_LET_IN
from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.config import AuthMethod, TargetSettings
from vos_exporter.config.amending import Amendment, lines
from vos_exporter.doctor import judging
from vos_exporter.doctor.discovery import MOST_REQUESTS, sought
from vos_exporter.doctor.findings import Finding, Severity
from vos_exporter.doctor.login import refused, taken
from vos_exporter.doctor.report import Diagnosis, Outcome, RouteFound
from vos_exporter.doctor.search import Search, with_path
from vos_exporter.doctor.way import walked
from vos_exporter.scrape import RouteReport, select
from vos_exporter.target import Target
from vos_exporter.vos.routes import ROUTES, Route

SKEW = 30.0
"""Seconds that two clocks may differ before somebody should look."""

_NO_WAY_ON = frozenset({Reason.AUTH, Reason.CONNECT, Reason.TLS})
"""Why no further route is asked after the first: none would come further."""


def plan(settings: TargetSettings, *, probe: bool = False) -> str:
    """What :func:`examine` will do, in a sentence, before it does."""
    routes = sum(route.enabled for route in settings.routes.values())
    more = f", then at most {MOST_REQUESTS} more to look for what is not there" if probe else ""
    return (
        f"{settings.name}: one login at {settings.url}, then {routes} routes, one GET at a time{more};"
        " nothing is written there."
    )


async def examine(
    settings: TargetSettings,
    tell: Callable[[RouteFound], None],
    *,
    probe: bool = False,
    recorded: Mapping[str, bytes] | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> Diagnosis:
    """What this system answers.

    Args:
        settings: of the target.
        tell: is given each route as soon as it was asked.
        probe: also look for the routes that are not where we assumed them.
        recorded: path to what a browser was answered there.
        clock: the clocks.
    """
    diagnosis = Diagnosis(settings.name, await walked(settings, clock))
    if diagnosis.findings[-1].severity is Severity.ERROR:
        return diagnosis
    settings = _without_streams(settings)
    target = Target(settings, clock=clock)
    try:
        await _Examination(target, diagnosis, tell, clock).ask_all()
        lost = [route for route in ROUTES if _is_lost(diagnosis, route)]
        if lost and (probe or recorded):
            search = Search(settings, target.client, clock, recorded or {}, probe)
            await _look_for(lost, search, diagnosis, tell)
    finally:
        await target.aclose()
    return diagnosis


def _without_streams(settings: TargetSettings) -> TargetSettings:
    """``settings`` by which no line of a log stream is written: those are the exporter's to write, once."""
    own = settings.collectors
    replace = msgspec.structs.replace
    notifications, scte = replace(own.notifications, log=False), replace(own.scte_logs, log=False)
    return replace(settings, collectors=replace(own, notifications=notifications, scte_logs=scte))


def _is_lost(diagnosis: Diagnosis, route: Route) -> bool:
    """Whether ``route`` was asked where we assumed it, and is not there."""
    found = [seen for seen in diagnosis.routes if seen.key == route.key]
    lost = (Outcome.NOT_THERE, Outcome.NOT_READ)
    return sought(route) and any(seen.outcome in lost and seen.path == route.path for seen in found)


async def _look_for(
    lost: Sequence[Route], search: Search, diagnosis: Diagnosis, tell: Callable[[RouteFound], None]
) -> None:
    """Look for ``lost`` routes, and examine each where it is found."""
    known = await search.known()
    for route in lost:
        proposal = await search.find(route, known)
        if proposal is None:
            continue
        settings = with_path(search.settings, route, proposal.value)
        target = Target(settings, client=search.client, clock=search.clock)
        there = Diagnosis(diagnosis.target)
        await _Examination(target, there, tell, search.clock, let_in=True).ask(route)
        diagnosis.routes = [seen for seen in diagnosis.routes if seen.key != route.key] + there.routes
        diagnosis.proposals += [proposal, *there.proposals]
        sentence = f"It is at {proposal.value}: {proposal.reason}."
        mend = lines([Amendment(proposal.path, proposal.value)])
        diagnosis.findings = [one for one in diagnosis.findings if one.about != route.key]
        diagnosis.findings += [Finding(Severity.WARNING, route.key, sentence, mend), *there.findings]


class _Examination:
    """The routes of one target, asked one after the other."""

    def __init__(
        self,
        target: Target,
        diagnosis: Diagnosis,
        tell: Callable[[RouteFound], None],
        clock: Clock,
        *,
        let_in: bool = False,
    ) -> None:
        self._target, self._diagnosis, self._tell, self._clock = target, diagnosis, tell, clock
        self._settings = target.settings
        self._let_in = self._dated = let_in

    async def ask_all(self) -> None:
        """Ask every route that is enabled, until it is clear that none will answer."""
        for route in ROUTES:
            report = await self._report(route)
            if report.asked and not self._let_in:
                if self._is_the_end(report):
                    self._diagnosis.findings.append(refused(self._settings, report))
                    return
                self._let_in = True
                self._diagnosis.findings.append(taken(self._settings, self._target.client, self._clock))
            self._enter(route, report)

    async def ask(self, route: Route) -> None:
        """Ask one route."""
        self._enter(route, await self._report(route))

    async def _report(self, route: Route) -> RouteReport:
        scrape = await self._target.scrape(select([route.key]), self._settings.timeout, debug=True)
        return scrape.routes[route.key]

    def _is_the_end(self, report: RouteReport) -> bool:
        if self._settings.auth.method is AuthMethod.BASIC and report.status in NOT_LET_IN:
            return True
        return report.status is None and report.reason in _NO_WAY_ON

    def _enter(self, route: Route, report: RouteReport) -> None:
        own = self._settings.routes[route.key]
        seen = judging.found(route, own, report)
        self._tell(seen)
        self._diagnosis.routes.append(seen)
        self._about_clock(report)
        self._diagnosis.findings += judging.findings(route, own, report, seen)
        if seen.outcome is Outcome.READ:
            self._diagnosis.proposals += judging.proposals(route, seen)

    def _about_clock(self, report: RouteReport) -> None:
        """Compare the clocks once, by the first answer that says the time."""
        skew = report.clock_skew
        if self._dated or skew is None:
            return
        self._dated = True
        if abs(skew) > SKEW:
            side = "ahead of" if skew > 0 else "behind"
            sentence = f"The clock of VOS is {abs(skew):.0f} s {side} that of this machine: see NTP on both."
            self._diagnosis.findings.append(Finding(Severity.WARNING, "clock", sentence))
