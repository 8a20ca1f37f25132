"""Numbers as people read them, with their unit. Pure."""

from collections import defaultdict
from collections.abc import Mapping

from vos_exporter.web.plant.facts import Facts

_BIT_RATES = ((1e9, "Gbit/s"), (1e6, "Mbit/s"), (1e3, "kbit/s"), (1.0, "bit/s"))
_SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B"))

_RATIO, _CORES, _BYTES = "_usage_ratio", "_usage_cores", "_usage_bytes"


def short(value: float) -> str:
    """Three digits, no more zeros than needed: ``0.25``, ``12.3``, ``1840``."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def scaled(value: float, units: tuple[tuple[float, str], ...]) -> str:
    """``value`` in the largest of ``units`` (size, name; the largest first) that is not larger than it."""
    size, unit = next((one for one in units if abs(value) >= one[0]), units[-1])
    return f"{short(value / size)} {unit}"


def bitrate(bytes_per_second: float) -> str:
    """As networks say it."""
    return scaled(bytes_per_second * 8, _BIT_RATES)


def usage(name: str, value: float) -> str:
    """What the family ``name`` tells of an object's use, in words; empty for a family that tells no use.

    A number without a unit is told with its own name, and that nothing says its unit.
    """
    stem = name.removeprefix("vos_")
    for concept, word in (("_cpu", "CPU"), ("_memory", "memory")):
        if concept + _RATIO in stem:
            return f"{word} {short(value * 100)} %"
        if concept + _CORES in stem:
            return f"{word} {short(value)} cores"
        if concept + _BYTES in stem:
            return f"{word} {scaled(value, _SIZES)}"
        if stem.endswith(f"{concept}_reported"):
            return f"{word} {short(value)}, unit unknown"
    return ""


def by_object(facts: Facts, label: str) -> Mapping[str, list[str]]:
    """What each object uses, of all families whose only label is ``label``."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for name, key, value in facts.numbers(label):
        words = usage(name, value)
        if words:
            told[key].append(words)
    return told
