"""How one body speaks: one spelling and one choice for everything that can be said in several ways."""

import enum
import random
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Manner(enum.Enum):
    """What a body is like as a whole."""

    PLAIN = "everything is told, in known words, and nothing else"
    VAGUE = "some numbers do not say their unit"
    FOREIGN = "everything is told, under keys that a reader may or may not know"
    MESSY = "fields are missing, null or odd; words are strange; there is more than we know"


STYLES: dict[str, Callable[[Sequence[str]], str]] = {
    "camel": lambda words: words[0][:1].lower() + words[0][1:] + "".join(map(_capital, words[1:])),
    "snake": lambda words: "_".join(words).lower(),
    "kebab": lambda words: "-".join(words).lower(),
    "Pascal": lambda words: "".join(map(_capital, words)),
}
ADDED = (
    ("current", ""),
    ("measured", ""),
    ("actual", ""),
    ("vos", ""),
    ("x", ""),
    ("", "value"),
    ("", "now"),
    ("", "2"),
)
"""What people add to a key without changing what it means."""

_UNITS = frozenset({"MHz", "KHz", "GHz", "MiB", "KiB", "GiB", "MB", "MBaud"})
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


class Tongue:
    """The choices of one body: what is chosen once is said the same way in each row.

    Args:
        rng: decides everything.
        manner: what the body is like.
    """

    def __init__(self, rng: random.Random, manner: Manner) -> None:
        self.rng, self.manner = rng, manner
        self.style = rng.choice(("camel", "camel", *STYLES))
        self.options: dict[str, Any] = {}
        self.chosen: dict[str, Any] = {"style": self.style}

    def choose(self, about: str, options: Sequence[T]) -> T:
        """One of ``options``, the same for the whole body."""
        if about not in self.chosen:
            self.chosen[about] = self.rng.choice(options)
        chosen: T = self.chosen[about]
        return chosen

    def key(self, name: str) -> str:
        """``name``, words with blanks or camel case, in the body's style."""
        words = [word for part in name.split() for word in split(part)]
        return STYLES[self.style](words)

    def field(self, name: str) -> str:
        """The key of a fact called ``name``; a foreign body has a way of its own to call everything."""
        if self.manner is not Manner.FOREIGN:
            return self.key(name)
        before, after = self.choose("what is added to keys", ADDED)
        return self.key(f"{before} {name} {after}".strip())

    def troubled(self, chance: float = 0.05) -> bool:
        """Whether something is wrong here."""
        return self.manner is Manner.MESSY and self.rng.random() < chance

    def cased(self, word: str) -> str:
        """A word of several parts in the case and with the separators of this body."""
        form = self.choose("the case of words", ("UPPER_SNAKE", "lower", "Capital", "kebab"))
        parts = word.split("_")
        if form == "UPPER_SNAKE":
            return word.upper()
        if form == "lower":
            return "_".join(parts).lower()
        if form == "kebab":
            return "-".join(parts).lower()
        return " ".join(map(_capital, map(str.lower, parts)))


def split(part: str) -> list[str]:
    """The words of a key; a unit such as ``MHz`` or ``InMB`` stays whole."""
    if part == "InMB":
        return ["In", "MB"]
    return [part] if part in _UNITS else _WORD.findall(part)


def split_key(key: str) -> list[str]:
    """The words of a key in any style."""
    return [word for part in re.split(r"[_\-]", key) for word in split(part)]
