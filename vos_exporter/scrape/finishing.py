"""What comes after the routes: relating them and merging their families, within a deadline of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from vos_exporter.config import TargetSettings
from vos_exporter.exposition import Encoded, Merged, merged, shared_bytes
from vos_exporter.scrape.ledger import RouteLedger
from vos_exporter.scrape.relating import Relating
from vos_exporter.scrape.result import Reading, Rejection, Stage
from vos_exporter.scrape.threads import beside

THREAD_ABOVE = 256 * 1024
"""Bytes of families that several routes fill; more are merged beside the event loop."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The families of VOS in one answer, each once, and the stages that were not done in time."""

    parts: Sequence[Encoded]
    late: frozenset[Stage]


async def finish(
    relating: Relating, readings: Mapping[str, Reading], ledgers: Mapping[str, RouteLedger]
) -> Finished:
    """What the routes and their relations give, within the limits; the ledgers get what was dropped.

    Args:
        relating: the relations to be made; its deadline is that of all of this.
        readings: what the bodies gave, in the order of the route table.
        ledgers: of the routes.
    """
    related, late = await relating.relate()
    sourced = []
    for relation, one in related.items():
        accountable = min(relation.routes)
        ledgers[accountable].rejected.update(one.rejected)
        sourced += [(accountable, part) for part in one.parts]
    sourced += [(key, part) for key, reading in readings.items() for part in reading.parts]
    result = await _merge(sourced, relating.settings, relating.deadline)
    for key, count in result.dropped.items():
        ledgers[key].rejected[Rejection.LIMIT] += count
    stages = [stage for stage, is_late in ((Stage.RELATE, late), (Stage.MERGE, result.late)) if is_late]
    return Finished(result.families, frozenset(stages))


async def _merge(parts: list[tuple[str, Encoded]], settings: TargetSettings, deadline: float) -> Merged:
    clock = asyncio.get_running_loop().time
    work = partial(merged, parts, settings.series_limit, late=lambda: clock() >= deadline)
    return await beside(work) if shared_bytes(parts) > THREAD_ABOVE else work()
