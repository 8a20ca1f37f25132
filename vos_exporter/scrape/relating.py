"""The families that need the payloads of two routes, after all routes are in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.config import TargetSettings
from vos_exporter.exposition import Encoded, encode
from vos_exporter.logs import exception_fields
from vos_exporter.relations import RELATIONS, Relation
from vos_exporter.scrape.result import Rejection
from vos_exporter.scrape.threads import in_thread

THREAD_ABOVE = 2_000
"""Rows; more are related in a worker thread, so that the event loop is never blocked for long."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Related:
    """What the relations gave, and what was dropped of it, each with the route that accounts for it."""

    parts: list[tuple[str, Encoded]] = field(default_factory=list)
    rejected: dict[str, Counter[Rejection]] = field(default_factory=dict)


async def relate(rows: Mapping[str, Sequence[Any]], settings: TargetSettings, now: float) -> Related:
    """All relations whose routes are all in ``rows``; one that breaks costs only its own families."""
    possible = [relation for relation in RELATIONS if relation.routes <= rows.keys()]
    if sum(map(len, rows.values())) > THREAD_ABOVE:
        return await in_thread(_relate, possible, rows, settings, now)
    return _relate(possible, rows, settings, now)


def _relate(
    relations: Sequence[Relation], rows: Mapping[str, Sequence[Any]], settings: TargetSettings, now: float
) -> Related:
    related = Related()
    for relation in relations:
        tables = [settings.routes[key].fields for key in sorted(relation.routes)]
        overrides = {concept: override for fields in tables for concept, override in fields.items()}
        context = Context(now=now, options=settings.collectors, overrides=overrides)
        findings = Findings()
        try:
            parts = encode(relation.relate(rows, context, findings), settings.series_limit)
        except Exception as error:
            log.error(
                "a relation broke", target=settings.name, relation=relation.name, **exception_fields(error)
            )
            continue
        accountable = min(relation.routes)
        related.parts += [(accountable, part) for part in parts]
        rejected = related.rejected.setdefault(accountable, Counter())
        rejected[Rejection.DUPLICATE] += sum(part.duplicates for part in parts)
        rejected[Rejection.LIMIT] += sum(part.over_limit for part in parts) + findings.folded
    return related
