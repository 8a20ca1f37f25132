"""What one scrape tells of the plant: the very families that are exported, by name. Pure.

The pages judge by these and by nothing else, so that a drawing never says what the metrics do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from vos_exporter.collectors import COLLECTORS
from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.options import DestinationOptions
from vos_exporter.config import TargetSettings
from vos_exporter.families import Declaration, Family, Sample
from vos_exporter.relations import RELATIONS
from vos_exporter.scrape import Scrape, rows_by_route
from vos_exporter.vos.payloads.notifications import Notification

ROUTES = frozenset(
    {
        "services", "sources", "destinations", "profiles", "uplinks", "uplink_groups", "uplink_status",
        "ingest_points", "pods", "notifications",
    }
)  # fmt: skip
"""The routes that wall and drawing are made of; all but the services may be absent."""

_COUNTED = "notifications"
"""Its collector counts what is new since the last scrape; here only its rows are of use."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, by name of family.

    Attributes:
        declared: name to the names of its labels.
        samples: name to its samples.
        read: the routes that were ``ok``.
        notifications: the rows of that route.
    """

    declared: Mapping[str, Sequence[str]]
    samples: Mapping[str, Sequence[Sample]]
    read: frozenset[str]
    notifications: Sequence[Notification] = ()

    @classmethod
    def of(
        cls, families: Iterable[Family], read: Iterable[str], notifications: Sequence[Notification] = ()
    ) -> "Facts":
        """The facts in ``families``, several of which may have one name."""
        declared: dict[str, Sequence[str]] = {}
        samples: dict[str, list[Sample]] = {}
        for family in families:
            name = family.declaration.name
            declared[name] = family.declaration.labels
            samples.setdefault(name, []).extend(family.samples)
        return cls(declared, samples, frozenset(read), notifications)

    def rows(self, declaration: Declaration) -> Iterator[dict[str, str]]:
        """The labels of each sample of a family."""
        names = self.declared.get(declaration.name, ())
        for labels, _ in self.samples.get(declaration.name, ()):
            yield dict(zip(names, labels, strict=True))

    def values(self, declaration: Declaration) -> dict[tuple[str, ...], float]:
        """The value of each sample of a family, by its labels."""
        return dict(self.samples.get(declaration.name, ()))

    def truths(self, declaration: Declaration) -> dict[str, bool]:
        """The verdicts of a family with one label, which is 0 or 1; what has none is not there."""
        return {labels[0]: value == 1 for labels, value in self.samples.get(declaration.name, ())}

    def numbers(self, label: str) -> Iterator[tuple[str, str, float]]:
        """Name, object and value of each sample of the families whose only label is ``label``."""
        for name, labels in self.declared.items():
            if tuple(labels) == (label,):
                yield from ((name, values[0], value) for values, value in self.samples[name])


def facts(scrape: Scrape, settings: TargetSettings) -> Facts:
    """What ``scrape`` of :data:`ROUTES` tells, as its collectors and relations see it."""
    rows = {key: found for key, found in rows_by_route(scrape.routes).items() if key in ROUTES}
    shown = msgspec.structs.replace(settings.collectors, destinations=DestinationOptions(delivery_types=True))
    families = [*_collected(rows, settings, shown, scrape.began_at)]
    families += _related(rows, settings, shown, scrape.began_at)
    return Facts.of(families, rows, rows.get(_COUNTED, ()))


def _collected(
    rows: Mapping[str, Sequence[Any]], settings: TargetSettings, options: Any, now: float
) -> Iterator[Family]:
    for key, found in rows.items():
        if key != _COUNTED:
            context = Context(now=now, options=options, overrides=settings.routes[key].fields)
            yield from COLLECTORS[key].collect(found, context, Findings())


def _related(
    rows: Mapping[str, Sequence[Any]], settings: TargetSettings, options: Any, now: float
) -> Iterator[Family]:
    for relation in RELATIONS:
        if relation.routes <= rows.keys():
            fields = [settings.routes[key].fields for key in sorted(relation.routes)]
            overrides = {concept: override for table in fields for concept, override in table.items()}
            context = Context(now=now, options=options, overrides=overrides)
            yield from relation.relate(rows, context, Findings())
