"""Bytes of a body to rows: one bad item costs one item, a bad body costs the route.

The fast path decodes the whole array at once. Only when an item does not fit is each item decoded alone; only
when msgspec refuses the text (a lone surrogate, a broken UTF-8 sequence) is it read by the slower and more
lenient decoder of the standard library.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NoReturn, TypeVar

import msgspec

from vos_exporter.vos.payloads.base import text

T = TypeVar("T")

_REFUSED = (msgspec.DecodeError, RecursionError, UnicodeError)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BodyError(ValueError):
    """The body as a whole cannot be read; the message never quotes it."""


class NotJson(BodyError):
    """The body is no JSON at all."""


@dataclass(slots=True)
class Decoded(Generic[T]):
    """Rows that can be collected, and how many could not be.

    Attributes:
        rows: what is left, in the order of the body.
        items: how many items the body held.
        undecodable: items that are no object, do not fit the shape, or lack the key.
        duplicates: items whose key an earlier row already had.
        over_limit: items beyond the limit of rows.
        left_out: values of rows that are nested too deep, or stand under too long a key.
    """

    rows: list[T]
    items: int
    undecodable: int = 0
    duplicates: int = 0
    over_limit: int = 0
    left_out: int = 0


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
    body = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        decoded = _all_at_once(body, item, row_limit)
    except _REFUSED:
        decoded = _piecemeal(body, item, row_limit)
    if key is not None:
        _keep_first(decoded, key)
    return decoded


def decode_any(body: bytes) -> Any:
    """Any JSON value, read as leniently as :func:`decode_rows` reads.

    Raises:
        BodyError: empty or not JSON.
    """
    body = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        return _decoder(Any).decode(body)
    except _REFUSED:
        return _lenient(body)


def _all_at_once(body: bytes, item: type[T], row_limit: int) -> Decoded[T]:
    rows: list[T] = _decoder(list[item]).decode(body)  # type: ignore[valid-type]
    return Decoded(rows[:row_limit], items=len(rows), over_limit=max(0, len(rows) - row_limit))


def _piecemeal(body: bytes, item: type[T], row_limit: int) -> Decoded[T]:
    items = _array(body)
    result: Decoded[T] = Decoded([], items=len(items), over_limit=max(0, len(items) - row_limit))
    for value in items[:row_limit]:
        try:
            result.rows.append(_one(value, item))
        except (BodyError, *_REFUSED):
            result.undecodable += 1
    return result


def _one(value: Any, item: type[T]) -> T:
    """One item, given as raw JSON or, where the whole body was read leniently, as a plain value."""
    if isinstance(value, msgspec.Raw):
        try:
            return _decoder(item).decode(value)  # type: ignore[no-any-return, arg-type]
        except msgspec.ValidationError:
            raise
        except _REFUSED:
            value = _lenient(bytes(value))
    return msgspec.convert(value, item, strict=False)


def _array(body: bytes) -> list[Any]:
    """The items of the body: raw JSON if msgspec can tell them apart, else plain values."""
    try:
        top = _decoder(list[msgspec.Raw] | dict[str, msgspec.Raw]).decode(body)
    except _REFUSED:
        top = _lenient(body)
    if isinstance(top, list):
        return top
    if not isinstance(top, dict):
        name = "null" if top is None else type(top).__name__
        raise BodyError(f"expected an array or an object, not {name}")
    arrays = [value for value in top.values() if _is_array(value)]
    if len(arrays) != 1:
        raise BodyError(f"expected an array, or an object with one array in it, not with {len(arrays)}")
    return arrays[0] if isinstance(arrays[0], list) else _array(bytes(arrays[0]))


def _is_array(value: Any) -> bool:
    return bytes(value).startswith(b"[") if isinstance(value, msgspec.Raw) else isinstance(value, list)


def _lenient(body: bytes) -> Any:
    if not body.strip():
        raise NotJson("the body is empty")
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise NotJson("the body is not JSON") from None


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


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
