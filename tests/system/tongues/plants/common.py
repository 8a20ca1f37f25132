"""What the tellers of all routes share."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.system.tongues.facts import Expected, Fact, Told
from tests.system.tongues.row import Row
from tests.system.tongues.tongue import Tongue

ONE = Fact(Told.PLAINLY, value=1.0)
"""The value of a series that only says that something is so."""

BAD_LINK, GOOD_LINK = (
    ("lost", "disconnected", "down", "not_connected", "failed"),
    ("connected", "ok", "up", "online"),
)
BAD_TASK, GOOD_TASK = ("initializing", "failed", "stopped", "error"), ("running", "ok", "ready", "active")
BAD_CONTROL, GOOD_CONTROL = (
    ("off", "deactivated", "inactive", "disabled"),
    ("activated", "active", "on", "enabled"),
)


@dataclass(slots=True)
class Rows:
    """The rows of one route, and how their list is called.

    Attributes:
        rows: the objects.
        words: names of the list in an envelope.
        totals: the series that count over all rows.
        keyed: rows have an identity, so that a map by it, and a duplicate, mean something.
        single: the route is one object.
        body: the whole body, where its shape is documented elsewhere and knows no envelopes.
    """

    rows: list[Row]
    words: Sequence[str]
    totals: list[Expected] = field(default_factory=list)
    keyed: bool = True
    single: bool = False
    body: Any = None


def new_id(rng: random.Random) -> str:
    """A UUID as VOS makes them."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def name(tongue: Tongue, kind: str) -> str:
    """A name as people give them; no two are the same."""
    accent = tongue.rng.choice(("", "", "", "é", " ü"))
    return f"{kind}-{tongue.rng.randrange(10**6):06d}{accent}"


def some(tongue: Tongue) -> range:
    """How many rows a body has."""
    return range(tongue.rng.choice((1, 2, 3, 3, 4, 5)))


def expect(row: Row, family: str, labels: Mapping[str, str], fact: Fact, **texts: Fact) -> None:
    """Say that ``row`` gives a series."""
    row.expected.append(Expected(family, labels, fact, texts))


def measured(row: Row, labels: Mapping[str, str], *facts: Fact) -> None:
    """Say that ``row`` gives a series for each number that has a family."""
    for fact in facts:
        if fact.family:
            expect(row, fact.family, labels, fact)


def state(
    row: Row, family: str, verdict_family: str, labels: Mapping[str, str], facts: tuple[Fact, Fact]
) -> None:
    """Say that ``row`` gives a raw state and, where the word is known, a verdict."""
    raw, verdict = facts
    if raw.told is Told.PLAINLY:
        expect(row, family, {**labels, "state": raw.value}, Fact(Told.PLAINLY, raw.path, 1.0))
    if verdict_family:
        expect(row, verdict_family, labels, verdict)


def totals(family: str, counted: Iterable[Mapping[str, str]]) -> list[Expected]:
    """Series that count rows by their labels."""
    counts = Counter(tuple(sorted(labels.items())) for labels in counted)
    return [
        Expected(family, dict(labels), Fact(Told.PLAINLY, value=float(count)), whole=True)
        for labels, count in counts.items()
    ]


def total(family: str, rows: Sequence[object]) -> list[Expected]:
    """The series that counts all rows."""
    return [Expected(family, {}, Fact(Told.PLAINLY, value=float(len(rows))), whole=True)]


def whole_list(row: Row, fact: Fact) -> Fact:
    """How many are in a list: null is none, a missing or odd one tells nothing."""
    if fact.told is Told.NOT and fact.path:
        return Fact(Told.PLAINLY, fact.path, 0.0)
    return fact
