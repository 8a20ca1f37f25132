"""Durations, sizes and bounded numbers as operators write them."""

import math
import re
from typing import Final

from vos_exporter.config.problems import Place

_SECONDS: Final = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_DURATION: Final = re.compile("".join(rf"(?:(?P<{unit}>{_NUMBER}){unit})?" for unit in _SECONDS))
_BYTES: Final = {
    "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_SIZE: Final = re.compile(rf"(?P<count>{_NUMBER}) ?(?P<unit>{'|'.join(_BYTES)})")

LONGEST: Final = 366 * 86_400.0
"""Seconds of the longest duration that is no mistake."""

LARGEST: Final = 2**40
"""Bytes of the largest size that is no mistake."""


def seconds_of(text: str) -> float | None:
    """The seconds of a text like ``500ms``, ``3s``, ``1m30s`` or ``12h``; ``None`` if it is no duration."""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        return None
    return sum(float(count) * _SECONDS[unit] for unit, count in match.groupdict().items() if count)


def bytes_of(text: str) -> float | None:
    """The bytes of a text like ``64MiB``; ``None`` if it is no size."""
    match = _SIZE.fullmatch(text)
    return float(match["count"]) * _BYTES[match["unit"]] if match else None


def duration(value: float | str | None, at: Place, *, zero: bool = False) -> float | None:
    """Seconds, if ``value`` is given and possible; ``zero`` allows 0."""
    if value is None:
        return None
    seconds = seconds_of(value) if isinstance(value, str) else float(value)
    if seconds is None:
        at.wrong("not a duration; write a number of seconds or a text like `500ms`, `3s`, `1m30s`, `12h`")
        return None
    if not math.isfinite(seconds) or seconds < 0 or (seconds == 0 and not zero) or seconds > LONGEST:
        at.wrong(f"must be {'0 or more' if zero else 'more than 0'} and at most a year")
        return None
    return seconds


def size(value: int | str | None, at: Place) -> int | None:
    """Bytes, if ``value`` is given and possible."""
    if value is None:
        return None
    count = bytes_of(value) if isinstance(value, str) else float(value)
    if count is None:
        at.wrong("not a size; write a number of bytes or a text like `64MiB`")
        return None
    if not 1 <= count <= LARGEST:
        at.wrong("must be at least one byte and at most 1024GiB")
        return None
    return int(count)


def whole(value: int | None, at: Place, *, most: int) -> int | None:
    """A whole number from 1 to ``most``, if ``value`` is given and possible."""
    if value is not None and not 1 <= value <= most:
        at.wrong(f"must be from 1 to {most}")
        return None
    return value


def positive(value: float, at: Place) -> float:
    """``value``, which must be finite and more than 0."""
    if not math.isfinite(value) or value <= 0:
        at.wrong("must be a number more than 0")
    return value
