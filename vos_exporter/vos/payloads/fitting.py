"""Rows of a public shape that are not as expected, read field by field.

What cannot be read costs that field and is noted; another spelling of a key, or another word for it that the
field uses, is read as the known one. The rows that are as expected never come here.
"""

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import UNSET

from vos_exporter.vos.fields import Field, FieldTable, Overrides, canonical
from vos_exporter.vos.hints import Hints, Kind
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.numbers import Measured, Nothing, Unitless, boolean
from vos_exporter.vos.payloads.base import Payload, text
from vos_exporter.vos.payloads.records import flatten
from vos_exporter.vos.resolving import NEW_KEYS, Claim, Resolver, TooManyKeysError
from vos_exporter.vos.states import SWITCH, is_nothing

T = TypeVar("T", bound=Payload)
_SCALARS = (str, int, float, bool)
_PLANS = 256


@dataclass(slots=True)
class Notes:
    """What was learnt while rows were fitted.

    Attributes:
        hints: takes what was not understood.
        absent: attributes of rows that lack their key and every other word for it.
        spelled: path of a key to the one that stood there instead.
    """

    hints: Hints
    absent: set[str] = field(default_factory=set)
    spelled: dict[str, str] = field(default_factory=dict)
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """One field of a shape: its name here, its key in the API, its concept, and what it takes."""

    name: str
    key: str
    concept: str
    keys: tuple[str, ...]
    takes: str
    inner: "type[Payload] | None" = None
    measured: Field | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    told: tuple[tuple[Attribute, tuple[str, ...]], ...]
    unread: tuple[str, ...]


class Shape(Generic[T]):
    """A struct, and every key its fields may be told under.

    Args:
        struct: the shape.
        overrides: what the operator knows better, by attribute name; dotted for nested shapes.
        prefix: of the concepts of a nested shape.
    """

    def __init__(self, struct: type[T], overrides: Overrides, prefix: str = "") -> None:
        self.struct, self.overrides, self.prefix = struct, overrides, prefix
        self.attributes = tuple(self._attribute(entry) for entry in msgspec.structs.fields(struct))
        self._index: dict[str, list[tuple[int, Attribute]]] = {}
        for attribute in self.attributes:
            for rank, key in enumerate(attribute.keys):
                self._index.setdefault(canonical(key), []).append((rank, attribute))
        self._known = {canonical(key) for key in struct.known}
        measured = tuple(entry.measured for entry in self.attributes if entry.measured is not None)
        self.resolver = Resolver(FieldTable(measured).overridden(self._own())) if measured else None
        self._inner: dict[str, Shape[Any]] = {}
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._left: float = math.inf

    def for_one_body(self) -> "Shape[T]":
        """The same, its plans kept in common, that looks into at most ``NEW_KEYS`` keys of rows."""
        bounded = copy.copy(self)
        bounded._left = NEW_KEYS
        return bounded

    def _own(self) -> Overrides:
        cut = len(self.prefix)
        return {key[cut:]: told for key, told in self.overrides.items() if key.startswith(self.prefix)}

    def _attribute(self, entry: Any) -> Attribute:
        measured = self.struct.measured.get(entry.name)
        concept = measured.concept if measured else self.struct.called.get(entry.name, entry.name)
        keys: tuple[str, ...] = (entry.encode_name, *self.struct.spelled.get(entry.name, ()))
        override = self._own().get(concept, UNSET)
        if override is None or (override is not UNSET and override.aliases == ()):
            keys = ()
        elif override is not UNSET and override.aliases:
            keys = (*override.aliases, *keys)
        takes, inner = _taken(entry.type)
        return Attribute(entry.name, entry.encode_name, concept, keys, takes, inner, measured)

    @property
    def concepts(self) -> tuple[str, ...]:
        """Everything the operator can override, those of nested shapes dotted."""
        found: list[str] = []
        for entry in self.attributes:
            found.append(self.prefix + entry.concept)
            if entry.inner is not None:
                found += Shape(entry.inner, {}, f"{self.prefix}{entry.name}.").concepts
        return tuple(found)

    def plan(self, keys: tuple[str, ...]) -> _Plan:
        """Which of ``keys`` tells what.

        Raises:
            TooManyKeysError: there were too many already in this body.
        """
        plan = self._plans.get(keys)
        if plan is None:
            self._left -= len(keys)
            if self._left < 0:
                raise TooManyKeysError
            plan = self._made(keys)
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            self._plans[keys] = plan
        return plan

    def _made(self, keys: tuple[str, ...]) -> _Plan:
        found: dict[str, list[tuple[int, bool, str]]] = {}
        claimed = set()
        for key in keys:
            for rank, attribute in self._index.get(canonical(key), ()):
                found.setdefault(attribute.name, []).append((rank, key != attribute.keys[rank], key))
                claimed.add(key)
        if self.resolver is not None:
            plan = self.resolver.plan(keys)
            claimed.update(claim.key for claims in plan.numbers for claim in claims)
            claimed.update(claim.sibling for claims in plan.numbers for claim in claims if claim.sibling)
        told = []
        for attribute in self.attributes:
            dotted = [key for key in attribute.keys if "." in key]
            told.append((attribute, (*dotted, *(key for _, _, key in sorted(found.get(attribute.name, ()))))))
        unread = (key for key in keys if key not in claimed and canonical(key) not in self._known)
        return _Plan(tuple(told), tuple(unread))

    def fit(self, row: Mapping[str, Any], notes: Notes, path: str = "", **given: Any) -> T:
        """``row`` as the struct.

        Args:
            row: an object of the body.
            notes: takes what was learnt.
            path: of the row below the rows of the body, with a dot at its end.
            given: attributes that the place of the row tells, where it does not say them itself.
        """
        plan = self.plan(tuple(row))
        values: dict[str, Any] = {}
        for attribute, keys in plan.told:
            if attribute.measured is not None and self._measured(attribute, row, notes, path, values):
                continue
            key = next((key for key in keys if _at(row, key) is not None), None)
            if key is None and not any(_has(row, key) for key in keys):
                if attribute.name not in given:
                    notes.absent.add(path + attribute.name)
                continue
            key = key or next(key for key in keys if _has(row, key))
            if key != attribute.key:
                notes.spelled[path + attribute.key] = path + key
            value = self._read(attribute, _at(row, key), notes, path + key)
            if value is not UNSET:
                values[attribute.name] = value
        for key in plan.unread:
            if row[key] is not None:
                notes.hints.note(Kind.UNREAD, path + key, row[key])
        for name, value in given.items():
            values.setdefault(name, value)
        return self.struct(**values)

    def _measured(
        self, attribute: Attribute, row: Mapping[str, Any], notes: Notes, path: str, values: dict[str, Any]
    ) -> bool:
        """Read a number by whatever says its unit; ``False`` where nothing tells it."""
        flat, _ = flatten(row)
        claims = self._claims(attribute, tuple(flat))
        for claim in claims:
            result = claim.read(flat)
            if claim.key != attribute.key:
                notes.spelled[path + attribute.key] = path + claim.key
            if isinstance(result, Measured | Unitless):
                if isinstance(result, Unitless):
                    notes.hints.note(Kind.NO_UNIT, path + claim.key, flat[claim.key])
                values[attribute.name] = result
                return True
            note_nothing(notes.hints, result, path + claim.key, flat[claim.key])
        return bool(claims) or self._noted_as_object(attribute, row, notes, path)

    def _claims(self, attribute: Attribute, keys: tuple[str, ...]) -> Sequence[Claim]:
        """Which of ``keys`` tell the number, the best first."""
        numbers = () if self.resolver is None else self.resolver.plan(keys).numbers
        return next((found for found in numbers if found[0].field.concept == attribute.concept), ())

    def _noted_as_object(self, attribute: Attribute, row: Mapping[str, Any], notes: Notes, path: str) -> bool:
        """Whether an object stands where the number should, none of whose members is one; it is noted."""
        claims = self._claims(attribute, tuple(row))
        objects = [claim.key for claim in claims if isinstance(row[claim.key], dict)]
        for key in objects:
            notes.odd = True
            notes.hints.note(Kind.UNREADABLE, path + key, row[key])
        return bool(objects)

    def _read(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        """``value`` as ``attribute`` takes it; ``UNSET`` where it cannot be that, which is noted."""
        if value is None:
            return None
        read = _READERS[attribute.takes](self, attribute, value, notes, path)
        if read is UNSET:
            notes.odd = True
            notes.hints.note(Kind.UNREADABLE, path, value)
        return read

    def inner(self, attribute: Attribute) -> "Shape[Any]":
        """The shape in ``attribute``."""
        shape = self._inner.get(attribute.name)
        if shape is None:
            struct = attribute.inner or Payload
            shape = Shape(struct, self.overrides, f"{self.prefix}{attribute.name}.")
            self._inner[attribute.name] = shape
        return shape

    def _text(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        return value if isinstance(value, _SCALARS) else UNSET

    def _boolean(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        found = boolean(value, SWITCH)
        return None if found is None and is_nothing(value) else UNSET if found is None else found

    def _texts(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        if isinstance(value, str):
            return [value] if is_uuid(value) else UNSET
        if not isinstance(value, list):
            return [] if value == {} else UNSET
        odd = [item for item in value if not (item is None or isinstance(item, _SCALARS))]
        for item in odd:
            notes.hints.note(Kind.UNREADABLE, f"{path}[]", item)
        return [item for item in value if isinstance(item, _SCALARS)]

    def _list(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        return value if isinstance(value, list) else UNSET

    def _object(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        return value if isinstance(value, dict) else None if value == [] else UNSET

    def _nested(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        if value == []:
            return None
        if isinstance(value, list):
            return self._nested(attribute, value[0], notes, path) if len(value) == 1 else UNSET
        return self.inner(attribute).fit(value, notes, f"{path}.") if isinstance(value, dict) else UNSET

    def _nested_list(self, attribute: Attribute, value: Any, notes: Notes, path: str) -> Any:
        """A list of objects; a single object is what some converters make of a list with one."""
        inner = self.inner(attribute)
        if isinstance(value, dict):
            if value and not any(keys for _, keys in inner.plan(tuple(value)).told):
                return UNSET
            value = [value] if value else []
        if not isinstance(value, list):
            return UNSET
        fitted = []
        for item in value:
            if isinstance(item, dict):
                fitted.append(inner.fit(item, notes, f"{path}[]."))
            elif item is not None:
                notes.odd = True
                notes.hints.note(Kind.UNREADABLE, f"{path}[]", item)
        return fitted


_READERS: Mapping[str, Any] = {
    "text": Shape._text,
    "boolean": Shape._boolean,
    "texts": Shape._texts,
    "list": Shape._list,
    "object": Shape._object,
    "nested": Shape._nested,
    "nested_list": Shape._nested_list,
}


def note_nothing(hints: Hints, why: Nothing, path: str, value: object) -> None:
    """Note why ``value`` gave no number."""
    if why is not Nothing.ABSENT:
        hints.note(Kind.UNREADABLE if why is Nothing.UNREADABLE else Kind.IMPLAUSIBLE, path, value)


def _taken(annotation: Any) -> tuple[str, type[Payload] | None]:
    """What a field of this type takes, and the shape in it."""
    members = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    for member in members:
        if isinstance(member, type) and issubclass(member, Payload):
            return "nested", member
        if get_origin(member) is list:
            takes, inner = _taken(get_args(member)[0])
            return {"nested": ("nested_list", inner), "text": ("texts", None)}.get(takes, ("list", None))
        if get_origin(member) is dict:
            return "object", None
    return ("text" if str in members else "boolean" if bool in members else "any"), None


def _has(row: Mapping[str, Any], key: str) -> bool:
    return key in row or ("." in key and _at(row, key) is not None)


def _at(row: Any, key: str) -> Any:
    """The value under ``key``, which may be dotted."""
    if key in row:
        return row[key]
    for part in key.split(".") if "." in key else ():
        row = row.get(part) if isinstance(row, dict) else None
    return row if "." in key else None


class ShapeLooks:
    """What the rows of a public shape look like.

    Args:
        shape: the shape of one row.
        key: the attribute that identifies a row, or ``None`` where rows have no key.
        names: what the route calls its rows.
    """

    def __init__(self, shape: Shape[Any], key: str | None, names: frozenset[str]) -> None:
        self.shape, self.key, self.names = shape, key, names

    @property
    def keyed(self) -> bool:
        """Rows have an identity."""
        return self.key is not None

    def identified(self, row: Mapping[str, Any]) -> bool:
        """Whether ``row`` carries an identity of its own."""
        for attribute, keys in self.shape.plan(tuple(row)).told:
            if attribute.name == self.key:
                return any(isinstance(_at(row, key), _SCALARS) and text(_at(row, key)) for key in keys)
        return False

    def concepts(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The attributes that ``row`` tells, beside its identity."""
        told = self.shape.plan(tuple(row)).told
        found = {
            entry.name for entry, keys in told if entry.name != self.key and any(_has(row, k) for k in keys)
        }
        if self.shape.resolver is not None:
            found |= self.shape.resolver.plan(tuple(row)).concepts
        return frozenset(found)

    def claims(self, key: str) -> bool:
        """Whether ``key`` tells an attribute."""
        return any(keys for _, keys in self.shape.plan((key,)).told)


@lru_cache(maxsize=256)
def strict_variant(struct: type[T], absent: frozenset[str], beside: frozenset[str] | None = None) -> type[T]:
    """``struct`` with every key required but those of ``absent``: what it reads needs no second look.

    Args:
        struct: the shape.
        absent: attributes that a row may lack.
        beside: the keys that a row may have though the shape does not know them; any if ``None``. What a row
            lacks, a key that is not among them may tell.
    """
    entries: Sequence[Any] = msgspec.structs.fields(struct)
    told = {entry.encode_name for entry in entries}
    others = {f"beside_{index}": key for index, key in enumerate(sorted((beside or frozenset()) - told))}
    fields: Iterable[Any] = [
        (entry.name, entry.type, msgspec.field(default=entry.default)) if entry.name in absent
        else (entry.name, entry.type)
        for entry in entries
    ] + [(name, Any, msgspec.field(default=None)) for name in others]  # fmt: skip
    return msgspec.defstruct(
        struct.__name__,
        fields,
        bases=(struct,),
        frozen=True,
        gc=False,
        kw_only=True,
        rename={entry.name: entry.encode_name for entry in entries} | others,
        forbid_unknown_fields=beside is not None,
    )  # type: ignore[return-value]
