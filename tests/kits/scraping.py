"""What the engine's tests share: a simulated VOS, a target that scrapes it, and samples to look at."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from vos_exporter.client import AuthStatus, Client, Request, Response
from vos_exporter.client.bodies import Bodies, Hold
from vos_exporter.clock import Stopwatch
from vos_exporter.config import Auth, Credential, RouteSettings, TargetSettings, Tls, default_routes
from vos_exporter.exposition import Format, assemble
from vos_exporter.scrape import Scrape, select
from vos_exporter.secret import Secret
from vos_exporter.simulator import Simulator
from vos_exporter.target import Target

T = TypeVar("T")
BUDGET = 20.0
"""Seconds; longer than anything here takes, so that only a fault ends a scrape."""


def settings(simulator: Simulator, **changes: Any) -> TargetSettings:
    """A target that may log in to ``simulator``."""
    base = TargetSettings(
        name="vos",
        url=simulator.url,
        auth=Auth(
            client_id=Credential(value=Secret(simulator.client_id)),
            client_secret=Credential(value=Secret(simulator.client_secret)),
        ),
        tls=Tls(ca_file=str(simulator.ca_file)),
        timeout=BUDGET,
    )
    return msgspec.structs.replace(base, **changes)


def with_routes(**changes: Mapping[str, Any]) -> dict[str, RouteSettings]:
    """The route table with some settings replaced."""
    routes = default_routes()
    for key, change in changes.items():
        routes[key] = msgspec.structs.replace(routes[key], **change)
    return routes


def run(work: Callable[[Target], Awaitable[T]], target: TargetSettings) -> T:
    """Do ``work`` with a live target, and close it."""

    async def main() -> T:
        async with opened(target) as live:
            return await work(live)

    return asyncio.run(main())


@asynccontextmanager
async def opened(target: TargetSettings) -> AsyncIterator[Target]:
    live = Target(target)
    try:
        yield live
    finally:
        await live.aclose()


async def scrape(target: Target, *routes: str, budget: float = BUDGET, debug: bool = False) -> "Answer":
    """One scrape of ``routes`` (all by default), parsed."""
    return Answer.of(await target.scrape(select(routes), budget, debug=debug))


@dataclass
class Canned:
    """A client that answers each route with bytes made before."""

    bodies: dict[str, bytes]
    authenticated: bool = True
    one_asks_first: bool = False
    status: AuthStatus = field(
        default_factory=lambda: AuthStatus(None, 0, {}, login_blocked=False, certificate_not_after=None)
    )

    @property
    def client(self) -> Client:
        """As a target takes it, which uses no more of a client than there is here."""
        return cast(Client, self)

    def begin(self, *, first: bool = True) -> "Canned":
        return self

    def hold(self) -> Hold:
        return Hold(Bodies().share())

    async def get(self, route_key: str, request: Request, stopwatch: Stopwatch) -> Response:
        return Response(200, self.bodies[route_key], "application/json", 0.0)

    def accepted(self, route_key: str) -> None:
        """There is no token to prove."""

    async def renew_if_forgotten(self, answered: Collection[str]) -> bool:
        """There is no token to forget."""
        return False

    async def aclose(self) -> None:
        pass


@dataclass
class Answer:
    """A scrape and its samples."""

    scrape: Scrape
    samples: dict[tuple[str, frozenset[tuple[str, str]]], float] = field(default_factory=dict)

    @classmethod
    def of(cls, scrape: Scrape) -> "Answer":
        """Parse what a client would be sent; a duplicate fails."""
        answer = cls(scrape)
        for family in text_string_to_metric_families(assemble(scrape.parts, Format.TEXT).decode()):
            for sample in family.samples:
                key = sample.name, frozenset(sample.labels.items())
                assert key not in answer.samples, f"a duplicate reached the answer: {key}"
                answer.samples[key] = sample.value
        return answer

    def value(self, name: str, **labels: str) -> float | None:
        """The sample with exactly these labels, if there is one."""
        return self.samples.get((name, frozenset(labels.items())))

    def number(self, name: str, **labels: str) -> float:
        """The sample with exactly these labels, which has to be there."""
        return self.samples[(name, frozenset(labels.items()))]

    def having(self, name: str) -> list[dict[str, str]]:
        """The labels of every sample of ``name``."""
        return [dict(labels) for sample, labels in self.samples if sample == name]

    def outcomes(self) -> dict[str, str]:
        """Route to the state that is 1; fails unless it is exactly one."""
        found: dict[str, str] = {}
        for (name, labels), value in self.samples.items():
            if name == "vos_api_route_state" and value == 1:
                route, state = dict(labels)["route"], dict(labels)["state"]
                assert route not in found
                found[route] = state
        return found
