"""Log events -> one line of text each, whatever the values hold."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

Form = Literal["logfmt", "json"]

_FIRST: Final = ("time", "level", "msg")
_KEY: Final = re.compile(r"[^A-Za-z0-9_.]")
_BARE: Final = re.compile(r"[A-Za-z0-9_.:/+@%-]+")
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)
"""Control characters, line separators, marks that turn or hide text, and halves of characters."""


def logfmt(event: Mapping[str, Any]) -> str:
    """``key=value`` pairs in one line, values in quotes where they need them."""
    return " ".join(f"{_KEY.sub('_', key) or '_'}={_logfmt_value(value)}" for key, value in _ordered(event))


def json_line(event: Mapping[str, Any]) -> str:
    """One JSON object in one line."""
    return _json(dict(_ordered(event)))


RENDERERS: Final[Mapping[Form, Callable[[Mapping[str, Any]], str]]] = {"logfmt": logfmt, "json": json_line}


def _ordered(event: Mapping[str, Any]) -> list[tuple[str, Any]]:
    named = {"msg" if key == "event" else key: value for key, value in event.items()}
    first = [(key, named.pop(key)) for key in _FIRST if key in named]
    return first + list(named.items())


def _logfmt_value(value: Any) -> str:
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else _json(value)
    text = _json(value)
    return text if _BARE.fullmatch(text) else _json(text)


def _json(value: Any) -> str:
    return visible(json.dumps(value, ensure_ascii=False, default=str))


def visible(text: str) -> str:
    """``text`` with escapes instead of characters that end a line, turn or hide text, or steer a terminal."""
    return _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
