"""What tests of whole plants share: a clock that stands still, a VOS without HTTP, and what differs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from prometheus_client.parser import text_string_to_metric_families

from vos_exporter.client import AuthStatus, Client, Request, Response
from vos_exporter.client.bodies import Bodies, Hold
from vos_exporter.client.errors import status_failure
from vos_exporter.clock import Stopwatch
from vos_exporter.collectors.options import CollectorOptions
from vos_exporter.config import TargetSettings, default_routes
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import Scrape, select
from vos_exporter.simulator.faults import Kind
from vos_exporter.simulator.oauth import OAuth
from vos_exporter.simulator.plant import Plant, Spelling
from vos_exporter.simulator.world import World
from vos_exporter.target import Target
from vos_exporter.vos.routes import BY_KEY

T = TypeVar("T")
Series = tuple[str, frozenset[tuple[str, str]]]
Samples = dict[Series, float]

BUDGET = 60.0


class Clock:
    """Stands still until it is moved, at a moment long gone, so that runs repeat."""

    def __init__(self, now: float = 1_750_000_000) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.now += seconds


def world(
    clock: Callable[[], float], services: int = 20, spelling: str = "a", alias: int | None = None
) -> World:
    """A simulated VOS without a server."""
    oauth = OAuth(
        client_id="client", client_secret="-", username="user", password="-", clock=clock, expires_in=3600,
        reissue=True, refresh_tokens=False,
    )  # fmt: skip
    return World(Plant(services, 1), oauth, clock, Spelling.of(spelling, alias))


@dataclass
class Direct:
    """A client that asks a simulated VOS without HTTP.

    Attributes:
        world: what answers.
    """

    world: World
    status: AuthStatus = field(default_factory=lambda: AuthStatus(None, 0, {}, False, None))
    authenticated: bool = True
    one_asks_first: bool = False

    @property
    def client(self) -> Client:
        """As a target takes it, which uses no more of a client than there is here."""
        return cast(Client, self)

    def begin(self, *, first: bool = True) -> "Direct":
        """The requests of one scrape."""
        return self

    def hold(self) -> Hold:
        """Room for bodies that are not received."""
        return Hold(Bodies().share())

    async def get(self, route_key: str, request: Request, stopwatch: Stopwatch) -> Response:
        """The body of a route, or the status that a fault makes of it."""
        for fault in self.world.faults.take(route_key):
            if fault.kind is Kind.STATUS:
                raise status_failure(fault.value)
        return Response(200, self.world.body(route_key, request.params), "application/json", 0.0)

    def accepted(self, route_key: str) -> None:
        """There is no token to prove."""

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """There is no token to forget."""
        return False

    async def aclose(self) -> None:
        """There is nothing to close."""


def settings(collectors: CollectorOptions | None = None, disabled: tuple[str, ...] = ()) -> TargetSettings:
    """A target that reads everything but the routes ``disabled``."""
    routes = {
        key: type(route)(enabled=key not in disabled, path=route.path, params=route.params)
        for key, route in default_routes().items()
    }
    return TargetSettings(
        name="vos", url="https://vos.invalid", routes=routes, collectors=collectors or CollectorOptions()
    )


@asynccontextmanager
async def direct(plant: World, target: TargetSettings | None = None) -> AsyncIterator[Target]:
    """A target over ``plant`` without HTTP."""
    live = Target(target or settings(), client=Direct(plant).client)
    try:
        yield live
    finally:
        await live.aclose()


def run(plant: World, work: Callable[[Target], Awaitable[T]], target: TargetSettings | None = None) -> T:
    """Do ``work`` with a target over ``plant``."""

    async def main() -> T:
        async with direct(plant, target) as live:
            return await work(live)

    return asyncio.run(main())


async def scrape(target: Target, *routes: str) -> Samples:
    """The samples of one scrape of ``routes``, all by default."""
    return samples(await target.scrape(select(routes), BUDGET))


def samples(scraped: Scrape) -> Samples:
    """What a client would read."""
    text = assemble(scraped.parts, Format.TEXT).decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def steady(found: Samples) -> Samples:
    """Without what no two scrapes have in common: how long they took, and when they were."""
    moving = ("vos_scrape_duration_", "vos_api_last_request_duration_", "vos_api_last_success_timestamp_")
    return {series: amount for series, amount in found.items() if not series[0].startswith(moving)}


def about_vos(found: Samples) -> Samples:
    """Without what the exporter says about the scrape itself."""
    own = ("vos_api_", "vos_scrape_", "vos_oauth2_", "vos_target_")
    return {
        series: amount
        for series, amount in found.items()
        if not series[0].startswith(own) and series[0] != "vos_up"
    }


def names(found: Any) -> set[str]:
    """The metric names of ``found``."""
    return {name for name, _ in found}


def value(found: Samples, name: str, **labels: str) -> float | None:
    """The sample with exactly these labels, if there is one."""
    return found.get((name, frozenset(labels.items())))


def of(found: Samples, name: str) -> dict[tuple[str, ...], float]:
    """The samples of ``name``: label values in the order of the label names."""
    return {
        tuple(text for _, text in sorted(labels)): amount
        for (sample, labels), amount in found.items()
        if sample == name
    }


ALL_ROUTES = tuple(BY_KEY)
