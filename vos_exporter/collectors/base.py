"""What a collector is: a pure function of one route's rows.

No I/O, no clock, no configuration file: :class:`Context` gives what it may know, and takes what it has to say
beside its families.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, TypeVar

from vos_exporter.collecting import (
    OPEN_LABEL_LIMIT,
    OTHER,
    STATE_LIMIT,
    Bounded,
    Context,
    StateFamilies,
    state_families,
)
from vos_exporter.families import Declaration, Family
from vos_exporter.vos.routes import Route

__all__ = [
    "OPEN_LABEL_LIMIT",
    "OTHER",
    "STATE_LIMIT",
    "Bounded",
    "Collector",
    "Context",
    "StateFamilies",
    "state_families",
]

RowT = TypeVar("RowT")


class Collector(ABC, Generic[RowT]):
    """Turns the rows of one route into metric families; one class per route.

    Attributes:
        route: the route it reads.
        families: every declaration it may fill, for the metric reference and the exposition's checks.
        state_fields: names of the state or severity fields whose unknown values it notes.
    """

    route: ClassVar[Route]
    families: ClassVar[Sequence[Declaration]]
    state_fields: ClassVar[Sequence[str]] = ()

    @abstractmethod
    def collect(self, payload: Sequence[RowT], ctx: Context) -> Iterable[Family]:
        """The families of ``payload``, rows already decoded and free of duplicates."""
