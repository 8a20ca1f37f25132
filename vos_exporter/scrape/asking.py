"""One route of one scrape: ask, read, and report what became of it, whatever that is."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from vos_exporter.client import Exchange, Hold, Reason, Request, RequestFailed, Response
from vos_exporter.clock import Clock, Stopwatch
from vos_exporter.collectors.options import Event
from vos_exporter.config import TargetSettings
from vos_exporter.logs import Reminder, exception_fields
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.memo import Memo
from vos_exporter.scrape.paging import Pages
from vos_exporter.scrape.reading import collected
from vos_exporter.scrape.result import Outcome, Reading, RouteReport
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.decoding import BodyError, BodyTooLarge, Decoded, ErrorObject, NotJson
from vos_exporter.vos.routes import Route

log = structlog.get_logger(__name__)

_MISTAKES = Reminder(60.0)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why nothing came of a route, as its report tells it."""

    reason: Reason
    detail: str
    status: int | None = None
    not_json: bool = False
    refusal: str = ""


GIVEN_UP = _Failure(Reason.TIMEOUT, "the scrape was given up before the answer was complete")
ABOUT_US = frozenset({401, 408, 429})
"""Client errors that speak of our token, our slowness or our haste, and of no route."""

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
        memo: what the same bytes gave last time.
        lane: of the target.
    """

    settings: TargetSettings
    exchange: Exchange
    ledgers: Mapping[str, RouteLedger]
    clock: Clock
    began: float
    began_at: float
    deadline: float
    emit: Callable[[str, Sequence[Event]], None]
    memo: Memo
    lane: Lane

    async def report(self, route: Route) -> RouteReport:
        """What became of ``route``. Nothing that VOS or a collector does raises here."""
        with self.exchange.hold() as hold:
            return await self._report(route, hold)

    async def _report(self, route: Route, hold: Hold) -> RouteReport:
        started, stopwatch = self.clock.monotonic() - self.began, Stopwatch(self.clock)
        response: Response | None = None
        size: int | None = None
        kept: Reading | None = None
        result: Reading | _Failure
        try:
            async with asyncio.timeout_at(self.deadline):
                request = self._request(route, hold)
                response = await self.exchange.get(route.key, request, stopwatch)
                knowledge = self.ledgers[route.key].knowledge
                kept = self.memo.reading(route.key, response, knowledge, self.began_at)
                if kept is not None:
                    result = await self._recalled(route, kept)
                else:
                    rows, size = await self._rows(route, request, response, stopwatch)
                    result = await self._reading(route, rows)
                    self.memo.keep(route.key, response, knowledge, result)
        except Exception as error:
            result = self._failure(route, error)
        if size is None and response is not None:
            size = len(response.body)
        report = self._reported(started, stopwatch.seconds, response, size, result)
        return replace(report, recalled=True) if kept is not None and result is kept else report

    def given_up(self) -> RouteReport:
        """What is said of a route whose scrape was cancelled meanwhile."""
        return self._reported(0.0, None, None, None, GIVEN_UP)

    def _request(self, route: Route, hold: Hold) -> Request:
        settings = self.settings.routes[route.key]
        return Request(
            settings.path,
            settings.params,
            self.settings.max_response_size,
            timeout=settings.timeout,
            hold=hold,
        )

    async def _rows(
        self, route: Route, request: Request, response: Response, stopwatch: Stopwatch
    ) -> tuple[Decoded[Any], int]:
        """The rows of all pages, and their bytes."""

        async def ask(following: Request) -> Response:
            return await self.exchange.get(route.key, following, stopwatch)

        knowledge = self.ledgers[route.key].knowledge
        pages = Pages(route, self.settings, ask, self.deadline, self.began_at, knowledge, self.lane)
        return await pages.read(request, response)

    async def _reading(self, route: Route, rows: Decoded[Any]) -> Reading:
        """Collect under the route's turn, so that what its collector remembers never goes backwards."""
        ledger = self.ledgers[route.key]
        async with ledger.turn:
            now, memory = self.began_at, ledger.memory
            return self._commit(route, await collected(route, self.settings, rows, now, memory, self.lane))

    async def _recalled(self, route: Route, reading: Reading) -> Reading:
        """``reading`` as if its body had been read now, in its turn."""
        async with self.ledgers[route.key].turn:
            return self._commit(route, reading)

    def _commit(self, route: Route, reading: Reading) -> Reading:
        """Let the route's ledger, its log stream and the client know that it is ``ok``."""
        ledger = self.ledgers[route.key]
        ledger.memory, ledger.knowledge = reading.findings.kept, reading.decoded.knowledge
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
                return _Failure(error.reason, error.detail, error.status, not_json, _refusal(error.status))
            case BodyTooLarge():
                return _Failure(Reason.TOO_LARGE, str(error))
            case BodyError():
                said = str(error) if isinstance(error, ErrorObject) else ""
                return _Failure(Reason.DECODE, str(error), not_json=isinstance(error, NotJson), refusal=said)
        self._broken(route, error)
        return _Failure(Reason.DECODE, f"the exporter could not read the answer ({type(error).__name__})")

    def _broken(self, route: Route, error: Exception) -> None:
        """Say that a mistake of ours cost a route; VOS may make us do it in every scrape."""
        notice = _MISTAKES.note((self.settings.name, route.key), type(error).__name__)
        if notice is not None:
            fields = exception_fields(error)
            log.error(
                "a route broke its collector",
                target=self.settings.name,
                route=route.key,
                times=notice.count,
                **fields,
            )

    def _reported(
        self,
        started: float,
        duration: float | None,
        response: Response | None,
        size: int | None,
        result: Reading | _Failure,
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
            size=size,
            not_json=failure is not None and failure.not_json,
            refusal="" if failure is None else failure.refusal,
            clock_skew=None if response is None else response.clock_skew,
            reading=reading,
        )


def _refusal(status: int | None) -> str:
    """What a client error says that may mean that the route is not there; nothing where it means us."""
    if status is None or not 400 <= status < 500 or status in ABOUT_US:
        return ""
    return f"status {status}"


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
