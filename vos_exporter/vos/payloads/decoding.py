"""Bytes of a body to rows: one bad item costs one item, a bad body costs the route.

The fast path decodes the whole array at once. Only when an item does not fit is each item decoded alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import msgspec

from vos_exporter.vos.payloads.base import text

T = TypeVar("T")


class BodyError(ValueError):
    """The body as a whole cannot be read; the message never quotes it."""


@dataclass(slots=True)
class Decoded(Generic[T]):
    """Rows that can be collected, and how many could not be.

    Attributes:
        rows: what is left, in the order of the body.
        items: how many items the body held.
        undecodable: items that are no object, do not fit the shape, or lack the key.
        duplicates: items whose key an earlier row already had.
        over_limit: items beyond the limit of rows, never decoded.
    """

    rows: list[T]
    items: int
    undecodable: int = 0
    duplicates: int = 0
    over_limit: int = 0


@lru_cache(maxsize=64)
def _decoder(shape: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(shape, strict=False)


def decode_rows(body: bytes, item: type[T], key: str | None, row_limit: int) -> Decoded[T]:
    """Decode a list of ``item``.

    Args:
        body: a JSON array, or an object with exactly one array in it.
        item: the shape of one row.
        key: the attribute that identifies a row, or ``None`` where rows have no key.
        row_limit: how many items are read at most.

    Raises:
        BodyError: empty, not JSON, ``null``, or another top shape.
    """
    try:
        decoded = _all_at_once(body, item)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        decoded = _one_by_one(_array(body), item, row_limit)
    if len(decoded.rows) > row_limit:
        decoded.over_limit += len(decoded.rows) - row_limit
        del decoded.rows[row_limit:]
    if key is not None:
        _keep_first(decoded, key)
    return decoded


def _all_at_once(body: bytes, item: type[T]) -> Decoded[T]:
    rows: list[T] = _decoder(list[item]).decode(body)  # type: ignore[valid-type]
    return Decoded(rows, items=len(rows))


def _array(body: bytes) -> list[msgspec.Raw]:
    try:
        top = _decoder(list[msgspec.Raw] | dict[str, msgspec.Raw]).decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        raise BodyError(_why(body)) from None
    if isinstance(top, list):
        return top
    arrays = [value for value in top.values() if bytes(value).startswith(b"[")]
    if len(arrays) != 1:
        raise BodyError(f"expected an array, or an object with one array in it, not with {len(arrays)}")
    try:
        return _decoder(list[msgspec.Raw]).decode(arrays[0])  # type: ignore[no-any-return]
    except (msgspec.DecodeError, RecursionError):
        raise BodyError("the body is not JSON") from None


def _why(body: bytes) -> str:
    if not body.strip():
        return "the body is empty"
    try:
        top = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return "the body is not JSON"
    return "expected an array or an object, not " + ("null" if top is None else type(top).__name__)


def _one_by_one(array: list[msgspec.Raw], item: type[T], row_limit: int) -> Decoded[T]:
    decode: Callable[[msgspec.Raw], T] = _decoder(item).decode  # type: ignore[arg-type]
    result: Decoded[T] = Decoded([], items=len(array), over_limit=max(0, len(array) - row_limit))
    for raw in array[:row_limit]:
        try:
            result.rows.append(decode(raw))
        except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
            result.undecodable += 1
    return result


def _keep_first(decoded: Decoded[Any], key: str) -> None:
    seen: set[str] = set()
    kept = []
    for row in decoded.rows:
        identity = text(getattr(row, key))
        if not identity:
            decoded.undecodable += 1
        elif identity in seen:
            decoded.duplicates += 1
        else:
            seen.add(identity)
            kept.append(row)
    decoded.rows = kept
