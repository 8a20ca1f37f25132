"""One route of one scrape: ask, read, and report what became of it, whatever that is."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from vos_exporter.client import Exchange, Reason, Request, RequestFailed, Response
from vos_exporter.clock import Clock, Stopwatch
from vos_exporter.collectors.options import Event
from vos_exporter.config import TargetSettings
from vos_exporter.logs import exception_fields
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.reading import read
from vos_exporter.scrape.result import Outcome, Reading, RouteReport
from vos_exporter.vos.payloads.decoding import BodyError, NotJson
from vos_exporter.vos.routes import Route

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why nothing came of a route, as its report tells it."""

    reason: Reason
    detail: str
    status: int | None = None
    not_json: bool = False


GIVEN_UP = _Failure(Reason.TIMEOUT, "the scrape was given up before the answer was complete")
LATE = _Failure(Reason.TIMEOUT, "no complete answer in the time allowed")


@dataclass(frozen=True, slots=True)
class Asking:
    """What the routes of one scrape have in common.

    Attributes:
        settings: of the target.
        exchange: the requests of this scrape.
        ledgers: what is remembered of each route.
        clock: the clocks.
        began: when the scrape began, in monotonic seconds.
        began_at: the same in seconds since the epoch.
        deadline: when the budget ends, by the event loop's clock.
        emit: takes the log lines of a route that is ``ok``.
    """

    settings: TargetSettings
    exchange: Exchange
    ledgers: Mapping[str, RouteLedger]
    clock: Clock
    began: float
    began_at: float
    deadline: float
    emit: Callable[[str, Sequence[Event]], None]

    async def report(self, route: Route) -> RouteReport:
        """What became of ``route``. Nothing that VOS or a collector does raises here."""
        started, stopwatch = self.clock.monotonic() - self.began, Stopwatch(self.clock)
        response: Response | None = None
        result: Reading | _Failure
        try:
            async with asyncio.timeout_at(self.deadline):
                response = await self._response(route, stopwatch)
                result = await self._reading(route, response)
        except Exception as error:
            result = self._failure(route, error)
        return self._reported(started, stopwatch.seconds, response, result)

    def given_up(self) -> RouteReport:
        """What is said of a route whose scrape was cancelled meanwhile."""
        return self._reported(0.0, None, None, GIVEN_UP)

    async def _response(self, route: Route, stopwatch: Stopwatch) -> Response:
        settings = self.settings.routes[route.key]
        request = Request(
            settings.path, settings.params, self.settings.max_response_size, timeout=settings.timeout
        )
        return await self.exchange.get(route.key, request, stopwatch)

    async def _reading(self, route: Route, response: Response) -> Reading:
        """Read under the route's turn, so that what its collector remembers never goes backwards."""
        ledger = self.ledgers[route.key]
        async with ledger.turn:
            reading = await read(route, self.settings, response.body, self.began_at, ledger.memory)
            ledger.memory = reading.findings.kept
            self.emit(route.key, reading.findings.events)
        self.exchange.accepted(route.key)
        return reading

    async def may_ask_again(self, reports: Mapping[str, RouteReport]) -> bool:
        """Whether no route was accepted because VOS forgot our token, and there is another one now.

        Args:
            reports: of all routes that were asked, by key.
        """
        if any(report.outcome is Outcome.OK for report in reports.values()):
            return False
        try:
            async with asyncio.timeout_at(self.deadline):
                return await self.exchange.renew_if_forgotten(answered(reports))
        except TimeoutError:
            return False

    def _failure(self, route: Route, error: Exception) -> _Failure:
        match error:
            case TimeoutError():
                return LATE
            case RequestFailed():
                # A 200 whose compression is broken holds no JSON either.
                not_json = error.reason is Reason.DECODE and error.status == 200
                return _Failure(error.reason, error.detail, error.status, not_json)
            case BodyError():
                return _Failure(Reason.DECODE, str(error), not_json=isinstance(error, NotJson))
        log.error(
            "a route broke its collector",
            target=self.settings.name,
            route=route.key,
            **exception_fields(error),
        )
        return _Failure(Reason.DECODE, f"the exporter could not read the answer ({type(error).__name__})")

    def _reported(
        self, started: float, duration: float | None, response: Response | None, result: Reading | _Failure
    ) -> RouteReport:
        """The one place where the report of an asked route is made."""
        failure = result if isinstance(result, _Failure) else None
        reading = result if isinstance(result, Reading) else None
        return RouteReport(
            outcome=_outcome(failure),
            reason=None if failure is None else failure.reason,
            detail="" if failure is None else failure.detail,
            started=started,
            ended_at=self.clock.wall(),
            duration=duration,
            status=_status(response, failure),
            size=None if response is None else len(response.body),
            not_json=failure is not None and failure.not_json,
            clock_skew=None if response is None else response.clock_skew,
            reading=reading,
        )


def answered(reports: Mapping[str, RouteReport]) -> list[str]:
    """Keys of the routes that got an answer, whatever it was."""
    return [key for key, report in reports.items() if report.status is not None]


def _status(response: Response | None, failure: _Failure | None) -> int | None:
    if response is not None:
        return response.status
    return None if failure is None else failure.status


def _outcome(failure: _Failure | None) -> Outcome:
    if failure is None:
        return Outcome.OK
    return Outcome.TIMEOUT if failure.reason is Reason.TIMEOUT else Outcome.FAILED
