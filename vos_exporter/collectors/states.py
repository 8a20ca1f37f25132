"""The two layers of a state: the raw words of VOS, and the verdict on them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from vos_exporter.collectors.base import Context, Findings
from vos_exporter.collectors.bounds import STATE_LIMIT, Bounded
from vos_exporter.families import Declaration, Family
from vos_exporter.vos.payloads.base import Text, text
from vos_exporter.vos.states import Words, is_nothing


@dataclass(slots=True)
class StateFamilies:
    """Fills a raw state family (one 0/1 series per value) and the verdict beside it.

    A word that is neither plainly good nor plainly bad has a raw state and no verdict.
    """

    words: Words
    raw: Family
    verdict: Family | None
    label: Bounded
    _verdicts: dict[str, bool | None] = field(default_factory=dict)

    def add(self, value: str, *labels: str) -> None:
        """Record that the object with ``labels`` is in state ``value``; empty means VOS did not say."""
        if not value:
            return
        shown = self.label(value)
        samples = self.raw.samples
        samples += [((*labels, known), 0) for known in self.words.known if known != shown]
        samples.append(((*labels, shown), 1))
        if self.verdict is not None and (verdict := self.judged(value)) is not None:
            self.verdict.samples.append((labels, float(verdict)))

    def judged(self, value: str) -> bool | None:
        """The verdict on ``value``; each word is looked up once."""
        if value not in self._verdicts:
            self._verdicts[value] = self.words.verdict(value)
        return self._verdicts[value]

    def verdicts(self) -> Iterable[Family]:
        """The verdict family, where the state has one."""
        return () if self.verdict is None else (self.verdict,)


def said(value: Text) -> str:
    """A state as a label text; empty where it says nothing."""
    return "" if is_nothing(value) else text(value)


def state_families(
    ctx: Context,
    findings: Findings,
    state: Words,
    values: Iterable[str],
    raw: Declaration,
    verdict: Declaration | None,
    key: str,
) -> StateFamilies:
    """Start the two layers of a state over all its ``values`` in this payload, and note the unmapped ones.

    Args:
        ctx: gives the operator's verdicts.
        findings: takes the words no map knows.
        state: the words of its kind.
        values: of all rows; empty where a row does not say.
        raw: the family of the words.
        verdict: the family of the verdicts, if there is one.
        key: of the body, for hints.
    """
    words = ctx.words(state)
    present = {value for value in values if value}
    findings.note_unmapped(
        state.name, sorted(value for value in present if words.verdict(value) is None), key
    )
    known = frozenset(words.known)
    open_limit = max(0, STATE_LIMIT - len(known))
    label = Bounded(known | findings.bounded(present - known, open_limit).kept)
    return StateFamilies(words, raw.family(), verdict.family() if verdict else None, label)
