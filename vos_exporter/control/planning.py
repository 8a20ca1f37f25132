"""What somebody wants, and what is there -> a plan. It only reads."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from vos_exporter.control.api import Api
from vos_exporter.control.errors import ControlError
from vos_exporter.control.kinds import ACTIVE, CONTROL_STATE, OFF, Kind
from vos_exporter.control.objects import RawObject, digest, leaves, narrowed, picked
from vos_exporter.control.people import NEEDED, as_vos_says, renewed
from vos_exporter.control.plan import Step
from vos_exporter.control.references import Added, names, resolved
from vos_exporter.control.secrecy import hidden, masked_paths, shown
from vos_exporter.control.shape import check_keys
from vos_exporter.control.system import System
from vos_exporter.control.wanted import Wanted

MASKED = (
    "VOS shows passwords as asterisks ({places}), and nobody has tried what becomes of them when the whole"
    " object is written back"
)


@dataclass(slots=True)
class Outline:
    """What is to be done, as far as it is known.

    Attributes:
        steps: in the order of the files.
        unchanged: objects that are as wanted already, in words.
        problems: what makes a plan impossible, sentences.
    """

    steps: list[Step] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Planner:
    """Plans for one system.

    Args:
        api: reads single objects.
        system: what is there.
        like: the object that new ones take after which say nothing themselves.
        send_masked: write objects back whose passwords VOS masks.
    """

    def __init__(
        self, api: Api, system: System, like: str | None = None, *, send_masked: bool = False
    ) -> None:
        self._api = api
        self._system = system
        self._like = like
        self._send_masked = send_masked

    async def plan(self, wanted: Sequence[Wanted]) -> tuple[tuple[Step, ...], list[str]]:
        """The steps, sources and destinations before services, and what is as wanted already.

        Raises:
            ControlError: it cannot be done as it is wanted; names all that was found.
        """
        outline = Outline()
        there = [await self._there(each, outline) for each in wanted]
        fresh = [each for each, found in zip(wanted, there, strict=True) if found is None]
        added = self._ids(fresh, outline)
        if self._like is not None and len({each.kind for each in fresh if each.like is None}) > 1:
            outline.problems.append(
                "--like names one object, and objects of several kinds are new; write `like:` into each"
            )
        self._check_twice(wanted, there, outline)
        for each, found in zip(wanted, there, strict=True):
            if not outline.problems or found is not None:
                await self._step(each, found, added, outline)
        if outline.problems:
            raise ControlError(*dict.fromkeys(outline.problems))
        return tuple(sorted(outline.steps, key=lambda step: step.kind.order)), outline.unchanged

    async def _there(self, each: Wanted, outline: Outline) -> RawObject | None:
        """The object that is meant; ``None`` for a new one, or after a problem was noted."""
        id, name = each.values.get("id"), each.values.get("name")
        try:
            found = await self._system.matching(each.kind.value, str(id or name))
        except ControlError as error:
            outline.problems.append(f"{each.where}: {error}")
            return None
        if found is None and id:
            outline.problems.append(
                f"{each.where}: there is no {each.kind.one} with this id; leave `id` out to add one"
            )
        if found is not None and each.like is not None:
            outline.problems.append(
                f"{each.where}: the name {shown(found.name)} is taken; without `like` it would be changed"
            )
        return found

    def _ids(self, fresh: Sequence[Wanted], outline: Outline) -> Added:
        """An id for each new object, sent with it: so it is found again whatever becomes of the answer."""
        return {(each.kind.value, str(each.values.get("name"))): str(uuid.uuid4()) for each in fresh}

    def _check_twice(
        self, wanted: Sequence[Wanted], there: Sequence[RawObject | None], outline: Outline
    ) -> None:
        seen: dict[tuple[Kind, str], str] = {}
        for each, found in zip(wanted, there, strict=True):
            names = {str(each.values.get("name")), found.id if found else ""} - {"", "None"}
            for name in names:
                first = seen.setdefault((each.kind, name), each.where)
                if first != each.where:
                    outline.problems.append(f"{each.where}: the same {each.kind.one} as at {first}")

    async def _step(self, each: Wanted, found: RawObject | None, added: Added, outline: Outline) -> None:
        try:
            step = await (self._change(each, found, added) if found else self._addition(each, added))
        except ControlError as error:
            outline.problems += [f"{each.where}: {line}" for line in str(error).splitlines()]
            return
        if step is None:
            outline.unchanged.append(f"{each.kind.one} {shown(found.name if found else '')}")
        else:
            outline.steps.append(step)

    async def _change(self, each: Wanted, found: RawObject, added: Added) -> Step | None:
        now = await self._api.one(each.kind, found.id)
        if now is None:
            raise ControlError(f"{each.kind.one} {shown(found.name)} is listed, and cannot be read by its id")
        said = as_vos_says(each.kind, each.values, now.value)
        check_keys(said, now.value)
        wanted = narrowed(await resolved(each.kind, said, self._system, added), now.value)
        if not wanted:
            return None
        await self._check_name(each.kind, wanted, now.id)
        notes = self._notes(each.kind, _with(now, wanted).value)
        step = change_step(each.kind, now, wanted, notes)
        return await self._with_names(step, added)

    async def _addition(self, each: Wanted, added: Added) -> Step:
        pattern, name = await self._pattern(each), str(each.values["name"])
        said = as_vos_says(each.kind, each.values, pattern.value)
        check_keys(said, pattern.value)
        wanted = await resolved(each.kind, said, self._system, added)
        body: dict[str, Any] = {
            key: renewed(value) if key in ("inputs", "outputs") else value
            for key, value in _with(pattern, wanted).value.items()
        }
        if each.kind is Kind.SERVICES and CONTROL_STATE not in wanted:
            body[CONTROL_STATE] = OFF
        body |= {"id": added[each.kind.value, name], "name": name}
        await self._check_name(each.kind, body, "")
        body = _without_foreign_passwords(body)
        masked = list(masked_paths(body))
        if masked:
            raise ControlError(
                f"a new {each.kind.one} cannot take over the passwords of {shown(pattern.name)}, which VOS"
                f" shows as asterisks ({', '.join(masked)}); write its own into the file"
            )
        notes = (*_remarks(each.kind, body, []), *_shared(body, pattern.value, pattern.name))
        before = hidden(dict(pattern.value))
        step = Step(each.kind, body["id"], name, body, before=before, like=pattern.name, notes=notes)
        return await self._with_names(step, added)

    async def _with_names(self, step: Step, added: Added) -> Step:
        known = await names(step.kind, (step.before, step.wanted), self._system, added)
        written = set(map(str, (leaf for value in (step.before, step.wanted) for _, leaf in leaves(value))))
        return msgspec.structs.replace(step, names={id: name for id, name in known.items() if id in written})

    async def _pattern(self, each: Wanted) -> RawObject:
        """The object a new one takes after: the only evidence of the whole shape."""
        like = each.like or self._like
        if like is None:
            near = await self._system.nothing(each.kind.value, str(each.values["name"]))
            raise ControlError(
                f"{near}. To add one, name a {each.kind.one} it takes after (`like:` or --like NAME): nobody"
                " has published the whole shape, so a real one of this system is the only evidence of it"
            )
        missing = [keys for keys in NEEDED[each.kind] if not any(key in each.values for key in keys)]
        if missing:
            own = " and ".join(f"`{keys[0]}`" for keys in missing)
            raise ControlError(
                f"a new {each.kind.one} has to say its own {own}: two that share them would disturb each"
                " other"
            )
        listed = await self._system.found(each.kind.value, like)
        return await self._api.one(each.kind, listed.id) or listed

    async def _check_name(self, kind: Kind, wanted: Mapping[str, Any], own: str) -> None:
        taken = [each for each in await self._system.objects(kind.value) if each.name == wanted.get("name")]
        if any(each.id != own for each in taken):
            raise ControlError(f"the name {shown(wanted['name'])} is taken by another {kind.one}")

    def _notes(self, kind: Kind, after: Mapping[str, Any]) -> tuple[str, ...]:
        masked = list(masked_paths(after))
        if masked and not self._send_masked:
            raise ControlError(
                f"{MASKED.format(places=', '.join(masked))}. Write them into the file, or say --send-masked"
                " and look at the delivery afterwards"
            )
        return tuple(_remarks(kind, after, masked))


def _remarks(kind: Kind, after: Mapping[str, Any], masked: list[str]) -> Iterator[str]:
    if masked:
        yield MASKED.format(places=", ".join(masked))
    state = after.get(CONTROL_STATE)
    if kind is Kind.SERVICES and state not in (ACTIVE, OFF):
        yield f"nobody has seen the control state {shown(state)}; {ACTIVE} and {OFF} are known"
    every = after.get("destinationsId")
    if kind is Kind.SERVICES and isinstance(every, list) and after.get("destinationId") not in every[:1]:
        yield "destinationId is not the first of destinationsId: VOS wants the origin first"


def _shared(body: Mapping[str, Any], pattern: Mapping[str, Any], name: str) -> Iterator[str]:
    """What a new object has in common with the one it takes after, and may not be allowed to."""
    yield f"everything else is as {name} has it"
    keys = ("programNum", "addons.drmAddon")
    common = [key for key in keys if _at(body, key) and _at(pattern, key) == _at(body, key)]
    if common:
        yield f"{' and '.join(common)} too: write its own into the file where that must not be shared"


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _with(there: RawObject, wanted: Mapping[str, Any]) -> RawObject:
    try:
        return there.with_values(wanted)
    except ValueError as error:
        raise ControlError(str(error)) from None


def change_step(kind: Kind, now: RawObject, wanted: dict[str, Any], notes: tuple[str, ...] = ()) -> Step:
    """The step that gives the object ``now`` the values ``wanted``, and no other object than this one."""
    return Step(
        kind=kind,
        id=now.id,
        name=now.name,
        wanted=wanted,
        seen=digest(now.value),
        keys=key_digests(now.value),
        before=hidden(picked(now.value, wanted)),
        notes=notes,
    )


def key_digests(value: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each key, so that what changed can be named without keeping values."""
    return {key: digest(item)[:16] for key, item in value.items()}


def _without_foreign_passwords(value: Any) -> Any:
    """An end point without a user has no password: the asterisks of the pattern are not copied."""
    if isinstance(value, list):
        return [_without_foreign_passwords(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _without_foreign_passwords(item) for key, item in value.items()}
    masked = isinstance(own.get("password"), str) and own["password"].strip("*") == ""
    return own | {"password": ""} if masked and own.get("username") == "" else own


def steps_as_json(steps: Sequence[Step]) -> Any:
    """``steps`` for a machine, without secrets."""
    return hidden(msgspec.to_builtins(steps))
