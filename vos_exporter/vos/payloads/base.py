"""What all payload shapes share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "Payload", "Rows", "Text", "distinct", "rows", "text"]

Text = str | int | float | bool | None
"""A text that may arrive as a number, a boolean or null; a number that may arrive as text or null."""

T = TypeVar("T")
Rows = list[T] | None | UnsetType
"""A list that may be null or missing."""


class Payload(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """The base of every shape: keys are camelCase in the API and snake_case here."""


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
