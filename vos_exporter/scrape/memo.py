"""Work on the same bytes is not done twice (docs/architecture.md#only-the-work-that-changed).

VOS is asked for everything in every scrape, and an answer shows nothing but what it just said. What a body
gave last time is what the same body gives again, if nothing else had a say in it: that is seen, not declared,
because whoever wants to know the time or what was remembered has to ask for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import is_

from vos_exporter.client import Response
from vos_exporter.scrape.result import Reading, Related
from vos_exporter.vos.decoding import Knowledge

MOST_BYTES = 64 * 1024 * 1024
"""Of bodies that are kept in one process; what is beyond is not kept."""


@dataclass(slots=True)
class Shelf:
    """How much the targets of one process keep together, and how often it paid.

    Attributes:
        room: bytes of bodies that may still be kept.
        hits: answers whose work was not done again.
        misses: answers that had to be read.
    """

    room: int = MOST_BYTES
    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """The last readable answer of a route: what went into its reading, and what came of it."""

    body: bytes
    headers: tuple[str, str, str]
    knowledge: Knowledge | None
    reading: Reading


@dataclass(slots=True)
class Memo:
    """What one target keeps: of each route, and of each relation, the last time it was read.

    The settings of a target do not change over its life, so that they need not be compared.

    Attributes:
        shelf: of the process.
    """

    shelf: Shelf
    _routes: dict[str, _Kept] = field(default_factory=dict)
    _relations: dict[str, tuple[Sequence[Reading], Related]] = field(default_factory=dict)

    def reading(
        self, route_key: str, response: Response, knowledge: Knowledge | None, now: float
    ) -> Reading | None:
        """What ``response`` gives, if the last one of the route was the same; counts a hit or a miss.

        Args:
            route_key: the route.
            response: its answer.
            knowledge: what earlier answers of the route taught.
            now: when the scrape began, in seconds since the epoch.
        """
        kept = self._routes.get(route_key)
        if kept is not None and _same(kept, response, knowledge, now):
            self.shelf.hits += 1
            return kept.reading
        self.shelf.misses += 1
        return None

    def keep(self, route_key: str, response: Response, knowledge: Knowledge | None, reading: Reading) -> None:
        """Remember what ``response`` gave in the light of ``knowledge``, in the place of what was there.

        What more pages belong to is not kept: they would have to be asked for again, to be the same.
        """
        self._drop(route_key)
        size = len(response.body)
        if reading.timeless and reading.decoded.next is None and size <= self.shelf.room:
            self.shelf.room -= size
            self._routes[route_key] = _Kept(response.body, _headers(response), knowledge, reading)

    def related(self, name: str, readings: Sequence[Reading]) -> Related | None:
        """What the relation gives of ``readings``, if it was made of the same ones last time."""
        made_of, related = self._relations.get(name, ((), None))
        same = len(made_of) == len(readings) and all(map(is_, made_of, readings))
        return related if same else None

    def keep_related(self, name: str, readings: Sequence[Reading], related: Related) -> None:
        """Remember what the relation gave, if all of its ``readings`` are kept, too."""
        kept = {id(one.reading) for one in self._routes.values()}
        if related.timeless and all(id(reading) in kept for reading in readings):
            self._relations[name] = (tuple(readings), related)
        else:
            self._relations.pop(name, None)

    def forget(self) -> None:
        """Keep nothing."""
        for route_key in list(self._routes):
            self._drop(route_key)
        self._relations.clear()

    def _drop(self, route_key: str) -> None:
        kept = self._routes.pop(route_key, None)
        if kept is not None:
            self.shelf.room += len(kept.body)


def _same(kept: _Kept, response: Response, knowledge: Knowledge | None, now: float) -> bool:
    """Whether ``response`` is read as the kept one was: also what earlier answers taught has a say in it."""
    learnt = kept.knowledge is knowledge and not (knowledge is None or knowledge.look_due(now))
    return learnt and kept.headers == _headers(response) and kept.body == response.body


def _headers(response: Response) -> tuple[str, str, str]:
    return response.content_type, response.link, response.total_count
