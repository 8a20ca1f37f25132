"""The last fence: nothing that looks like a credential leaves through a log line.

Our own secrets print as ``<secret>`` anyway; this is for texts of libraries and of VOS.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "<secret>"
TEXT_LIMIT: Final = 8_192
"""Characters of one text; what is longer is cut."""
DEPTH_LIMIT: Final = 6
"""Levels of mappings and lists that are looked into; what is nested deeper is not shown."""

_WORDS: Final = r"secret|passw(?:or)?d|token|authorization|credential|api_?key|cookie|client_?id"
_SECRET_NAME: Final = re.compile(rf"(?:{_WORDS})|^code$", re.IGNORECASE)
_PLACE_NAME: Final = re.compile(r"_(?:file|path)$", re.IGNORECASE)

_ADDRESS: Final = re.compile(r"(?<!\w)(\w*+://)([^\s\"'<>]*+)")
_PLAIN_MASKS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"(?<=[\w/])\?[^\s\"'<>?]*=[^\s\"'<>]*"), f"?{MASK}"),
    (re.compile(r"\b(Bearer|bearer|BEARER|Basic|BASIC)\s+[^\s\"',;<]+"), rf"\1 {MASK}"),
    (re.compile(r"(authorization[\"']?\s*[:=]\s*[\"']?)(?:\w+\s+)?[^\s\"',;]+", re.IGNORECASE), rf"\1{MASK}"),
)
_ASSIGNED: Final = re.compile(
    r"(?<!\w)(\w++)([\"']?\s*+:\s*+|\s?=\s?|\s++is\s++)([\"']?)([^\s\"'&,;}]++)", re.IGNORECASE
)
_SAID: Final = re.compile(r"[a-z]+[.!?]?")
"""A word of a sentence: what follows ``password:`` or ``password is`` in a message, and is no password."""


def _address(match: re.Match[str]) -> str:
    """Without user information and query."""
    scheme, rest = match.groups()
    _, at, place = rest.rpartition("@")
    place, query, _ = place.partition("?")
    return f"{scheme}{MASK + at if at else ''}{place}{query + MASK if query else ''}"


def _assigned(match: re.Match[str]) -> str:
    """Without the value, if the name is that of a credential."""
    name, sign, quote, value = match.groups()
    sentence = not quote and "=" not in sign and sign[0] not in "\"'" and _SAID.fullmatch(value)
    if sentence or not _SECRET_NAME.search(name) or value.startswith(MASK):
        return match[0]
    return f"{name}{sign}{MASK}"


def names_secret(key: str) -> bool:
    """Whether the value under ``key`` is a credential by its name; the path of a file is none."""
    return _SECRET_NAME.search(key) is not None and _PLACE_NAME.search(key) is None


def redacted_text(text: str) -> str:
    """``text`` without credentials, URL queries and user information, and not too long.

    Each character is looked at a fixed number of times: no text takes long.
    """
    if len(text) > TEXT_LIMIT:
        text = f"{text[:TEXT_LIMIT]}..."
    text = _ADDRESS.sub(_address, text)
    for pattern, mask in _PLAIN_MASKS:
        text = pattern.sub(mask, text)
    return _ASSIGNED.sub(_assigned, text)


def redacted(value: Any, depth: int = DEPTH_LIMIT) -> Any:
    """``value`` as plain data without credentials; anything that is not plain becomes its text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redacted_text(value)
    if isinstance(value, Mapping) and depth:
        return redacted_items(value, depth - 1)
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [redacted(item, depth - 1) for item in value]
    return redacted_text(_text(value))


def redacted_items(items: Mapping[Any, Any], depth: int = DEPTH_LIMIT) -> dict[str, Any]:
    """``items`` without credentials; numbers and booleans stay, whatever they are called."""
    clean: dict[str, Any] = {}
    for key, value in items.items():
        name = redacted_text(str(key))
        is_number = value is None or isinstance(value, bool | int | float)
        clean[name] = MASK if names_secret(name) and not is_number else redacted(value, depth)
    return clean


def _text(value: Any) -> str:
    """The text of any object; one that cannot be printed costs no log line."""
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"
