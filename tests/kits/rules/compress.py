"""The same rules with shorter times, so that an end-to-end test can wait for them.

Every duration is scaled: ``for``, ``keep_firing_for``, group intervals, ranges, subqueries and offsets.
Nothing else changes, least of all what is expected of the rules.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

_UNITS = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
    "y": 31_536_000_000,
}
_PART = re.compile(r"(\d+)(ms|[smhdwy])")
_TOKENS = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    r"""|\[(?P<range>[^\]]+)\]"""
    r"""|\boffset\s+(?P<offset>-?(?:\d+(?:ms|[smhdwy]))+)"""
)


def milliseconds(duration: str) -> int:
    """The length of a Prometheus duration such as ``1h30m``.

    Raises:
        ValueError: it is not a duration.
    """
    parts = _PART.findall(duration)
    if "".join(number + unit for number, unit in parts) != duration.removeprefix("-") or not parts:
        raise ValueError(f"{duration!r} is not a duration")
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def scaled(duration: str, factor: float, floor: int = 1) -> str:
    """``duration`` times ``factor`` in whole milliseconds, at least ``floor`` of them."""
    sign = "-" if duration.startswith("-") else ""
    return f"{sign}{max(floor, round(milliseconds(duration) * factor))}ms"


def expression(expr: str, factor: float, shortest_range: int = 1) -> str:
    """``expr`` with every range, subquery and offset scaled; text in quotes stays.

    ``shortest_range`` in milliseconds keeps ``rate`` above two scrapes.
    """

    def replace(match: re.Match[str]) -> str:
        if match["range"]:
            length, *step = match["range"].split(":")
            short = [scaled(length, factor, shortest_range), *(scaled(s, factor) if s else "" for s in step)]
            return f"[{':'.join(short)}]"
        return f"offset {scaled(match['offset'], factor)}" if match["offset"] else match[0]

    return _TOKENS.sub(replace, expr)


def compress(document: Mapping[str, Any], factor: float, shortest_range: int = 1) -> dict[str, Any]:
    """The rule file ``document`` with all its durations scaled by ``factor``."""
    times: Callable[[str], str] = lambda duration: scaled(duration, factor)  # noqa: E731
    groups = []
    for group in document["groups"]:
        rules = []
        for rule in group["rules"]:
            short = {key: times(rule[key]) for key in ("for", "keep_firing_for") if key in rule}
            rules.append({**rule, **short, "expr": expression(rule["expr"], factor, shortest_range)})
        interval = {"interval": times(group["interval"])} if "interval" in group else {}
        groups.append({**group, **interval, "rules": rules})
    return {**document, "groups": groups}


def write(source: Path, target: Path, factor: float, shortest_range: int = 1) -> None:
    """Write the rule file ``source`` to ``target``, compressed."""
    short = compress(yaml.safe_load(source.read_text()), factor, shortest_range)
    target.write_text(yaml.safe_dump(short, sort_keys=False))
