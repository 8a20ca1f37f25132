"""The families that need the payloads of two routes, after all routes are in."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import TargetSettings
from vos_exporter.exposition import encode
from vos_exporter.logs import exception_fields
from vos_exporter.relations import RELATIONS, Relation
from vos_exporter.scrape.memo import Memo
from vos_exporter.scrape.result import Reading, Rejection, Related
from vos_exporter.scrape.threads import Lane

THREAD_ABOVE = 2_000
"""Rows; more are related beside the event loop, so that it is never held up for long."""

NOTHING = Related((), {}, timeless=False)
"""What a relation that broke gives."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Relating:
    """The relations of one scrape.

    Attributes:
        readings: route key to what its body gave, of each route that is ``ok``.
        settings: of the target.
        now: when the scrape began, in seconds since the epoch.
        memo: what the same readings gave last time.
        lane: of the target.
        deadline: when this must be over, by the event loop's clock.
    """

    readings: Mapping[str, Reading]
    settings: TargetSettings
    now: float
    memo: Memo
    lane: Lane
    deadline: float

    async def relate(self) -> tuple[dict[Relation, Related], bool]:
        """What each relation gave whose routes are all there, and whether some did not get to it in time.

        A relation that breaks costs only its own families.
        """
        possible = [relation for relation in RELATIONS if relation.routes <= self.readings.keys()]
        kept = {relation: self.memo.related(relation.name, self._of(relation)) for relation in possible}
        due = [relation for relation, related in kept.items() if related is None]
        made = await self._made(due)
        for relation, related in made.items():
            self.memo.keep_related(relation.name, self._of(relation), related)
        told = {relation: kept[relation] or made.get(relation) for relation in possible}
        return {one: related for one, related in told.items() if related is not None}, len(made) < len(due)

    async def _made(self, due: Sequence[Relation]) -> dict[Relation, Related]:
        """What those of ``due`` give that are done in time."""
        rows = {key: reading.decoded.rows for key, reading in self.readings.items()}
        made: dict[Relation, Related] = {}
        clock = asyncio.get_running_loop().time
        work = partial(self._make, due, rows, made, lambda: clock() >= self.deadline)
        if sum(len(rows[key]) for key in frozenset().union(*(one.routes for one in due))) <= THREAD_ABOVE:
            work()
            return made
        try:
            async with asyncio.timeout_at(self.deadline):
                await self.lane.do(work)
        except TimeoutError:
            # The thread may go on, and nobody listens any more.
            return dict(made)
        return made

    def _make(
        self,
        due: Iterable[Relation],
        rows: Mapping[str, Sequence[Any]],
        made: dict[Relation, Related],
        late: Callable[[], bool],
    ) -> None:
        for relation in due:
            if late():
                return
            made[relation] = self._one(relation, rows)

    def _one(self, relation: Relation, rows: Mapping[str, Sequence[Any]]) -> Related:
        tables = [self.settings.routes[key].fields for key in sorted(relation.routes)]
        overrides = {concept: override for fields in tables for concept, override in fields.items()}
        context = Context(now=self.now, options=self.settings.collectors, overrides=overrides)
        findings = Findings()
        try:
            parts = encode(relation.relate(rows, context, findings), self.settings.series_limit)
        except Exception as error:
            name = self.settings.name
            log.error("a relation broke", target=name, relation=relation.name, **exception_fields(error))
            return NOTHING
        rejected = Counter(
            {
                Rejection.DUPLICATE: sum(part.duplicates for part in parts),
                Rejection.LIMIT: sum(part.over_limit for part in parts) + findings.folded,
            }
        )
        return Related(parts, rejected, context.timeless)

    def _of(self, relation: Relation) -> list[Reading]:
        return [self.readings[key] for key in sorted(relation.routes)]
