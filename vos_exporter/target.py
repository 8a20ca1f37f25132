"""One VOS system over its life: client, token, counters, the scrape in flight."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from vos_exporter.client import Client
from vos_exporter.config import Target as Settings
from vos_exporter.logs import Reminder, get_logger
from vos_exporter.scrape import History, Outcome, RouteLedger, Run, Scrape
from vos_exporter.scrape.streams import Streams
from vos_exporter.vos.routes import ROUTES

log = get_logger(__name__)


@dataclass(slots=True)
class Flight:
    """A scrape under way, and how many requests wait for it."""

    task: "asyncio.Task[Scrape]"
    selection: frozenset[str]
    ends_at: float
    waiting: int = 0


class Target:
    """One VOS system.

    Attributes:
        settings: what the operator configured.
        client: the way out to it.
        ledgers: what is remembered of each route since start.
        last_scrape: the scrape that ended last, without its families and rows, for the status page.
        history: the recent scrapes in short, likewise.
    """

    def __init__(self, settings: Settings, client: Client | None = None) -> None:
        self.settings = settings
        self.client = client or Client(settings)
        self.ledgers = {route.key: RouteLedger() for route in ROUTES}
        self.last_scrape: Scrape | None = None
        self.history = History()
        self._flights: list[Flight] = []
        self._tasks: set[asyncio.Task[Scrape]] = set()
        self._reminder = Reminder()
        self._streams = Streams(settings.name, settings.collectors)

    async def scrape(self, selection: frozenset[str], budget: float, *, debug: bool = False) -> Scrape:
        """The families of ``selection``, within ``budget`` seconds.

        Joins a scrape of the same selection that is in flight if it ends within the budget; nothing finished
        is ever reused. With ``debug`` it joins none, and asks unsupported routes again.
        """
        flight = None if debug else self._joinable(selection, budget)
        if flight is None:
            flight = self._start(selection, budget, debug)
        async with self._waiting_for(flight):
            return await asyncio.shield(flight.task)

    def _joinable(self, selection: frozenset[str], budget: float) -> Flight | None:
        latest = time.monotonic() + budget
        for flight in self._flights:
            if flight.selection == selection and flight.ends_at <= latest and not flight.task.done():
                return flight
        return None

    def _start(self, selection: frozenset[str], budget: float, debug: bool) -> Flight:
        run = Run(
            self.settings,
            self.client,
            self.ledgers,
            selection,
            budget,
            recheck=debug,
            emit=self._streams.write,
        )
        task = asyncio.create_task(run.scrape(), name=f"scrape {self.settings.name}")
        self._tasks.add(task)
        flight = Flight(task, selection, time.monotonic() + budget)
        if not debug:
            self._flights.append(flight)
        task.add_done_callback(lambda _: self._ended(flight))
        return flight

    def _ended(self, flight: Flight) -> None:
        self._tasks.discard(flight.task)
        self._cannot_be_joined(flight)
        if not flight.task.cancelled() and flight.task.exception() is None:
            scrape = flight.task.result()
            self.history.add(scrape, time.time())
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
                self._cannot_be_joined(flight)

    def _cannot_be_joined(self, flight: Flight) -> None:
        """It is over, or cancelled and winding down."""
        with contextlib.suppress(ValueError):
            self._flights.remove(flight)

    async def retire(self) -> None:
        """Let the scrapes in flight end, then close the connections."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._streams.close()
        await self.client.aclose()

    async def aclose(self) -> None:
        """End the scrapes in flight and close the connections."""
        for task in self._tasks:
            task.cancel()
        await self.retire()
