"""What came of a body: told rightly, told wrongly, or not told, and whether that was said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.kits.reading import Hint, Reading, SeriesId
from tests.system.tongues.facts import Asked, Expected, Rendering, Told
from tests.system.tongues.judge import close, leads_to

REJECTED = ("decode", "field", "implausible")
PRESET = re.compile(
    r"vos_(.*_state|services|notifications.*|notification_types|notification_type_observed_total"
    r"|scte35_log_events_total)$"
)
"""Families whose known label values stand at 0 from the beginning."""


KINDS = {
    Told.VAGUELY: {"no_unit", "implausible"},
    Told.STRANGELY: {"unmapped"},
    Told.ODDLY: {"unreadable", "implausible", "unread", "unmapped"},
    Told.FOREIGN: {"unread", "no_unit"},
}
"""Which kind of hint says what."""


@dataclass(slots=True)
class Account:
    """The balance of one body.

    Attributes:
        wrong: series that are not true, and hints for nothing.
        silent: what is missing without a word.
        told: how many series the body tells plainly.
        there: how many of them are there.
    """

    wrong: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    told: int = 0
    there: int = 0


def account(rendering: Rendering, reading: Reading) -> Account:
    """Compare what the exporter says with what is true."""
    balance = Account()
    if rendering.fails:
        if reading.outcome == "ok":
            balance.wrong.append(f"an error is read as a plant: {sorted(reading.series)[:3]}")
        return balance
    if reading.outcome != "ok":
        balance.told = sum(expected.fact.told is Told.PLAINLY for expected in rendering.expected)
        if reading.reason != "decode" or not reading.detail:
            balance.silent.append(f"the route failed without a reason: {reading}")
        return balance
    left = dict(reading.series)
    for expected in rendering.expected:
        _settle(expected, left, rendering, reading, balance)
    balance.wrong += invented(left, rendering)
    balance.silent += [f"nothing says {asked}" for asked in rendering.asked if not _said(asked, reading)]
    _rows(rendering, reading, balance)
    balance.wrong += [f"a hint holds a name: {hint}" for hint in reading.hints if _leaks(hint, rendering)]
    if rendering.plain:
        balance.wrong += [f"a hint for nothing: {hint}" for hint in reading.hints if hint.kind != "rows"]
    return balance


def _settle(
    expected: Expected, left: dict[SeriesId, float], rendering: Rendering, reading: Reading, balance: Account
) -> None:
    """Take the series of ``expected`` out of those that are left."""
    found = _take(expected, left)
    plainly = expected.fact.told is Told.PLAINLY
    balance.told += plainly
    if found is None:
        if plainly and not _excused(expected, expected.fact.path, rendering, reading):
            balance.silent.append(f"{expected.family} {dict(expected.labels)} is missing")
        return
    (_, labels), value = found
    if not plainly:
        balance.wrong.append(f"{expected.family} {dict(labels)} is {value:g}, told {expected.fact.told.name}")
    elif close(value, expected.fact.value) or (
        expected.whole and _lower(value, expected, rendering, reading)
    ):
        balance.there += 1
        _describe(expected, dict(labels), rendering, reading, balance)
    else:
        balance.wrong.append(f"{expected.family} {dict(labels)} is {value!r}, not {expected.fact.value!r}")


def _take(expected: Expected, left: dict[SeriesId, float]) -> tuple[SeriesId, float] | None:
    wanted = set(expected.labels.items())
    for key in left:
        if key[0] == expected.family and wanted <= key[1]:
            return key, left.pop(key)
    return None


def _lower(value: float, expected: Expected, rendering: Rendering, reading: Reading) -> bool:
    """Whether a count may be lower than the truth, because not all rows were there to be counted."""
    return value < expected.fact.value and _not_all(rendering, reading)


def _not_all(rendering: Rendering, reading: Reading) -> bool:
    return bool(len(rendering.pages) > 1 and reading.counters.get("truncated"))


def _describe(
    expected: Expected, labels: dict[str, str], rendering: Rendering, reading: Reading, balance: Account
) -> None:
    """Compare the labels that describe a series: each is true, or empty and said to be."""
    lacking = False
    for label, fact in expected.texts.items():
        shown = labels.get(label, "")
        truth = fact.value if fact.told is Told.PLAINLY else ""
        if shown and shown != truth:
            balance.wrong.append(f"{expected.family} {label}={shown!r}, not {truth!r} ({fact.told.name})")
        elif truth and not shown:
            lacking = True
            if not _excused(expected, fact.path, rendering, reading):
                balance.silent.append(f"{expected.family} lacks {label}")
    balance.there -= lacking


def _excused(expected: Expected, path: str, rendering: Rendering, reading: Reading) -> bool:
    """Whether what is missing was said to be: its path is named, or its row is beyond what VOS gave."""
    if (expected.page or expected.whole) and _not_all(rendering, reading):
        return True
    said = [hint for hint in reading.hints if hint.kind != "rows"]
    if rendering.foreign and (expected.whole or any(_leads(hint, path) for hint in said)):
        return bool(said)
    return bool(path) and any(leads_to(hint.path, path) for hint in said)


def _said(asked: Asked, reading: Reading) -> bool:
    """Whether what cannot be a series was named."""
    if any(hint.kind in KINDS[asked.told] and _leads(hint, asked.path) for hint in reading.hints):
        return True
    if asked.told is Told.STRANGELY:
        return bool(reading.counters.get("unmapped"))
    return asked.told is Told.ODDLY and any(reading.counters.get(reason) for reason in REJECTED)


def _leads(hint: Hint, path: str) -> bool:
    """Whether a hint names ``path`` or something in it."""
    return leads_to(hint.path, path) or f".{path}." in f".{hint.path.replace('[]', '')}"


def _rows(rendering: Rendering, reading: Reading, balance: Account) -> None:
    for reason, count in rendering.rejected.items():
        counted = reading.counters.get(reason, 0)
        if counted < count:
            balance.silent.append(f"{count} rows are {reason}, {counted} are counted")
    truncated = bool(reading.counters.get("truncated"))
    if rendering.part and not truncated:
        balance.silent.append("nothing says that this is a part")
    if truncated and not rendering.part and len(rendering.pages) == 1:
        balance.wrong.append("the whole is called a part")


def _leaks(hint: Hint, rendering: Rendering) -> bool:
    return any(name in hint.path for name in rendering.names)


def invented(left: Mapping[SeriesId, float], rendering: Rendering) -> Iterator[str]:
    """Series that nothing in the body told."""
    for (name, labels), value in left.items():
        preset = value == 0 and PRESET.match(name)
        as_reported = name.endswith("_reported") or name.startswith(_prefixes(rendering.route))
        if not preset and not (as_reported and any(close(value, number) for number in rendering.numbers)):
            yield f"nobody told {name} {dict(labels)} {value:g}"


def _prefixes(route: str) -> tuple[str, ...]:
    """What the names of numbers as reported begin with."""
    own = f"vos_{route}_"
    return (own, "vos_origin_server_") if route == "origin_engine" else (own,)
