"""Which values of an object are secrets, and what is shown in their place; names that steer no terminal."""

import json
import re
from collections.abc import Iterator
from typing import Any

from vos_exporter.secret import MASK

HIDDEN = MASK
"""Written by us in the place of a secret; read in a file it means: leave what is there."""

_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase)|secret|token|credential|(api|stream|encryption|private|access|shared)_?-?key",
    re.IGNORECASE,
)
_ASTERISKS = re.compile(r"\*+\Z")


def is_secret(key: Any) -> bool:
    """Whether a value under ``key`` is for nobody's eyes."""
    return isinstance(key, str) and _SECRET_KEY.search(key) is not None


def is_hidden(value: Any) -> bool:
    """Whether ``value`` stands for a secret that is not told: ours, or asterisks of VOS."""
    return isinstance(value, str) and (value == HIDDEN or _ASTERISKS.match(value) is not None)


def hidden(value: Any, key: Any = None) -> Any:
    """``value`` without its secrets; an empty one or ``null`` is none."""
    if isinstance(value, dict):
        return {name: hidden(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [hidden(item, key) for item in value]
    if isinstance(value, bool) or value in (None, ""):
        return value
    return HIDDEN if is_secret(key) else value


def masked_paths(value: Any, at: str = "") -> Iterator[str]:
    """Where ``value`` holds a password that VOS shows as asterisks, beside a user name that is not empty."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from masked_paths(item, f"{at}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            below = f"{at}.{key}" if at else key
            if is_secret(key) and isinstance(item, str) and _ASTERISKS.match(item):
                if value.get("username") != "":
                    yield below
            else:
                yield from masked_paths(item, below)


def shown(value: Any) -> str:
    """``value`` on one line of a terminal, which it cannot steer: texts as they are, the rest as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
