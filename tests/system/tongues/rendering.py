"""A known plant, told once, at random."""

import dataclasses
import json
import random
from collections.abc import Iterator
from typing import Any

from tests.kits.reading import Page
from tests.system.tongues.envelope import BY_ID, ERRORS, MARKS, encode, wrap
from tests.system.tongues.facts import Asked, Rendering, Told
from tests.system.tongues.plants import TELLERS
from tests.system.tongues.plants.common import Rows
from tests.system.tongues.plants.documented import DOCUMENTED
from tests.system.tongues.tongue import Manner, Tongue

MANNERS = (Manner.PLAIN,) * 9 + (Manner.MESSY,) * 7 + (Manner.VAGUE,) * 3 + (Manner.FOREIGN,) * 3
UNKNOWN: tuple[tuple[str, Any], ...] = (
    ("remark", "hello"), ("shoe size", 44), ("wibble count", 12.5), ("colour scheme", {"fore ground": "red"}),
    ("xyzzy", [1, 2]), ("quux", True),
)  # fmt: skip
"""Fields that no reader of this field of work can know."""

JUDGED_WITHOUT = frozenset({"notifications", "notification_history", "notification_types"})
"""Routes that count a row as ``other`` where they do not know the key of its severity."""

JUNK: tuple[Any, ...] = (5, None, "x", [], True)


def render(route: str, seed: str) -> Rendering:
    """One body of ``route``; the same for the same seed."""
    rng = random.Random(f"{seed}/{route}")
    if rng.random() < 0.06:
        tongue = Tongue(rng, Manner.PLAIN)
        return Rendering(route, [encode(tongue, rng.choice(ERRORS))], fails=True)
    tongue = Tongue(rng, rng.choice(MANNERS))
    if tongue.manner is Manner.FOREIGN and route in JUDGED_WITHOUT:
        tongue.manner = Manner.VAGUE
    rows = _rows(route, tongue)
    rendering = Rendering(route, [], options=tongue.options, plain=tongue.manner is Manner.PLAIN)
    rendering.foreign = tongue.manner is Manner.FOREIGN
    if tongue.manner is Manner.MESSY:
        _add_unknown(tongue, rows)
    _gather(rows, rendering)
    rendering.pages = _pages(tongue, rows, rendering)
    rendering.options, rendering.choices = tongue.options, tongue.chosen
    rendering.numbers = {number for page in rendering.pages for number in numbers(page)}
    return rendering


def _rows(route: str, tongue: Tongue) -> Rows:
    if route in DOCUMENTED and tongue.rng.random() < 0.15:
        tongue.manner = Manner.PLAIN
        return tongue.rng.choice(DOCUMENTED[route])(tongue)
    return TELLERS[route](tongue)


def _add_unknown(tongue: Tongue, rows: Rows) -> None:
    """Fields that nobody knows, in every row."""
    for name, value in tongue.rng.sample(UNKNOWN, tongue.rng.randrange(3)):
        for row in rows.rows:
            key = tongue.key(name)
            row.body[key] = value
            row.asked.append(Asked(row.below(key), Told.FOREIGN))


def _gather(rows: Rows, rendering: Rendering) -> None:
    for row in rows.rows:
        rendering.expected += row.expected
        rendering.asked += row.asked
    rendering.expected += rows.totals
    for expected in rendering.expected:
        rendering.names |= {value for value in expected.labels.values() if len(value) > 8}


def _pages(tongue: Tongue, rows: Rows, rendering: Rendering) -> list[Page]:
    if rows.body is not None:
        return [encode(tongue, rows.body)]
    listed = [row.body for row in rows.rows]
    plan = tongue.rng.random()
    if rows.single:
        return [encode(tongue, wrap(tongue, rows, listed))]
    if plan < 0.12 and len(listed) > 1:
        return _linked(tongue, rows, rendering)
    if tongue.manner is not Manner.PLAIN and plan < 0.24:
        rendering.part = True
        body, headers = MARKS[tongue.choose("mark", tuple(MARKS))]
        return [encode(tongue, body(tongue.key(tongue.choose("the list", rows.words)), listed), headers)]
    if rows.keyed and plan > 0.9 and tongue.choose("by id", (True, False)):
        return [encode(tongue, _by_id(tongue, rows))]
    if plan > 0.84 and tongue.choose("a place by the operator", (True, False)):
        tongue.options["rows"], rendering.plain = "here.found", False
        return [encode(tongue, {"here": {"found": listed}, "there": {"lost": _strangers(listed)}})]
    if tongue.manner is Manner.MESSY:
        listed = list(_with_odd_rows(tongue, rows, listed, rendering))
    return [encode(tongue, wrap(tongue, rows, listed))]


def _linked(tongue: Tongue, rows: Rows, rendering: Rendering) -> list[Page]:
    """Two pages, the first of which links to the second."""
    cut = tongue.rng.randrange(1, len(rows.rows))
    late = {id(expected) for row in rows.rows[cut:] for expected in row.expected}
    rendering.expected = [
        dataclasses.replace(expected, page=1) if id(expected) in late else expected
        for expected in rendering.expected
    ]
    word = tongue.choose("linked", (None, "items", rows.words[0]))
    link = {"Link": tongue.rng.choice(('</vos-api/x?page=2>; rel="next"', "</vos-api/x?page=2>;rel=next"))}
    halves = [[row.body for row in part] for part in (rows.rows[:cut], rows.rows[cut:])]
    bodies = [half if word is None else {tongue.key(word): half} for half in halves]
    return [encode(tongue, bodies[0], link), encode(tongue, bodies[1])]


def _by_id(tongue: Tongue, rows: Rows) -> Any:
    """A map of the rows by their identity, which then stands nowhere else."""
    mapped = {}
    for row in rows.rows:
        if row.identified is None:
            return [row.body for row in rows.rows]
        body = dict(row.body)
        mapped[str(body.pop(row.identified))] = body
    way = tongue.choose("by id in", BY_ID)
    word = tongue.key(tongue.choose("the list", rows.words))
    return {"bare": mapped, "named": {word: mapped}, "named in data": {"data": {word: mapped}}}[way]


def _strangers(listed: list[Any]) -> list[Any]:
    """As many rows that look the same; nobody but the operator can tell which are meant."""
    return [
        {key: f"not {value}" if isinstance(value, str) else value for key, value in body.items()}
        for body in listed
    ]


def _with_odd_rows(tongue: Tongue, rows: Rows, listed: list[Any], rendering: Rendering) -> Iterator[Any]:
    """The rows, and between them what is no row, and some of them again."""
    for body in listed:
        yield body
        if tongue.rng.random() < 0.06:
            _reject(rendering, "decode")
            yield tongue.rng.choice(JUNK)
        if rows.keyed and tongue.rng.random() < 0.04:
            _reject(rendering, "duplicate")
            yield body


def _reject(rendering: Rendering, reason: str) -> None:
    rendering.rejected[reason] = rendering.rejected.get(reason, 0) + 1


def numbers(page: Page) -> Iterator[float]:
    """Every number and boolean in a page, and every text that is a number."""
    charset = "iso-8859-1" if "iso-8859-1" in page.headers["Content-Type"] else "utf-8"
    yield from _numbers(json.loads(page.body.decode(charset)))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, bool | int | float):
        yield float(value)
    elif isinstance(value, str):
        try:
            yield float(value)
        except ValueError:
            return
