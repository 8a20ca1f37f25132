"""What a named case is: a body, what is true of it, and what has to be said of the rest."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kits.reading import Page

OKAY = "application/json"


@dataclass(frozen=True, slots=True)
class Case:
    """One body and its truth.

    Attributes:
        name: what it shows.
        route: key of the route table.
        body: JSON value, or bytes as they are.
        series: every canonical number and verdict the body tells, ``"<family> <sorted label values>"`` to
            value; there must be no other. Texts, raw states and counts are compared only where named here.
        may: series that are as true, but need not be there.
        hints: paths that must be named as not understood, or counted as rejected; no other may be.
        loose: hints beside those of ``hints`` are neither asked for nor wrong.
        unnamed: paths that must not be named.
        absent: series that must not be there, though their family is not compared.
        only_hints: its numbers are not compared.
        failed: a word of the sentence the route has to fail with, as ``decode``.
        or_failed: to fail with a reason is as good.
        truncated: the answer is a part of what VOS has.
        options: what an operator would write below ``routes: <key>:``.
        headers: of the first page.
        later: bodies of the pages that follow.
        before: the body of the scrape before, where that matters.
    """

    name: str
    route: str
    body: Any
    series: Mapping[str, float] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    loose: bool = False
    may: Mapping[str, float] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    only_hints: bool = False
    failed: str | None = None
    or_failed: bool = False
    truncated: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    later: tuple[Any, ...] = ()
    before: Any = None

    def pages(self) -> list[Page]:
        """The answers, as VOS would send them."""
        first = {"Content-Type": OKAY, **self.headers}
        return [Page(200, first, encoded(self.body))] + [
            Page(200, {"Content-Type": OKAY}, encoded(body)) for body in self.later
        ]

    def earlier(self) -> list[Page] | None:
        """The answer of the scrape before, if the case has one."""
        return None if self.before is None else [Page(200, {"Content-Type": OKAY}, encoded(self.before))]


def encoded(body: Any) -> bytes:
    """``body`` as VOS would send it."""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


Line = tuple[Any, ...]
"""Keys of a row; what they say, as family suffix to value; the paths that are not understood."""


DEFAULTS: Line = ((), False)


def told(route: str, about: str, row: Mapping[str, Any], label: str, lines: Iterable[Line]) -> list[Case]:
    """Cases of one row each, about one concept of it.

    Args:
        route: key of the route table.
        about: what the lines are about, the beginning of each name.
        row: what identifies the row.
        label: the values of the labels that its series have.
        lines: keys and values added to the row; families and values it gives; paths it must name; ``True``
            at the end where other hints are neither asked for nor wrong.
    """
    cases = []
    for line in lines:
        keys, series, hints, loose = (*line, *DEFAULTS[len(line) - 2 :])
        name = f"{about}: {json.dumps(keys, ensure_ascii=False)}"
        expected = {f"{family} {label}": value for family, value in series.items()}
        body = [{**row, **keys}]
        cases.append(Case(name, route, body, expected, tuple(hints), loose=loose))
    return cases
