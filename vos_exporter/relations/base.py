"""What a relation is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.families import Declaration, Family

RowsByRoute = Mapping[str, Sequence[Any]]
"""Route key to the rows of that route."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Families that need the rows of several routes.

    Attributes:
        name: how logs call it.
        routes: it is computed only when all of them are selected and ``ok``.
        families: every declaration it may fill.
        relate: rows by route key to families; pure, like a collector.
    """

    name: str
    routes: frozenset[str]
    families: tuple[Declaration, ...]
    relate: Callable[[RowsByRoute, Context, Findings], Iterable[Family]]
