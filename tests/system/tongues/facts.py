"""What is true of a plant, how plainly a body tells it, and what has to come of that."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kits.reading import Page


class Told(enum.Enum):
    """How a body tells a fact, and so what the exporter may make of it."""

    PLAINLY = "its series has to be there"
    VAGUELY = "a number without a unit: no canonical series, and a hint that names its path"
    STRANGELY = "a word nobody knows: no verdict, and a hint or an unmapped value"
    ODDLY = "what cannot be a value here: no series, and a hint or a rejected item"
    FOREIGN = "a field that nobody can know: a hint that names its path"
    NOT = "missing or null: no series, and nothing to say"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as one body tells it.

    Attributes:
        told: how.
        path: the keys from the row to it; empty where the body does not hold it.
        value: the truth: a text, or a number in the base unit of its family.
        family: of a number: the family that its unit leads to.
    """

    told: Told
    path: str = ""
    value: Any = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """One canonical series that the truth has.

    Attributes:
        family: its name.
        labels: the labels that identify it.
        fact: where its value comes from.
        texts: the labels that describe it, by name.
        page: of which page its row is, from 0.
        whole: it counts over all rows, so that a part of them is a lower bound.
    """

    family: str
    labels: Mapping[str, str]
    fact: Fact
    texts: Mapping[str, Fact] = field(default_factory=dict)
    page: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that has to be said: the path, and whether a counter may say it."""

    path: str
    told: Told


@dataclass(slots=True)
class Rendering:
    """One body, or several pages, with everything that is true of it.

    Attributes:
        route: key of the route table.
        pages: the answers.
        options: what the operator wrote for the route.
        expected: the series that are true.
        asked: what has to be said about what is no series.
        numbers: every number in the body, as it stands: what may be shown as reported.
        names: ids and names of the plant, which no hint may hold.
        rejected: rows that have to be counted, by reason.
        plain: everything is told in known words, and there is nothing else in the body.
        foreign: everything is told, but under keys that need not be known.
        fails: it is no answer at all.
        part: VOS has more rows than these, and says so.
        choices: what the tongue chose where a thing can be said in several ways.
    """

    route: str
    pages: list[Page]
    options: dict[str, Any] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    numbers: set[float] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    rejected: dict[str, int] = field(default_factory=dict)
    plain: bool = False
    foreign: bool = False
    fails: bool = False
    part: bool = False
    choices: dict[str, Any] = field(default_factory=dict)
