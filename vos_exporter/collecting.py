"""What collectors and relations share: what they may know, and the shapes both fill.

No I/O, no clock, no configuration file.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vos_exporter.families import Declaration, Family
from vos_exporter.options import CollectorOptions, Event, FieldOverride, Verdict
from vos_exporter.vos.states import StateField

STATE_LIMIT = 16
OPEN_LABEL_LIMIT = 64
OTHER = "other"


@dataclass(slots=True)
class Context:
    """What a collector may know, and what it says beside its families.

    Attributes:
        now: when the scrape began, in seconds since the epoch.
        options: what the operator told the collectors of this target.
        overrides: what the operator knows better about concepts of this route.
        truncated: VOS answered as many rows as we asked for: counts are a lower bound.
        memory: what this collector kept at its last ``ok`` scrape; ``None`` at the first.
        kept: what it wants to keep; committed only when the route is ``ok``. Must be bounded.
        events: lines for the route's log stream, written when the route is ``ok``.
        unmapped: state or severity field to the distinct raw values its map does not know.
        folded: how many distinct label values were folded into ``other``.
        undecodable: how many values of rows were left out because they are not what their field tells.
    """

    now: float
    options: CollectorOptions = field(default_factory=CollectorOptions)
    overrides: Mapping[str, FieldOverride] = field(default_factory=dict)
    truncated: bool = False
    memory: Any = None
    kept: Any = None
    events: list[Event] = field(default_factory=list)
    unmapped: dict[str, set[str]] = field(default_factory=dict)
    folded: int = 0
    undecodable: int = 0

    def state_field(self, state: StateField) -> StateField:
        """``state`` with the operator's verdicts on top."""
        verdicts = self.options.states.get(state.name, {})
        return state.extended({value: verdict is Verdict.UP for value, verdict in verdicts.items()})

    def note_unmapped(self, name: str, known: Collection[str], values: Iterable[str]) -> None:
        """Remember the ``values`` of field ``name`` that are not ``known``."""
        self.unmapped.setdefault(name, set()).update(value for value in values if value not in known)

    def bounded(self, values: Iterable[str], limit: int = OPEN_LABEL_LIMIT) -> "Bounded":
        """Label values for an open vocabulary: the first ``limit`` in sorted order, the rest ``other``."""
        distinct = set(values)
        self.folded += max(0, len(distinct) - limit)
        return Bounded.first(distinct, limit)


class Bounded:
    """Folds the values beyond a limit into ``other``."""

    def __init__(self, kept: frozenset[str]) -> None:
        self.kept = kept

    @classmethod
    def first(cls, values: Iterable[str], limit: int = OPEN_LABEL_LIMIT) -> "Bounded":
        """Keep the first ``limit`` of ``values`` in sorted order."""
        return cls(frozenset(sorted(set(values))[:limit]))

    def __call__(self, value: str) -> str:
        """``value`` if it is kept, else ``other``."""
        return value if value in self.kept else OTHER


@dataclass(slots=True)
class StateFamilies:
    """Fills a raw state family (one 0/1 series per value) and the verdict beside it."""

    state: StateField
    raw: Family
    verdict: Family | None
    label: Bounded

    def add(self, value: str, *labels: str) -> None:
        """Record that the object with ``labels`` is in state ``value``; empty means VOS did not say."""
        if not value:
            return
        shown = self.label(value)
        samples = self.raw.samples
        samples += [((*labels, known), 0) for known in self.state.known if known != shown]
        samples.append(((*labels, shown), 1))
        if self.verdict is not None:
            self.verdict.add(float(self.state.good(value)), *labels)

    def verdicts(self) -> Iterable[Family]:
        """The verdict family, where the state has one."""
        return () if self.verdict is None else (self.verdict,)


def state_families(
    ctx: Context,
    state: StateField,
    values: Iterable[str],
    raw: Declaration,
    verdict: Declaration | None,
) -> StateFamilies:
    """Start the two layers of a state over all its ``values`` in this payload, and note the unmapped ones."""
    mapped = ctx.state_field(state)
    present = {value for value in values if value}
    ctx.note_unmapped(state.name, mapped.known, present)
    known = frozenset(mapped.known)
    open_limit = max(0, STATE_LIMIT - len(known))
    label = Bounded(known | ctx.bounded(present - known, open_limit).kept)
    return StateFamilies(mapped, raw.family(), verdict.family() if verdict else None, label)
