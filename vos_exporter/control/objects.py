"""Objects as VOS sends them: bytes that stay what they are wherever nobody asked for a change."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import msgspec

from vos_exporter.control.kinds import IDENTITIES
from vos_exporter.control.secrecy import is_hidden, is_secret

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class RawObject:
    """One object.

    Attributes:
        raw: the JSON text, as it came.
        value: what it means.
    """

    raw: bytes
    value: Mapping[str, Any]

    @classmethod
    def of(cls, raw: bytes) -> "RawObject":
        """The object in ``raw``.

        Raises:
            ValueError: it is no JSON object.
        """
        value = msgspec.json.decode(raw)
        if not isinstance(value, dict):
            raise ValueError("not a JSON object")
        return cls(bytes(raw), value)

    @property
    def id(self) -> str:
        """Its id; empty where it has none."""
        return _text(self.value.get("id"))

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        return _text(self.value.get("name"))

    def with_values(self, wanted: Mapping[str, Any]) -> "RawObject":
        """This object with the named keys as ``wanted``; all others keep their bytes."""
        return RawObject.of(merged(self.raw, wanted))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def digest(value: Any) -> str:
    """A short name for exactly this value, whatever the order of its keys."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; ``true`` is not 1, 1 is 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def holds(value: Any, wanted: Any, *, trusting: bool = False) -> bool:
    """Whether ``value`` is as ``wanted``, which names only some of the keys of its objects.

    A secret that is not told is as any; with ``trusting`` one that VOS masks is as the one that was written.
    """
    return _holds(value, wanted, trusting, None)


def _holds(value: Any, wanted: Any, trusting: bool, key: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(value, dict):
        return all(name in value and _holds(value[name], wanted[name], trusting, name) for name in wanted)
    if isinstance(wanted, list) and isinstance(value, list):
        return len(value) == len(wanted) and all(
            _holds(one, other, trusting, key) for one, other in zip(value, wanted, strict=True)
        )
    if is_secret(key) and (is_hidden(wanted) or (trusting and is_hidden(value))):
        return True
    return same(value, wanted)


def narrowed(wanted: Any, value: Any) -> Any:
    """The part of ``wanted`` that ``value`` does not hold yet; lists stay whole."""
    return {
        key: narrowed(item, value[key])
        if isinstance(item, dict) and isinstance(value.get(key), dict)
        else item
        for key, item in wanted.items()
        if key not in value or not _holds(value[key], item, False, key)
    }


def picked(value: Any, wanted: Any) -> Any:
    """What ``value`` has under the keys that ``wanted`` names: what would undo it."""
    if not (isinstance(wanted, dict) and isinstance(value, dict)):
        return value
    return {key: picked(value[key], item) for key, item in wanted.items() if key in value}


def merged(raw: bytes, wanted: Any, key: Any = None) -> bytes:
    """The JSON text ``raw`` with what ``wanted`` names in its place; everything else keeps its bytes.

    An object in ``wanted`` names only some keys. A list is the whole list; its items stay what they were
    wherever they can be found again by their id.

    Raises:
        ValueError: a secret that nobody tells has no place to stay.
    """
    if is_secret(key) and is_hidden(wanted):
        return raw
    if isinstance(wanted, dict) and raw.lstrip().startswith(b"{"):
        return _merged_object(raw, wanted)
    if isinstance(wanted, list) and raw.lstrip().startswith(b"["):
        return _merged_list(raw, wanted)
    if same(msgspec.json.decode(raw), wanted):
        return raw
    return _encoded(wanted, key)


def _merged_object(raw: bytes, wanted: Mapping[str, Any]) -> bytes:
    members: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    changed = False
    for key, item in wanted.items():
        before = members.get(key)
        after = _encoded(item, key) if before is None else merged(bytes(before), item, key)
        changed |= before is None or after != bytes(before)
        members[key] = msgspec.Raw(after)
    return msgspec.json.encode(members) if changed else raw


def _merged_list(raw: bytes, wanted: list[Any]) -> bytes:
    items = [bytes(item) for item in msgspec.json.decode(raw, type=list[msgspec.Raw])]
    known = {identity: item for item in items if (identity := _identity(msgspec.json.decode(item)))}
    after = []
    for position, item in enumerate(wanted):
        identity = _identity(item)
        before = known.get(identity) if identity else None
        if before is None and position < len(items) and same(msgspec.json.decode(items[position]), item):
            before = items[position]
        after.append(_encoded(item) if before is None else merged(before, item))
    if after == items:
        return raw
    return msgspec.json.encode([msgspec.Raw(item) for item in after])


def _identity(item: Any) -> tuple[str, str] | None:
    if isinstance(item, dict):
        for key in IDENTITIES:
            if isinstance(item.get(key), str) and item[key]:
                return key, item[key]
    return None


def _encoded(value: Any, key: Any = None) -> bytes:
    if any(is_hidden(item) for name, item in _leaves(value, key) if is_secret(name)):
        raise ValueError("a secret that is written as asterisks or <secret> has nothing to stay in")
    return msgspec.json.encode(value)


def _leaves(value: Any, key: Any = None) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, key)
    else:
        yield key, value


MISSING = "(missing)"
"""Shown where one side has no such key."""


def differences(before: Any, after: Any, at: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Every place where two values differ, as deep as both have the same form."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from differences(before.get(key, MISSING), after.get(key, MISSING), (*at, key))
    elif isinstance(before, list) and isinstance(after, list):
        for index, (one, other) in enumerate(zip_longest(before, after, fillvalue=MISSING)):
            yield from differences(one, other, (*at, index))
    elif not same(before, after):
        yield at, before, after


def leaves(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value in ``value`` that has nothing below it, and where it is."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    else:
        yield at, value


def place(path: Path) -> str:
    """``path`` as a person writes it, like ``inputs[0].rank``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
