"""Everything a simulated VOS knows, without a server around it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from vos_exporter.simulator.bodies import BODIES
from vos_exporter.simulator.faults import RouteFaults
from vos_exporter.simulator.oauth import OAuth
from vos_exporter.simulator.plant import Plant, Spelling, View
from vos_exporter.simulator.record import Requests
from vos_exporter.simulator.scenarios import SCENARIOS
from vos_exporter.simulator.writing import Writes

_CACHED = 256
"""Bodies that are kept until the plant changes."""


class UnknownScenarioError(ValueError):
    """There is no such scenario; the message names those there are."""


class World:
    """Plant, faults, token service and counts; used by one thread only.

    Attributes:
        clock: seconds since the epoch: the plant lives and tokens end by it.
        clock_skew: how many seconds the ``Date`` header is ahead of ``clock``.
        standing: how many notifications stay active for ever.
        writes: what takes the writes.
    """

    def __init__(
        self, plant: Plant, oauth: OAuth, clock: Callable[[], float], spelling: Spelling, standing: int = 0
    ) -> None:
        self.plant = plant
        self.oauth = oauth
        self.clock = clock
        self.spelling = spelling
        self.standing = standing
        self.clock_skew = 0.0
        self.faults = RouteFaults()
        self.requests = Requests()
        self.writes = Writes(plant, clock, self.body)
        self.scenario = "healthy"
        self._cache: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[object, bytes]] = {}

    def enter(self, name: str) -> None:
        """End every fault and begin scenario ``name``.

        Raises:
            UnknownScenarioError: there is no such scenario.
        """
        if name not in SCENARIOS:
            raise UnknownScenarioError(f"no scenario {name!r}; there are {', '.join(SCENARIOS)}")
        now, scenario = self.clock(), SCENARIOS[name]
        self.plant.clear(now)
        self.faults.clear()
        for kind, subject, value in scenario.plant:
            self.plant.set(kind, subject, now, value)
        for route, fault, value in scenario.routes:
            self.faults.set(route, fault, value)
        self.scenario = name

    def body(self, route: str, params: Mapping[str, str]) -> bytes:
        """What ``route`` answers now; built at most once a second."""
        self.writes.settle()
        now = int(self.clock())
        body, key = BODIES[route], (route, tuple(sorted(params.items())))
        stamp = (self.plant.revision, self.spelling, now if body.living else None)
        cached = self._cache.get(key)
        if cached is not None and cached[0] == stamp:
            return cached[1]
        view = View(self.plant, now, self.spelling, params, self.standing)
        encoded = msgspec.json.encode(body.build(view))
        if len(self._cache) >= _CACHED:
            self._cache.clear()
        self._cache[key] = (stamp, encoded)
        return encoded

    def state(self) -> dict[str, Any]:
        """What is going on, for a person; no secret is in it."""
        return {
            "scenario": self.scenario,
            "now": self.clock(),
            "clock_skew": self.clock_skew,
            "spelling": {
                "shape": self.spelling.shape,
                "alias": self.spelling.alias,
                "vague": self.spelling.vague,
            },
            "services": self.plant.inventory.size,
            "seed": self.plant.inventory.seed,
            "refusing_logins": self.oauth.refusing,
            "faults": [
                {"route": fault.route, "kind": fault.kind, "value": fault.value, "times": fault.times}
                for fault in self.faults
            ],
            "plant": [
                {"fault": fault.kind, "object": fault.index, "since": fault.since, "value": fault.value}
                for fault in self.plant.faults.values()
            ],
        }
