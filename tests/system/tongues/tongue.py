"""How one body speaks: one spelling, one way to say units, words and times, and its own troubles."""

import datetime
import email.utils
import enum
import random
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kits.reading_kit import NOW
from system.tongues.facts import Asked, Expected, Fact, Told
from system.tongues.quantities import Quantity, Unit

T = TypeVar("T")


class Manner(enum.Enum):
    """What a body is like as a whole."""

    PLAIN = "everything is told, in known words, and nothing else"
    VAGUE = "some numbers do not say their unit"
    MESSY = "fields are missing, null or odd; words are strange; there is more than we know"


_STYLES: dict[str, Callable[[Sequence[str]], str]] = {
    "camel": lambda words: words[0][:1].lower() + words[0][1:] + "".join(map(_capital, words[1:])),
    "snake": lambda words: "_".join(words).lower(),
    "kebab": lambda words: "-".join(words).lower(),
    "Pascal": lambda words: "".join(map(_capital, words)),
}
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_ODD_TEXTS: tuple[Any, ...] = ({}, [], {"x": "y"}, [{"x": 1}])
_ODD_NUMBERS: tuple[Any, ...] = ({}, [], "garbage", [3], {"x": "y"})
_ODD_LISTS: tuple[Any, ...] = ("garbage", 5, True)
_ODD_TIMES: tuple[Any, ...] = ("yesterday", {}, [], -5)
_SENTINEL = -999
STRANGE = ("QUIESCED", "MIGRATING", "phase 2", "X17", "Half-Way", "TRANSITIONAL", "SEE_OTHER")


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
        self.style = rng.choice(("camel", "camel", *_STYLES))
        self.options: dict[str, Any] = {}
        self._chosen: dict[str, Any] = {}

    def choose(self, about: str, options: Sequence[T]) -> T:
        """One of ``options``, the same for the whole body."""
        if about not in self._chosen:
            self._chosen[about] = self.rng.choice(options)
        chosen: T = self._chosen[about]
        return chosen

    def key(self, name: str) -> str:
        """``name``, words with blanks or camel case, in the body's style."""
        words = [word for part in name.split() for word in split(part)]
        return _STYLES[self.style](words)

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
    for unit in ("InMB", "MHz", "KHz", "GHz", "MiB", "KiB", "GiB", "MB", "MBaud"):
        if part == unit:
            return ["In", "MB"] if unit == "InMB" else [unit]
    return _WORD.findall(part) or [part]


class Row:
    """One object of a body while it is being told.

    Attributes:
        body: its keys and values.
        expected: the series it gives.
        asked: what has to be said of it.
        identified: the key that alone says which object it is.
    """

    def __init__(self, tongue: Tongue, path: str = "") -> None:
        self.tongue, self.path = tongue, path
        self.body: dict[str, Any] = {}
        self.expected: list[Expected] = []
        self.asked: list[Asked] = []
        self.identified: str | None = None

    def below(self, name: str) -> str:
        """The path of ``name`` in this row."""
        return f"{self.path}.{name}" if self.path else name

    def put(self, key: str, value: Any, told: Told, truth: Any = "", family: str = "") -> Fact:
        """Write ``value`` under ``key``; what is not plain has to be said."""
        self.body[key] = value
        path = self.below(key)
        if told in (Told.VAGUELY, Told.STRANGELY, Told.ODDLY):
            self.asked.append(Asked(path, told))
        return Fact(told, path, truth, family)

    def identity(self, about: str, names: Sequence[str], value: str) -> str:
        """What the row is called; never troubled."""
        self.identified = self.tongue.key(self.tongue.choose(about, names))
        self.body[self.identified] = value
        return value

    def nobody(self, key: str, odd: Sequence[Any]) -> Fact | None:
        """The trouble a field may be in: missing, null, or odd."""
        if not self.tongue.troubled():
            return None
        trouble = self.tongue.rng.choice(("missing", "null", "odd"))
        if trouble == "missing":
            return Fact(Told.NOT)
        if trouble == "null":
            return self.put(key, None, Told.NOT)
        return self.put(key, self.tongue.rng.choice(odd), Told.ODDLY)

    def text(self, about: str, names: Sequence[str], value: Any) -> Fact:
        """A label text, a number or a boolean included."""
        key = self.tongue.key(self.tongue.choose(about, names))
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        return self.nobody(key, _ODD_TEXTS) or self.put(key, value, Told.PLAINLY, shown)

    def listed(self, name: str, values: list[Any]) -> Fact:
        """A list of plain values or of objects; its truth is how many there are."""
        key = self.tongue.key(name)
        return self.nobody(key, _ODD_LISTS) or self.put(key, values, Told.PLAINLY, float(len(values)))

    def flag(self, about: str, names: Sequence[str], value: bool, words: Sequence[tuple[Any, Any]]) -> Fact:
        """Yes or no, in one of the ways of ``words``: what stands for no, what for yes."""
        key = self.tongue.key(self.tongue.choose(about, names))
        said = self.tongue.choose(f"{about} as word", words)[value]
        return self.nobody(key, ({}, [], "purple")) or self.put(key, said, Told.PLAINLY, float(value))

    def state(
        self, about: str, names: Sequence[str], good: bool, words: Sequence[Sequence[str]]
    ) -> tuple[Fact, Fact]:
        """The literal word and its verdict; ``words`` are the plainly bad and the plainly good ones."""
        key = self.tongue.key(self.tongue.choose(about, names))
        trouble = self.nobody(key, ([], {"code": 5}))
        if trouble is not None:
            return trouble, trouble
        if self.tongue.troubled(0.15):
            word = self.tongue.rng.choice(STRANGE)
            verdict = self.put(key, word, Told.STRANGELY)
            return Fact(Told.PLAINLY, verdict.path, word), verdict
        word = self.tongue.cased(self.tongue.rng.choice(words[good]))
        verdict = self.put(key, word, Told.PLAINLY, float(good))
        return Fact(Told.PLAINLY, verdict.path, word), verdict

    def time(self, about: str, names: Sequence[str], at: int) -> Fact:
        """A moment, ``at`` in whole epoch seconds."""
        key = self.tongue.key(self.tongue.choose(about, names))
        said = _TIMES[self.tongue.choose(f"the form of {about}", tuple(_TIMES))](at)
        return self.nobody(key, _ODD_TIMES) or self.put(key, said, Told.PLAINLY, float(at))

    def number(self, quantity: Quantity) -> Fact:
        """A measured value, with its unit in one of the ways in which it can be said, or without."""
        about, rng = quantity.names[0], self.tongue.rng
        unit = self.tongue.choose(f"the unit of {about}", quantity.units)
        way = self.tongue.choose(f"the way of {about}", self._ways(quantity, unit))
        name = self.tongue.choose(f"the name of {about}", quantity.names)
        value, truth = draw(rng, quantity, unit)
        key = self.tongue.key(
            f"{name} {self.tongue.choose(f'the key of {about}', unit.keys)}" if way == "key" else name
        )
        trouble = self.nobody(key, _ODD_NUMBERS)
        if trouble is None and self.tongue.troubled(0.03):
            value, trouble = _SENTINEL, self.put(key, _SENTINEL, Told.ODDLY)
            truth = 0.0
        if trouble is not None and trouble.told is not Told.ODDLY:
            return trouble
        if trouble is not None and way in ("text", "object"):
            return trouble
        return self._say(key, way, unit, value, truth, quantity, trouble)

    def _ways(self, quantity: Quantity, unit: Unit) -> list[str]:
        ways = (
            ["key"] * bool(unit.keys) + ["text"] * bool(unit.texts) + ["sibling", "object"] * bool(unit.says)
        )
        if quantity.by_name:
            return [*ways, "name", "name"] if unit.base == "db" else ["name"]
        if self.tongue.manner is Manner.VAGUE:
            return [*ways[:2], "nothing", "nothing", "nothing"]
        return ways

    def _say(
        self,
        key: str,
        way: str,
        unit: Unit,
        value: float,
        truth: float,
        quantity: Quantity,
        trouble: Fact | None,
    ) -> Fact:
        about, family = quantity.names[0], quantity.families[unit.base]
        said: Any = value
        if self.tongue.choose(f"{about} as text", (False, False, True)):
            said = plain(value)
        if way == "sibling":
            self.body[self.tongue.key(f"{self._stem(key)} unit")] = self.tongue.choose(
                f"unit of {about}", unit.says
            )
        if trouble is not None:
            return trouble
        if way == "text":
            said = plain(value) + self.tongue.choose(f"unit behind {about}", unit.texts)
        if way == "object":
            says = self.tongue.choose(f"unit of {about}", unit.says)
            inner = self.tongue.key("value")
            said = {inner: said, self.tongue.key("unit"): says}
        told = Told.VAGUELY if way == "nothing" else Told.PLAINLY
        return self.put(key, said, told, truth, family)

    def _stem(self, key: str) -> str:
        return " ".join(split_key(key))


def split_key(key: str) -> list[str]:
    """The words of a key in any style."""
    return [word for part in re.split(r"[_\-]", key) for word in split(part)]


def draw(rng: random.Random, quantity: Quantity, unit: Unit) -> tuple[float, float]:
    """A value in ``unit`` as a body says it, and the same in the base unit."""
    low, high = quantity.ranges[unit.base]
    if quantity.scientific:
        value = float(f"{low * (high / low) ** rng.random():.3e}")
        return value, value * unit.factor
    value = rng.uniform(low, high) / unit.factor
    value = round(value) if quantity.whole or abs(value) > 1e5 else round(value, 3)
    return value, value * unit.factor


def plain(value: float) -> str:
    """A number as text, without needless decimals."""
    return repr(value)


def _iso(at: int, zone: datetime.timezone = datetime.UTC) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at, zone)


_EAST = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
_TIMES: dict[str, Callable[[int], Any]] = {
    "milliseconds": lambda at: at * 1000,
    "seconds": lambda at: at,
    "microseconds": lambda at: at * 1_000_000,
    "nanoseconds": lambda at: at * 1_000_000_000,
    "milliseconds as text": lambda at: str(at * 1000),
    "ISO": lambda at: _iso(at).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "ISO with a fraction": lambda at: _iso(at).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "ISO with an offset": lambda at: _iso(at, _EAST).isoformat(),
    "RFC 1123": lambda at: email.utils.formatdate(at, usegmt=True),
}


def past(rng: random.Random) -> int:
    """A moment in the weeks before now, in whole epoch seconds."""
    return int(NOW) - rng.randrange(60, 3_000_000)
