"""A plan is done: looked at again, written once, and read back until it is so or a deadline ends."""

import asyncio
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vos_exporter.control.api import Api, Refused, Unanswered
from vos_exporter.control.errors import ControlError, Unreadable
from vos_exporter.control.journal import Journal
from vos_exporter.control.kinds import CONTROL_STATE, OFF, Kind
from vos_exporter.control.objects import RawObject, differences, digest, holds, merged, picked, place
from vos_exporter.control.plan import Step
from vos_exporter.control.planning import change_step, key_digests
from vos_exporter.control.references import resolved
from vos_exporter.control.secrecy import hidden
from vos_exporter.control.system import System

FIRST_LOOK, LONGEST_LOOK = 0.2, 2.0
"""Seconds between two looks whether a write has come: at first, and later."""


class Outcome(enum.StrEnum):
    """What became of a step."""

    DONE = "done"
    NOTHING = "nothing to do"
    PENDING = "pending"
    STALE = "stale"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_TRIED = "not tried"

    @property
    def goes_on(self) -> bool:
        """Whether the next step may follow."""
        return self in (Outcome.DONE, Outcome.NOTHING)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a step, and a sentence about it."""

    step: Step
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """An object as it is before a step.

    Attributes:
        outcome: ``None`` if the step can be done.
        detail: a sentence about ``outcome``.
        now: the object; ``None`` if there is none.
    """

    outcome: Outcome | None
    detail: str = ""
    now: RawObject | None = None


@dataclass(slots=True)
class Applier:
    """Does the steps of one plan.

    Attributes:
        api: the system.
        journal: what is kept.
        pause: seconds between two writes, at least.
        settle: seconds within which a write has to be seen.
        tell: hears of each result at once.
    """

    api: Api
    journal: Journal
    pause: float
    settle: float
    tell: Callable[[Result], None] = lambda result: None
    _renumbered: dict[str, str] = field(default_factory=dict)

    async def apply(self, steps: tuple[Step, ...]) -> list[Result]:
        """One result per step; after the first that is not done, nothing more is tried.

        Every object is looked at before the first is written: a plan whose world has moved writes nothing.

        Raises:
            Unreadable: VOS could not be read before the first write.
            ControlError: an attempt cannot be kept.
        """
        self.journal.prepare()
        with self.journal.alone(self.settle):
            looks = await self._first_looks(steps)
            if any(look.outcome is Outcome.STALE for look in looks):
                return [self._told(self._unwritten(*pair)) for pair in zip(steps, looks, strict=True)]
            results: list[Result] = []
            for step in steps:
                goes_on = all(result.outcome.goes_on for result in results)
                result = await self._do(step) if goes_on else Result(step, Outcome.NOT_TRIED)
                results.append(self._told(result))
            return results

    async def _first_looks(self, steps: tuple[Step, ...]) -> list[Look]:
        """How everything is before anything is written, what the steps refer to included."""
        system = System(self.api)
        added = {(step.kind.value, step.name): step.id for step in steps if step.adds}
        looks = []
        for step in steps:
            look = await self._look(step)
            if look.outcome is None:
                try:
                    await resolved(step.kind, step.wanted, system, added)
                except Unreadable:
                    raise
                except ControlError as error:
                    look = Look(Outcome.STALE, str(error).replace("\n", "; "))
            looks.append(look)
        return looks

    def _told(self, result: Result) -> Result:
        self.tell(result)
        return result

    def _unwritten(self, step: Step, look: Look) -> Result:
        """The result of a step of a plan that is stale."""
        if look.outcome is Outcome.STALE:
            self.journal.end(step, None, Outcome.STALE, look.detail)
        return Result(step, look.outcome or Outcome.NOT_TRIED, look.detail)

    async def _look(self, step: Step) -> Look:
        """Whether ``step`` can be done: it is not done yet, and nothing is otherwise than the plan saw."""
        return await (self._look_for_new(step) if step.adds else self._look_at(step))

    async def _look_at(self, step: Step) -> Look:
        now = await self.api.one(step.kind, step.id)
        if now is None:
            return Look(Outcome.STALE, "it is gone")
        if holds(now.value, step.wanted):
            return Look(Outcome.NOTHING, "it is so already", now)
        if digest(now.value) != step.seen:
            changed = step.keys.items() ^ key_digests(now.value).items()
            keys = ", ".join(sorted({key for key, _ in changed}))
            return Look(Outcome.STALE, f"somebody changed {keys or 'it'} since the plan was made", now)
        return Look(None, "", now)

    async def _look_for_new(self, step: Step) -> Look:
        now = await self.api.one(step.kind, step.id)
        if now is None:
            listed = await self.api.listed(step.kind.value)
            now = next((each for each in listed if each.name == step.name), None)
        if now is None:
            return Look(None)
        wanted = _renumbered(step.wanted, self._renumbered)
        if holds(_without_ids(now.value), _without_ids(wanted), trusting=True):
            self._renumbered[step.id] = now.id
            return Look(Outcome.NOTHING, "it is there already", now)
        return Look(Outcome.STALE, f"there is another {step.kind.one} with this name or id by now", now)

    async def _do(self, step: Step) -> Result:
        await self._wait_for_pause()
        try:
            look = await self._look(step)
        except Unreadable as error:
            return Result(step, Outcome.FAILED, f"{error}; it was not written")
        if look.outcome is not None:
            return self._unwritten(step, look)
        wanted = _renumbered(step.wanted, self._renumbered)
        try:
            sent = look.now.with_values(wanted) if look.now else RawObject.of(merged(b"{}", wanted))
        except ValueError as error:
            return Result(step, Outcome.FAILED, f"{error}; it was not written")
        self._keep_way_back(step, look.now, sent)
        attempt = self.journal.begin(step, _facts(step, look.now, sent))
        outcome, detail = Outcome.PENDING, "it was interrupted; look what became of it"
        try:
            outcome, detail = await self._write(step, look.now, sent, wanted)
        finally:
            self.journal.wrote()
            detail = self._kept(step, attempt, outcome, detail)
        return Result(step, outcome, detail)

    def _kept(self, step: Step, attempt: str, outcome: Outcome, detail: str) -> str:
        """Keep what became of an attempt; that it cannot be kept does not hide what it is."""
        try:
            self.journal.end(step, attempt, outcome, detail)
        except ControlError as error:
            return f"{detail}; {error}" if detail else str(error)
        return detail

    async def _wait_for_pause(self) -> None:
        await asyncio.sleep(max(0.0, self.pause - self.journal.since_last_write()))

    def _keep_way_back(self, step: Step, before: RawObject | None, now: RawObject) -> None:
        """What undoes ``step`` on top of ``now``; deleting is not offered, a new service is switched off."""
        if before is not None:
            back = hidden(picked(before.value, step.wanted))
        elif step.kind is Kind.SERVICES:
            back = {CONTROL_STATE: OFF}
        else:
            return
        if not holds(now.value, back):
            self.journal.can_go_back(change_step(step.kind, now, back), over=step)

    async def _write(
        self, step: Step, before: RawObject | None, sent: RawObject, wanted: Mapping[str, Any]
    ) -> tuple[Outcome, str]:
        try:
            if before is None:
                given = await self.api.add(step.kind, sent.raw)
                self._renumbered[step.id] = given or step.id
            else:
                await self.api.replace(step.kind, step.id, sent.raw)
        except Refused as error:
            return await self._refused(step, before, str(error))
        except Unanswered as error:
            outcome, detail = await self._settled(step, before, sent, wanted)
            lost = f"the answer was lost ({error})"
            return outcome, f"{lost}, but it is so" if outcome is Outcome.DONE else f"{lost}; {detail}"
        return await self._settled(step, before, sent, wanted)

    async def _refused(self, step: Step, before: RawObject | None, why: str) -> tuple[Outcome, str]:
        try:
            now = await self.api.one(step.kind, step.id)
        except Unreadable:
            return Outcome.REFUSED, f"{why}; it could not be looked at afterwards"
        if (now is None) is (before is None) and (now is None or before is None or now.value == before.value):
            return Outcome.REFUSED, f"{why}; it is as it was"
        return Outcome.REFUSED, f"{why}; but it is not as it was, look at it"

    async def _settled(
        self, step: Step, before: RawObject | None, sent: RawObject, wanted: Mapping[str, Any]
    ) -> tuple[Outcome, str]:
        """Look until it is so, or the deadline ends."""
        deadline, wait = self.journal.clock.monotonic() + self.settle, FIRST_LOOK
        now: RawObject | None = None
        trouble = ""
        while True:
            try:
                now, trouble = await self._written(step), ""
                if now is not None and _is_so(now, wanted, before is None):
                    return self._done(step, before, sent, now)
            except Unreadable as error:
                trouble = str(error)
            if self.journal.clock.monotonic() + wait > deadline:
                return self._not_so(before, sent, now, trouble)
            await asyncio.sleep(wait)
            wait = min(wait * 1.5, LONGEST_LOOK)

    async def _written(self, step: Step) -> RawObject | None:
        """The object that was written; a new one may have got another id, then its name tells."""
        now = await self.api.one(step.kind, self._renumbered.get(step.id, step.id))
        if now is None and step.adds:
            listed = await self.api.listed(step.kind.value)
            now = next((each for each in listed if each.name == step.name), None)
            if now is not None:
                self._renumbered[step.id] = now.id
        return now

    def _done(
        self, step: Step, before: RawObject | None, sent: RawObject, now: RawObject
    ) -> tuple[Outcome, str]:
        ours = sent.value if before is not None else _without_ids(sent.value)
        theirs = now.value if before is not None else _without_ids(now.value)
        others = [place(path) for path, *_ in differences(hidden(ours), hidden(theirs))]
        remarks = [f"VOS also changed {', '.join(others)}"] if others else []
        try:
            self._keep_way_back(step, before, now)
        except ControlError as error:
            remarks.append(f"the way back is that of before VOS answered: {error}")
        return Outcome.DONE, "; ".join(remarks)

    def _not_so(
        self, before: RawObject | None, sent: RawObject, now: RawObject | None, trouble: str
    ) -> tuple[Outcome, str]:
        """What to say of a write that was not seen in time."""
        within = f"within {self.settle:g} s"
        if trouble:
            return Outcome.PENDING, f"{trouble} ({within}); look at it before you try again"
        if now is None or (before is not None and digest(now.value) == digest(before.value)):
            return (
                Outcome.PENDING,
                f"VOS still shows the old state {within}; it may come, look before you try again",
            )
        if before is not None and _others(now, sent, before):
            return Outcome.STALE, "somebody else wrote it at the same time, and this change is not there"
        return Outcome.PENDING, f"VOS shows neither the old nor the new state {within}; look at it"


def _facts(step: Step, before: RawObject | None, sent: RawObject) -> dict[str, Any]:
    """What the audit file keeps: digests of the whole, and the values that were named."""
    was = None if before is None else picked(before.value, step.wanted)
    return {
        "digest_before": None if before is None else digest(before.value),
        "digest_after": digest(sent.value),
        "before": hidden(was),
        "after": hidden(picked(sent.value, step.wanted)),
    }


def _is_so(now: RawObject, wanted: Mapping[str, Any], new: bool) -> bool:
    if new:
        return holds(_without_ids(now.value), _without_ids(wanted), trusting=True)
    return holds(now.value, wanted, trusting=True)


def _others(now: RawObject, sent: RawObject, before: RawObject) -> bool:
    """Whether a key differs from what it was that this step did not touch."""
    touched = {key for key in before.value if before.value[key] != sent.value.get(key)}
    return any(now.value.get(key) != before.value[key] for key in before.value.keys() - touched)


def _without_ids(value: Any) -> Any:
    """``value`` without the ids of what is new: a server may give its own."""
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_ids(item) for key, item in value.items() if key != "id"}


def _renumbered(value: Any, ids: Mapping[str, str]) -> Any:
    """``value`` with the ids that new objects really got."""
    if isinstance(value, dict):
        return {key: _renumbered(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [_renumbered(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value
