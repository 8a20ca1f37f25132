"""Where something is wrong in a configuration, and in which words. No sentence ever quotes a value."""

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys and list positions from the top of the file."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_SAFE_KEY = re.compile(r"[^:=\x00-\x1f\x7f]{0,100}")


class Problem(NamedTuple):
    """One thing that is wrong: where, and a sentence about it."""

    path: KeyPath
    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the configuration under examination; ``place["auth"]`` is the place below it."""

    problems: list[Problem]
    path: KeyPath = ()

    def __getitem__(self, key: str | int) -> "Place":
        return Place(self.problems, (*self.path, key))

    def wrong(self, sentence: str) -> None:
        """Record that something is wrong here."""
        self.problems.append(Problem(self.path, sentence))


def shown(path: KeyPath) -> str:
    """``path`` as a person writes it, like ``targets[0].auth.client_id``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{quoted_key(part)}]"
    return text


def quoted_key(key: str) -> str:
    """A key that is no plain word, on one line.

    Cut at a colon or an equals sign: in ``{client_secret:hunter2}`` the missing blank makes the value part of
    the key.
    """
    safe = _SAFE_KEY.match(key)
    kept = safe.group() if safe else ""
    return json.dumps(kept if kept == key else f"{kept}...")


def hint(word: str, known: Iterable[str]) -> str:
    """``; did you mean ...?`` for the nearest of ``known``, or nothing when none is near."""
    spellings = {name.lower(): name for name in known}
    nearest = difflib.get_close_matches(word.lower()[:100], spellings, n=1, cutoff=0.6)
    return f"; did you mean `{spellings[nearest[0]]}`?" if nearest else ""


def choices(known: Iterable[str]) -> str:
    """``one of a, b, c``."""
    return f"one of {', '.join(known)}"
