"""The two layers of a state: the raw words of VOS, and the verdict on them."""

from collections.abc import Iterable
from dataclasses import dataclass

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.bounds import STATE_LIMIT, Bounded
from vos_exporter.families import Declaration, Family
from vos_exporter.vos.states import StateField


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
    findings: Findings,
    state: StateField,
    values: Iterable[str],
    raw: Declaration,
    verdict: Declaration | None,
) -> StateFamilies:
    """Start the two layers of a state over all its ``values`` in this payload, and note the unmapped ones."""
    mapped = ctx.state_field(state)
    present = {value for value in values if value}
    findings.note_unmapped(state.name, mapped.known, present)
    known = frozenset(mapped.known)
    open_limit = max(0, STATE_LIMIT - len(known))
    label = Bounded(known | findings.bounded(present - known, open_limit).kept)
    return StateFamilies(mapped, raw.family(), verdict.family() if verdict else None, label)
