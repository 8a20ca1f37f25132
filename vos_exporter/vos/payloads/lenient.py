"""Bytes to JSON values: fast where they are as they should be, lenient where they are not."""

import codecs
import json
import re
from functools import lru_cache
from typing import Any

import msgspec

from vos_exporter.vos.payloads.base import BodyTooLarge, NotJson

REFUSED = (msgspec.DecodeError, RecursionError, UnicodeError)
"""What msgspec raises for a text that it does not take."""

MOST_VALUES = 2_000_000
"""Commas of a body: a bound on its values that costs next to nothing to know before any is built."""

MOST_OBJECTS = 1_000_000
"""Objects and lists of a body: each takes some 200 bytes of memory beside its values, a number or text 50."""

MOST_KEYS = 200_000
"""Keys of a body whose objects have more than :data:`KEYS_PER_OBJECT` of them on the average."""

KEYS_PER_OBJECT = 1_000
"""No row of VOS has a tenth of it. An object of a million keys is one long step of the decoder, which nothing
can interrupt, and for which every thread of the process waits."""

LONGEST_LENIENT = 16 * 1024 * 1024
"""Bytes of a body that is read leniently: one character beyond the first 65,536 makes a text of it that takes
four times as many."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)


@lru_cache(maxsize=128)
def decoder(shape: Any) -> "msgspec.json.Decoder[Any]":
    """A decoder that takes numbers for texts and texts for numbers."""
    return msgspec.json.Decoder(shape, strict=False)


def in_utf8(body: bytes, content_type: str = "") -> bytes:
    """``body`` in UTF-8 and without a byte order mark, by the charset of ``content_type`` if that is known.

    Raises:
        BodyTooLarge: it holds more values than we are ready to build.
    """
    if len(body) > 2 * MOST_VALUES and body.count(b",") > MOST_VALUES:
        raise BodyTooLarge(f"the body holds more than {MOST_VALUES} values")
    if len(body) > 2 * MOST_OBJECTS and body.count(b"{") + body.count(b"[") > MOST_OBJECTS:
        raise BodyTooLarge(f"the body holds more than {MOST_OBJECTS} objects and lists")
    keys = body.count(b":") if len(body) > 4 * MOST_KEYS else 0
    if keys > MOST_KEYS and keys > KEYS_PER_OBJECT * body.count(b"{"):
        raise BodyTooLarge(f"the body holds more than {MOST_KEYS} keys in a few objects")
    declared = _CHARSET.search(content_type)
    if declared is not None and (name := _codec(declared[1])) not in (None, "utf-8", "ascii"):
        try:
            body = body.decode(str(name)).encode()
        except (UnicodeError, LookupError):
            return body
        return body.removeprefix(_BYTE_ORDER_MARK)
    return body.removeprefix(_BYTE_ORDER_MARK)


@lru_cache(maxsize=64)
def _codec(name: str) -> str | None:
    """What Python calls the character set ``name``, if it is one of texts."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except LookupError:
        return None
    return found.name


def decode_any(body: bytes) -> Any:
    """Any JSON value. NaN and Infinity, which are not JSON, become texts: they cost one field.

    Raises:
        NotJson: empty or not JSON; the message never quotes it.
        BodyTooLarge: not quite JSON, and too large to be read leniently.
    """
    try:
        return decoder(Any).decode(body)
    except REFUSED:
        pass
    if not body.strip():
        raise NotJson("the body is empty")
    if len(body) > LONGEST_LENIENT:
        raise BodyTooLarge(f"the body is not quite JSON, and larger than {LONGEST_LENIENT} bytes")
    try:
        return json.loads(body.decode("utf-8", "replace"), parse_constant=str)
    except (ValueError, RecursionError):
        raise NotJson("the body is not JSON") from None
