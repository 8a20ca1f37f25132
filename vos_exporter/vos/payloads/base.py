"""What all payload shapes share."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from vos_exporter.vos.fields import Field
from vos_exporter.vos.numbers import number
from vos_exporter.vos.states import is_nothing

__all__ = [
    "UNSET",
    "BodyError",
    "BodyTooLarge",
    "ErrorObject",
    "NotJson",
    "Payload",
    "Rows",
    "Text",
    "distinct",
    "rows",
    "text",
]

Text = str | int | float | bool | None
"""A text that may arrive as a number, a boolean or null; a number that may arrive as text or null."""

T = TypeVar("T")
Rows = list[T] | None | UnsetType
"""A list that may be null or missing."""


class BodyError(ValueError):
    """The body as a whole cannot be read; the message may name keys, and never quotes a value."""


class NotJson(BodyError):
    """The body is no JSON at all."""


class ErrorObject(BodyError):
    """The body speaks of an error, whatever the status."""


class BodyTooLarge(BodyError):
    """The body holds more values than we are ready to build."""


class Payload(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """The base of every shape: keys are camelCase in the API and snake_case here.

    Attributes:
        spelled: attribute to other words for its key that the field uses, best first.
        known: keys that the API is known to have, and that say nothing we show.
        measured: attribute to how its number is read where its key is not the known one.
        called: attribute to the name of its concept in the configuration, where that is another one.
        watched: attributes that the shipped rules read.
    """

    spelled: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    known: ClassVar[tuple[str, ...]] = ()
    measured: ClassVar[Mapping[str, Field]] = MappingProxyType({})
    called: ClassVar[Mapping[str, str]] = MappingProxyType({})
    watched: ClassVar[tuple[str, ...]] = ()


def text(value: Text | UnsetType) -> str:
    """``value`` as a label text: empty when missing or null, ``true``/``false`` for booleans."""
    if isinstance(value, str):
        return value
    if value is None or value is UNSET:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def texts(values: Iterable[Text | UnsetType]) -> list[str]:
    """The label text of each of ``values``; where all are text already, nobody looks at each of them."""
    listed = list(values)
    return listed if set(map(type, listed)) == {str} else list(map(text, listed))  # type: ignore[return-value]


def rows(value: Rows[T]) -> Sequence[T]:
    """The items of a list; none when it is null or missing."""
    return value if isinstance(value, list) else ()


def distinct(items: Iterable[T | None], identity: Callable[[T], Text]) -> Iterator[T]:
    """``items`` without nulls; of those with one ``identity`` the first, of those without any all."""
    seen: set[str] = set()
    for item in items:
        if item is None:
            continue
        key = text(identity(item))
        if key not in seen:
            yield item
        if key:
            seen.add(key)


def is_number(value: object) -> bool:
    """Whether ``value`` is a number, also as text; a boolean is none."""
    return not isinstance(value, bool) and number(value) is not None and not is_nothing(value)
