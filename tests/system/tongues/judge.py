"""What may be said of a named case: right, wrong, or silent."""

import math
import re
from collections.abc import Iterable, Iterator

from tests.kits.reading import Hint, Reading, SeriesId
from tests.system.tongues.cases.case import Case

REJECTED = ("decode", "duplicate", "limit", "field", "implausible")
_BESIDE = re.compile(
    r".*_(info|state|reported|sources|destinations|inputs|outputs|ingest_points|observed_total"
    r"|log_events_total)$|vos_(services|images|profiles|origin_servers|notification.*)$"
)
"""Families of texts, raw words and counts: compared only where a case names them."""

_INDEX = re.compile(r"\[\d*\]|\*")


def judge(case: Case, reading: Reading, declared: Iterable[str]) -> tuple[list[str], list[str]]:
    """What ``reading`` says wrongly of ``case``, and what it does not say at all."""
    if case.failed is not None:
        return _failure(case, reading)
    if reading.outcome != "ok":
        if case.or_failed and reading.detail:
            return [], []
        return [], [f"the route failed: {reading.detail}"]
    wrong, silent = ([], []) if case.only_hints else _numbers(case, reading, frozenset(declared))
    shown_here = {shown(key) for key in reading.series}
    wrong += [f"{series} is there" for series in case.absent if series in shown_here]
    wrong += [f"a hint names {path}" for path in case.unnamed if named(path, reading)]
    silent += [f"nothing names {path}" for path in case.hints if not named(path, reading)]
    if case.truncated and not reading.counters.get("truncated"):
        silent.append("nothing says that this is a part")
    if not case.truncated and reading.counters.get("truncated"):
        wrong.append("the whole is called a part")
    if not case.loose:
        wrong += [f"a hint for nothing: {hint}" for hint in spare(case.hints, reading.hints)]
    return wrong, silent


def _failure(case: Case, reading: Reading) -> tuple[list[str], list[str]]:
    said = f"{reading.reason} {reading.detail}"
    if reading.outcome == "ok":
        return [f"the route is ok, with {len(reading.series)} series"], []
    return [], [] if case.failed and case.failed in said else [f"{said!r} does not name {case.failed!r}"]


def _numbers(case: Case, reading: Reading, declared: frozenset[str]) -> tuple[list[str], list[str]]:
    """Series that are not true, and those that are missing without a word."""
    true = {**case.may, **case.series}
    asked = {key.partition(" ")[0] for key in case.series}
    found = {
        shown(key): value
        for key, value in reading.series.items()
        if key[0] in asked or (key[0] in declared and not _BESIDE.match(key[0]))
    }
    wrong = [
        f"{key} is {value:g}, not {true.get(key, 'there')}"
        for key, value in found.items()
        if not (key in true and close(value, true[key])) and not _preset(key, value)
    ]
    return wrong, [f"{key} is missing" for key in case.series if key not in found]


def _preset(key: str, value: float) -> bool:
    """Whether a series is the 0 of a known label value that no row had."""
    return value == 0 and _BESIDE.match(key.partition(" ")[0]) is not None


def shown(key: SeriesId) -> str:
    """A series as the cases name it: labels that say nothing are left out."""
    name, labels = key
    return " ".join([name, *sorted(value for _, value in labels if value)])


def close(value: float, truth: float) -> bool:
    """Whether two numbers are the same but for rounding."""
    return math.isclose(value, truth, rel_tol=1e-12)


def named(path: str, reading: Reading) -> bool:
    """Whether a hint names ``path``, or a counter of rejected items rose."""
    if any(reading.counters.get(reason) for reason in REJECTED):
        return True
    return any(leads_to(hint.path, path) for hint in reading.hints if hint.kind != "rows")


def leads_to(hint: str, path: str) -> bool:
    """Whether ``hint`` names ``path``, which stands below a row that may stand anywhere."""
    wanted, said = _parts(path), _parts(hint)
    return said[-len(wanted) :] == wanted


def spare(paths: Iterable[str], hints: Iterable[Hint]) -> Iterator[Hint]:
    """Hints that name none of ``paths``."""
    wanted = list(paths)
    for hint in hints:
        if hint.kind not in ("rows", "missing") and not any(leads_to(hint.path, path) for path in wanted):
            yield hint


def _parts(path: str) -> list[str]:
    return [part for part in _INDEX.sub("", path).split(".") if part]
