"""What a collector is: a pure function of one route's rows.

No I/O, no clock, no configuration file: :class:`Context` is what it may know, :class:`Findings` takes what it
has to say beside its families.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from vos_exporter.collectors.bounds import OPEN_LABEL_LIMIT, Bounded
from vos_exporter.collectors.options import CollectorOptions, Event, Verdict
from vos_exporter.families import Declaration, Family
from vos_exporter.vos.fields import Overrides
from vos_exporter.vos.hints import Hints, Kind
from vos_exporter.vos.routes import Route
from vos_exporter.vos.states import Words

RowT = TypeVar("RowT")


class Context:
    """What a collector or a relation may know beside its rows.

    ``now`` and ``memory`` change from scrape to scrape though the rows do not, so that asking for one of them
    is noticed: what asked for neither gives the same families for the same rows.

    Attributes:
        options: what the operator told the collectors of this target.
        overrides: what the operator knows better about concepts of this route.
        truncated: VOS has more rows than it answered, or may have: counts are a lower bound.
    """

    __slots__ = ("_asked", "_memory", "_now", "options", "overrides", "truncated")

    def __init__(
        self,
        now: float,
        options: CollectorOptions | None = None,
        overrides: Overrides | None = None,
        truncated: bool = False,
        memory: Any = None,
    ) -> None:
        """Give what may be known.

        Args:
            now: when the scrape began, in seconds since the epoch.
            options: see the attributes; the defaults if left out.
            overrides: see the attributes; none if left out.
            truncated: see the attributes.
            memory: what the same collector kept at its last ``ok`` scrape.
        """
        self.options = CollectorOptions() if options is None else options
        self.overrides: Overrides = {} if overrides is None else overrides
        self.truncated = truncated
        self._now, self._memory = now, memory
        self._asked = False

    @property
    def now(self) -> float:
        """When the scrape began, in seconds since the epoch."""
        self._asked = True
        return self._now

    @property
    def memory(self) -> Any:
        """What this collector kept at its last ``ok`` scrape; ``None`` at the first."""
        self._asked = True
        return self._memory

    @property
    def timeless(self) -> bool:
        """Neither ``now`` nor ``memory`` was asked for."""
        return not self._asked

    def words(self, state: Words) -> Words:
        """The words of ``state`` with the operator's verdicts on top."""
        verdicts = self.options.states.get(state.name)
        if not verdicts:
            return state
        return state.extended({value: verdict is Verdict.UP for value, verdict in verdicts.items()})


@dataclass(slots=True)
class Findings:
    """What a collector or a relation has to say beside its families.

    Attributes:
        kept: what it wants to remember; committed only when the route is ``ok``. Must be bounded.
        events: lines for the route's log stream, written when the route is ``ok``.
        unmapped: state or severity field to the distinct raw values its map does not know.
        folded: how many distinct label values were folded into ``other``.
        hints: what was not understood; decoding began it.
        spelled: path of a known key to the key that told it, where that is another one.
    """

    kept: Any = None
    events: list[Event] = field(default_factory=list)
    unmapped: dict[str, set[str]] = field(default_factory=dict)
    folded: int = 0
    hints: Hints = field(default_factory=Hints)
    spelled: Mapping[str, str] = field(default_factory=dict)

    def note_unmapped(self, name: str, values: Collection[str], key: str) -> None:
        """Remember the ``values`` of field ``name``, told under ``key``, that no map knows."""
        self.unmapped.setdefault(name, set()).update(values)
        for value in values:
            self.hints.note(Kind.UNMAPPED, self.told(key), value)

    def told(self, path: str) -> str:
        """The path under which this answer tells what a known ``path`` tells."""
        found = ""
        for part in path.split("."):
            key = found + part.removesuffix("[]")
            found = self.spelled.get(key, key) + ("[]." if part.endswith("[]") else ".")
        return found.removesuffix(".")

    def bounded(self, values: Iterable[str], limit: int = OPEN_LABEL_LIMIT) -> Bounded:
        """Label values for an open vocabulary: the first ``limit`` in sorted order, the rest ``other``."""
        distinct = set(values)
        self.folded += max(0, len(distinct) - limit)
        return Bounded.first(distinct, limit)


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
    def collect(self, rows: Sequence[RowT], ctx: Context, findings: Findings) -> Iterable[Family]:
        """The families of ``rows``, which are decoded and free of duplicates."""
