"""One object of a body while it is being told, with what is true of it."""

from collections.abc import Sequence
from typing import Any

from tests.system.tongues.facts import Asked, Expected, Fact, Told
from tests.system.tongues.measuring import SENTINEL, Quantity, draw, said, saying
from tests.system.tongues.moments import FORMS
from tests.system.tongues.tongue import Tongue

_ODD_TEXTS: tuple[Any, ...] = ({}, [], {"x": "y"}, [{"x": 1}])
_ODD_NUMBERS: tuple[Any, ...] = ({}, [], "garbage", [3], {"x": "y"})
_ODD_LISTS: tuple[Any, ...] = ("garbage", 5, True)
_ODD_TIMES: tuple[Any, ...] = ("yesterday", {}, [], -5)
STRANGE = ("QUIESCED", "MIGRATING", "phase 2", "X17", "Half-Way", "TRANSITIONAL", "SEE_OTHER")
"""Words that are neither plainly good nor plainly bad."""


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

    def within(self, name: str) -> "Row":
        """An object inside the row, or the row itself; what is told there is the row's."""
        if not name:
            return self
        key = self.tongue.key(name)
        inner = Row(self.tongue, self.below(key))
        inner.expected, inner.asked = self.expected, self.asked
        inner.body = self.body.setdefault(key, inner.body)
        return inner

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
        key = self.tongue.field(self.tongue.choose(about, names))
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        return self.nobody(key, _ODD_TEXTS) or self.put(key, value, Told.PLAINLY, shown)

    def listed(self, name: str, values: list[Any]) -> Fact:
        """A list of plain values or of objects; its truth is how many there are."""
        key = self.tongue.field(name)
        return self.nobody(key, _ODD_LISTS) or self.put(key, values, Told.PLAINLY, float(len(values)))

    def flag(self, about: str, names: Sequence[str], value: bool, words: Sequence[tuple[Any, Any]]) -> Fact:
        """Yes or no, in one of the ways of ``words``: what stands for no, what for yes."""
        key = self.tongue.field(self.tongue.choose(about, names))
        said = self.tongue.choose(f"{about} as word", words)[value]
        return self.nobody(key, ({}, [], "purple")) or self.put(key, said, Told.PLAINLY, float(value))

    def state(
        self, about: str, names: Sequence[str], good: bool, words: Sequence[Sequence[str]]
    ) -> tuple[Fact, Fact]:
        """The literal word and its verdict; ``words`` are the plainly bad and the plainly good ones."""
        key = self.tongue.field(self.tongue.choose(about, names))
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
        key = self.tongue.field(self.tongue.choose(about, names))
        form = FORMS[self.tongue.choose(f"the form of {about}", tuple(FORMS))]
        return self.nobody(key, _ODD_TIMES) or self.put(key, form(at), Told.PLAINLY, float(at))

    def number(self, quantity: Quantity) -> Fact:
        """A measured value, with its unit in one of the ways in which it can be said, or without."""
        way = saying(self.tongue, quantity)
        if way.total:
            return self._share(way.key, way.total, quantity)
        trouble = self.nobody(way.key, _ODD_NUMBERS)
        if trouble is not None:
            return trouble
        if way.beside:
            self.body[way.beside] = way.unit_said
        if way.operator:
            fields = self.tongue.options.setdefault("fields", {})
            fields[quantity.concept] = {"unit": way.unit_said}
        if self.tongue.troubled(0.03):
            return self.put(way.key, said(way, SENTINEL), Told.ODDLY)
        value, truth = draw(self.tongue.rng, quantity, way.unit)
        told = Told.VAGUELY if way.vague else Told.PLAINLY
        return self.put(way.key, said(way, value), told, truth, quantity.families[way.unit.base])

    def _share(self, used: str, total: str, quantity: Quantity) -> Fact:
        """Used and total without units, which together are a ratio."""
        whole = self.tongue.rng.randrange(16, 512)
        part = self.tongue.rng.randrange(1, whole)
        self.body[total] = whole
        return self.put(used, part, Told.PLAINLY, part / whole, quantity.families["ratio"])
