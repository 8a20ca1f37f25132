"""Looking for the routes that are not where we assumed them: each candidate is asked, and read as a route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from vos_exporter.client import Client, Request, RequestFailed
from vos_exporter.clock import Clock
from vos_exporter.config import TargetSettings
from vos_exporter.doctor.concepts import told
from vos_exporter.doctor.discovery import (
    LARGEST,
    MOST_REQUESTS,
    Candidate,
    Source,
    candidates,
    listed,
)
from vos_exporter.doctor.findings import Proposal
from vos_exporter.scrape.reading import Page, read_pages
from vos_exporter.vos.decoding import BodyError
from vos_exporter.vos.routes import Route

ENOUGH = 2
"""Concepts that rows must tell before a path counts as found: one may be chance."""


@dataclass(slots=True)
class Search:
    """Finds paths of one target.

    Attributes:
        settings: of the target.
        client: the way out to it.
        clock: the clocks.
        recorded: path to what a browser was answered there.
        ask: requests may be made.
        requests: that were made.
    """

    settings: TargetSettings
    client: Client
    clock: Clock
    recorded: Mapping[str, bytes] = field(default_factory=dict)
    ask: bool = False
    requests: int = 0

    async def known(self) -> list[Candidate]:
        """Every path that something says this system has."""
        browser = [Candidate(path, Source.BROWSER) for path in self.recorded]
        return browser + (await listed(self._body) if self.ask else [])

    async def find(self, route: Route, known: Sequence[Candidate]) -> Proposal | None:
        """Where ``route`` is, if exactly one candidate tells most of its concepts; proven if it answered."""
        found: list[tuple[int, Candidate]] = []
        for candidate in candidates(route, known):
            body = self.recorded.get(candidate.path)
            if body is None and self.ask:
                body = await self._body(candidate.path, route.params)
            concepts = self._concepts(route, candidate, body)
            if concepts >= ENOUGH:
                found.append((concepts, candidate))
        if not found:
            return None
        most = max(concepts for concepts, _ in found)
        best = [candidate for concepts, candidate in found if concepts == most]
        others = f"; {', '.join(one.path for one in best[1:])} answers alike" if best[1:] else ""
        reason = f"by {best[0].source}; its rows tell {most} concepts of {route.key}{others}"
        path = ("routes", route.key, "path")
        return Proposal(f"{route.key}.path", path, best[0].path, reason, proven=len(best) == 1)

    def _concepts(self, route: Route, candidate: Candidate, body: bytes | None) -> int:
        """How many concepts of ``route`` the rows of ``body`` tell."""
        if body is None:
            return 0
        settings = with_path(self.settings, route, candidate.path)
        try:
            reading = read_pages(route, settings, [Page(body, {})], self.clock.wall())
        except BodyError:
            return 0
        seen = told(route, settings.routes[route.key], reading.decoded)
        return len({one.concept for one in seen})

    async def _body(self, path: str, params: Mapping[str, str] | None = None) -> bytes | None:
        """What is at ``path``; ``None`` if nothing is, or the bound of requests is reached."""
        if self.requests >= MOST_REQUESTS:
            return None
        self.requests += 1
        try:
            request = Request(path, params or {}, LARGEST)
            return (await self.client.begin().get("discovery", request)).body
        except (RequestFailed, ValueError):
            return None


def with_path(settings: TargetSettings, route: Route, path: str) -> TargetSettings:
    """``settings`` in which ``route`` is at ``path``."""
    own = msgspec.structs.replace(settings.routes[route.key], path=path)
    routes: dict[str, Any] = {**settings.routes, route.key: own}
    return msgspec.structs.replace(settings, routes=routes)
