"""One VOS system over its life: client, token, counters, the scrapes under way."""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vos_exporter.client import Client
from vos_exporter.clock import SYSTEM_CLOCK, Clock
from vos_exporter.config import TargetSettings
from vos_exporter.logs import Reminder, get_logger
from vos_exporter.scrape import History, Outcome, RouteLedger, Run, Scrape, select
from vos_exporter.scrape.memo import Memo, Shelf
from vos_exporter.scrape.streams import Streams
from vos_exporter.scrape.threads import Lane
from vos_exporter.vos.routes import ROUTES

EVERYTHING = select()
"""What Prometheus asks for: scrapes of this are made to be shared."""

MOST_SEPARATE = 2
"""Scrapes at the same time that nobody else can be expected to share: for debugging, or of some routes."""

GRACE = 0.4
"""Seconds after the budget in which an answer is put together, if nobody says otherwise."""

log = get_logger(__name__)


class TargetBusyError(Exception):
    """Too many scrapes of the target are under way that cannot be shared.

    Attributes:
        retry_after: whole seconds after which one of them is over.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"{MOST_SEPARATE} scrapes of this target that cannot be shared (debug=true, or some routes only)"
            " are under way"
        )
        self.retry_after = retry_after


@dataclass(slots=True)
class Flight:
    """A scrape under way, and how many requests wait for it.

    Attributes:
        task: what makes it.
        selection: keys of the routes it asks.
        debug: it is told to one person, and never shared.
        ends_at: when its budget ends, in monotonic seconds.
        waiting: requests that wait for it.
    """

    task: "asyncio.Task[Scrape]"
    selection: frozenset[str]
    debug: bool
    ends_at: float
    waiting: int = 0

    @property
    def separate(self) -> bool:
        """Whether nobody else can be expected to share it."""
        return _separate(self.selection, self.debug)


class Target:
    """One VOS system.

    Attributes:
        settings: what the operator configured.
        client: the way out to it.
        clock: the clocks.
        ledgers: what is remembered of each route since start.
        last_scrape: the scrape that ended last, without its families and reports, for the status page.
        history: the recent scrapes in short, likewise.
        finishing: seconds it took last time from the last route to an answer that could be sent.
        shelf: what all targets of the process keep of the last answers.
    """

    def __init__(
        self,
        settings: TargetSettings,
        client: Client | None = None,
        *,
        clock: Clock = SYSTEM_CLOCK,
        shelf: Shelf | None = None,
    ) -> None:
        self.settings = settings
        self.client = client or Client(settings, clock=clock)
        self.clock = clock
        self.ledgers = {route.key: RouteLedger() for route in ROUTES}
        self.last_scrape: Scrape | None = None
        self.history = History()
        self.finishing = 0.0
        self.shelf = Shelf() if shelf is None else shelf
        self._memo = Memo(self.shelf)
        self._lane = Lane()
        self._flights: list[Flight] = []
        self._tasks: set[asyncio.Task[Scrape]] = set()
        self._reminder = Reminder(clock=clock)
        self._streams = Streams(settings.name, settings.collectors)

    async def scrape(
        self, selection: frozenset[str], budget: float, *, grace: float = GRACE, debug: bool = False
    ) -> Scrape:
        """The families of ``selection``: asked within ``budget`` seconds, put together within ``grace`` more.

        Joins a scrape of the same selection that is in flight if it ends within the budget; nothing finished
        is ever reused. With ``debug`` it joins none, and asks unsupported routes again.

        Raises:
            TargetBusyError: it would be one too many of those that cannot be shared.
        """
        flight = None if debug else self._joinable(selection, budget)
        if flight is None:
            flight = self._start(selection, budget, grace, debug)
        async with self._waiting_for(flight):
            return await asyncio.shield(flight.task)

    def _joinable(self, selection: frozenset[str], budget: float) -> Flight | None:
        latest = self.clock.monotonic() + budget
        for flight in self._flights:
            shared = flight.selection == selection and not flight.debug and not flight.task.done()
            if shared and flight.ends_at <= latest:
                return flight
        return None

    def _start(self, selection: frozenset[str], budget: float, grace: float, debug: bool) -> Flight:
        separate = _separate(selection, debug)
        if separate:
            self._check_room()
        run = Run(
            self.settings,
            self.client,
            self.ledgers,
            selection,
            budget,
            grace,
            self.clock,
            self._streams.write,
            self._memo,
            self._lane,
            recheck=debug,
            first=not separate,
        )
        task = asyncio.create_task(run.scrape(), name=f"scrape {self.settings.name}")
        self._tasks.add(task)
        flight = Flight(task, selection, debug, self.clock.monotonic() + budget)
        self._flights.append(flight)
        task.add_done_callback(lambda _: self._ended(flight))
        return flight

    def _check_room(self) -> None:
        separate = [flight for flight in self._flights if flight.separate]
        if len(separate) >= MOST_SEPARATE:
            left = min(flight.ends_at for flight in separate) - self.clock.monotonic()
            raise TargetBusyError(max(1, math.ceil(left)))

    def _ended(self, flight: Flight) -> None:
        self._tasks.discard(flight.task)
        self._landed(flight)
        if not flight.task.cancelled() and flight.task.exception() is None:
            scrape = flight.task.result()
            self.history.add(scrape)
            self._log_outcomes(scrape)
            self.last_scrape = scrape.summary()

    def _log_outcomes(self, scrape: Scrape) -> None:
        """One line when a route's outcome changes, and a reminder now and then while it stays bad."""
        for key, report in scrape.routes.items():
            notice = self._reminder.note(key, report.outcome) if report.asked else None
            if notice is None:
                continue
            good = report.outcome is Outcome.OK
            log.log(
                logging.INFO if good else logging.WARNING,
                "a route's outcome changed" if notice.changed else "a route's outcome has not changed",
                target=self.settings.name,
                route=key,
                outcome=notice.outcome,
                previous=notice.previous,
                detail=report.detail or None,
                scrapes=notice.count,
            )

    @asynccontextmanager
    async def _waiting_for(self, flight: Flight) -> AsyncIterator[None]:
        """Count one waiter; the last one that leaves early cancels the scrape."""
        flight.waiting += 1
        try:
            yield
        finally:
            flight.waiting -= 1
            if flight.waiting == 0 and not flight.task.done():
                flight.task.cancel()
                self._landed(flight)

    def _landed(self, flight: Flight) -> None:
        """It is over, or cancelled and winding down: nobody can join it any more."""
        with contextlib.suppress(ValueError):
            self._flights.remove(flight)

    def forget(self) -> None:
        """Do all work again in the next scrape: nothing of what was read is kept."""
        self._memo.forget()

    async def retire(self) -> None:
        """Let the scrapes in flight end, then close the connections."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._streams.close()
        self.forget()
        await self.client.aclose()

    async def aclose(self) -> None:
        """End the scrapes in flight and close the connections."""
        for task in self._tasks:
            task.cancel()
        await self.retire()


def _separate(selection: frozenset[str], debug: bool) -> bool:
    return debug or selection != EVERYTHING
