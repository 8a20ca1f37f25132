"""Units: one table of what numbers are counted in, how that is said, and what is physically possible.

The decoder reads numbers by it, the reference of unpublished routes shows it. A number has a unit only where
something says so: its key (``cpuPercent``), its text (``"37.5 %"``), a key beside it (``levelUnit``), a
documented shape (a Kubernetes quantity), the name of a quantity that has only one unit in the field (MER), or
the operator. Nothing is ever guessed from the size of a number.
"""

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache


class BaseUnit(enum.StrEnum):
    """What we export; several units of the API share one."""

    RATIO = "ratio"
    CORES = "cores"
    BYTES = "bytes"
    BYTES_PER_SECOND = "bytes_per_second"
    DBM = "dbm"
    DB = "db"
    HERTZ = "hertz"
    SYMBOLS_PER_SECOND = "symbols_per_second"
    VOLTS = "volts"
    SECONDS = "seconds"
    COUNT = "count"
    BOOLEAN = "boolean"
    TEXT = "text"


class Unit(enum.StrEnum):
    """What a number of the API is counted in; see :data:`UNITS`."""

    RATIO = "ratio"
    PERCENT = "percent"
    CORES = "cores"
    MILLICORES = "millicores"
    MICROCORES = "microcores"
    NANOCORES = "nanocores"
    BYTES = "bytes"
    KILOBYTES = "kilobytes"
    KIBIBYTES = "kibibytes"
    MEGABYTES = "megabytes"
    MEBIBYTES = "mebibytes"
    GIGABYTES = "gigabytes"
    GIBIBYTES = "gibibytes"
    TERABYTES = "terabytes"
    TEBIBYTES = "tebibytes"
    PETABYTES = "petabytes"
    PEBIBYTES = "pebibytes"
    BITS_PER_SECOND = "bits_per_second"
    KILOBITS_PER_SECOND = "kilobits_per_second"
    MEGABITS_PER_SECOND = "megabits_per_second"
    GIGABITS_PER_SECOND = "gigabits_per_second"
    BYTES_PER_SECOND = "bytes_per_second"
    KILOBYTES_PER_SECOND = "kilobytes_per_second"
    MEGABYTES_PER_SECOND = "megabytes_per_second"
    GIGABYTES_PER_SECOND = "gigabytes_per_second"
    DBM = "dbm"
    DB = "db"
    HERTZ = "hertz"
    KILOHERTZ = "kilohertz"
    MEGAHERTZ = "megahertz"
    GIGAHERTZ = "gigahertz"
    SYMBOLS_PER_SECOND = "symbols_per_second"
    KILOSYMBOLS_PER_SECOND = "kilosymbols_per_second"
    MEGASYMBOLS_PER_SECOND = "megasymbols_per_second"
    VOLTS = "volts"
    MILLIVOLTS = "millivolts"
    MICROSECONDS = "microseconds"
    MILLISECONDS = "milliseconds"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    COUNT = "count"
    BOOLEAN = "boolean"
    TEXT = "text"


class Evidence(enum.StrEnum):
    """What says the unit of a number."""

    KEY = "key"
    TEXT = "text"
    SIBLING = "sibling"
    SHAPE = "shape"
    NAME = "name"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit.

    Attributes:
        unit: its name in the configuration.
        base: what it is exported as.
        factor: base units in one of it.
        keys: what a key that says it ends in, without case and separators.
        words: how a text says it, in any case.
        symbols: how a text says it in exactly this case.
    """

    unit: Unit
    base: BaseUnit
    factor: float
    keys: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()


_PER_SECOND = ("persecond", "persec")


def _bytes(unit: Unit, factor: float, letter: str, word: str) -> UnitRow:
    """Decimal or binary multiples of a byte; ``8Gi`` and ``8G`` are how Kubernetes says them."""
    symbol = f"{letter}B"
    suffixes = (symbol.lower(), f"{word}bytes", f"{word}byte")
    small = (f"k{symbol[1:]}",) if letter[0] == "K" else ()
    kubernetes = "k" if letter == "K" else letter
    return UnitRow(
        unit,
        BaseUnit.BYTES,
        factor,
        suffixes,
        (f"{word}bytes", f"{word}byte", f"{letter}byte", f"{letter}bytes"),
        (symbol, kubernetes, *small),
    )


def _bits(unit: Unit, factor: float, letter: str) -> UnitRow:
    """Multiples of a bit per second."""
    low = letter.lower()
    return UnitRow(
        unit,
        BaseUnit.BYTES_PER_SECOND,
        factor / 8,
        (f"{low}bps", f"{low}bitps", *(f"{low}bits{end}" for end in _PER_SECOND), f"{low}bits"),
        (
            f"{low}bit/s",
            f"{low}bits/s",
            f"{low}bit/sec",
            f"{low}bits/sec",
            f"{low}bitps",
            f"{low}bit",
            f"{low}bits",
        ),
        (f"{letter}bps", f"{low}bps", f"{letter}b/s", f"{letter}BPS"),
    )


def _bytes_per_second(unit: Unit, factor: float, letter: str) -> UnitRow:
    """Multiples of a byte per second."""
    low = letter.lower()
    return UnitRow(
        unit, BaseUnit.BYTES_PER_SECOND, factor,
        tuple(f"{low}bytes{end}" for end in _PER_SECOND),
        (f"{low}bytes/s", f"{low}byte/s", f"{low}bytes/sec"),
        (f"{letter}B/s", f"{letter}Bps", f"{low}B/s"),
    )  # fmt: skip


def _hertz(unit: Unit, factor: float, name: str) -> UnitRow:
    return UnitRow(unit, BaseUnit.HERTZ, factor, (name,), (name,))


def _symbols(unit: Unit, factor: float, letter: str, word: str) -> UnitRow:
    return UnitRow(
        unit, BaseUnit.SYMBOLS_PER_SECOND, factor,
        (f"{letter}sps", f"{letter}baud", f"{letter}bd", f"{letter}sym", f"{word}baud", f"{word}symbols",
         f"{word}symbolspersecond", f"{letter}symbolspersecond", f"{letter}symbols"),
        (f"{letter}sym/s", f"{letter}symb/s", f"{letter}symbol/s", f"{letter}symbols/s", f"{letter}sps",
         f"{letter}baud", f"{letter}bd", f"{letter}s/s", f"{word}baud"),
    )  # fmt: skip


def _seconds(unit: Unit, factor: float, *words: str) -> UnitRow:
    return UnitRow(unit, BaseUnit.SECONDS, factor, words, words)


UNITS: tuple[UnitRow, ...] = (
    UnitRow(Unit.RATIO, BaseUnit.RATIO, 1, ("ratio", "fraction", "factor"), ("ratio", "fraction")),
    UnitRow(
        Unit.PERCENT, BaseUnit.RATIO, 0.01, ("percent", "pct", "percentage", "perc"),
        ("percent", "pct", "%", "percentage", "per cent"),
    ),
    UnitRow(
        Unit.CORES, BaseUnit.CORES, 1, ("cores", "core", "vcpus", "vcpu", "cpus"),
        ("cores", "core", "vcpus", "vcpu", "cpus", "cpu"),
    ),
    UnitRow(
        Unit.MILLICORES, BaseUnit.CORES, 1e-3, ("millicores", "millicore", "milli", "mcores", "mcpu"),
        ("millicores", "millicore", "mcores", "mcore", "mcpu"), ("m",),
    ),
    UnitRow(Unit.MICROCORES, BaseUnit.CORES, 1e-6, ("microcores",), ("microcores", "microcore"), ("u",)),
    UnitRow(Unit.NANOCORES, BaseUnit.CORES, 1e-9, ("nanocores", "nano"), ("nanocores", "nanocore"), ("n",)),
    UnitRow(Unit.BYTES, BaseUnit.BYTES, 1, ("bytes", "byte"), ("bytes", "byte"), ("B",)),
    _bytes(Unit.KILOBYTES, 1e3, "K", "kilo"),
    _bytes(Unit.KIBIBYTES, 2**10, "Ki", "kibi"),
    _bytes(Unit.MEGABYTES, 1e6, "M", "mega"),
    _bytes(Unit.MEBIBYTES, 2**20, "Mi", "mebi"),
    _bytes(Unit.GIGABYTES, 1e9, "G", "giga"),
    _bytes(Unit.GIBIBYTES, 2**30, "Gi", "gibi"),
    _bytes(Unit.TERABYTES, 1e12, "T", "tera"),
    _bytes(Unit.TEBIBYTES, 2**40, "Ti", "tebi"),
    _bytes(Unit.PETABYTES, 1e15, "P", "peta"),
    _bytes(Unit.PEBIBYTES, 2**50, "Pi", "pebi"),
    _bits(Unit.BITS_PER_SECOND, 1, ""),
    _bits(Unit.KILOBITS_PER_SECOND, 1e3, "K"),
    _bits(Unit.MEGABITS_PER_SECOND, 1e6, "M"),
    _bits(Unit.GIGABITS_PER_SECOND, 1e9, "G"),
    _bytes_per_second(Unit.BYTES_PER_SECOND, 1, ""),
    _bytes_per_second(Unit.KILOBYTES_PER_SECOND, 1e3, "K"),
    _bytes_per_second(Unit.MEGABYTES_PER_SECOND, 1e6, "M"),
    _bytes_per_second(Unit.GIGABYTES_PER_SECOND, 1e9, "G"),
    UnitRow(Unit.DBM, BaseUnit.DBM, 1, ("dbm",), ("dbm",)),
    UnitRow(Unit.DB, BaseUnit.DB, 1, ("db", "decibel"), ("db", "decibel")),
    _hertz(Unit.HERTZ, 1, "hz"),
    _hertz(Unit.KILOHERTZ, 1e3, "khz"),
    _hertz(Unit.MEGAHERTZ, 1e6, "mhz"),
    _hertz(Unit.GIGAHERTZ, 1e9, "ghz"),
    _symbols(Unit.SYMBOLS_PER_SECOND, 1, "", ""),
    _symbols(Unit.KILOSYMBOLS_PER_SECOND, 1e3, "k", "kilo"),
    _symbols(Unit.MEGASYMBOLS_PER_SECOND, 1e6, "m", "mega"),
    UnitRow(Unit.VOLTS, BaseUnit.VOLTS, 1, ("volts", "volt", "v"), ("volts", "volt", "v", "vdc")),
    UnitRow(Unit.MILLIVOLTS, BaseUnit.VOLTS, 1e-3, ("millivolts", "mv"), ("millivolts", "mv")),
    _seconds(Unit.MICROSECONDS, 1e-6, "microseconds", "micros", "us", "usec"),
    _seconds(Unit.MILLISECONDS, 1e-3, "milliseconds", "millis", "ms", "msec"),
    _seconds(Unit.SECONDS, 1, "seconds", "second", "secs", "sec", "s"),
    _seconds(Unit.MINUTES, 60, "minutes", "minute", "mins", "min"),
    _seconds(Unit.HOURS, 3600, "hours", "hour", "hrs", "h"),
    _seconds(Unit.DAYS, 86_400, "days", "day", "d"),
    UnitRow(Unit.COUNT, BaseUnit.COUNT, 1),
    UnitRow(Unit.BOOLEAN, BaseUnit.BOOLEAN, 1),
    UnitRow(Unit.TEXT, BaseUnit.TEXT, 1),
)  # fmt: skip

BY_UNIT: Mapping[Unit, UnitRow] = {row.unit: row for row in UNITS}

Range = tuple[float, float]
"""The least and the most a value can be, in a base unit."""

PLAUSIBLE: Mapping[BaseUnit, Range] = {
    BaseUnit.RATIO: (0, 1),
    BaseUnit.CORES: (0, 1e5),
    BaseUnit.BYTES: (0, 1e18),
    BaseUnit.BYTES_PER_SECOND: (0, 1e12 / 8),
    BaseUnit.DBM: (-150, 60),
    BaseUnit.DB: (-60, 100),
    BaseUnit.HERTZ: (1e6, 1e11),
    BaseUnit.SYMBOLS_PER_SECOND: (1e3, 1e9),
    BaseUnit.VOLTS: (0, 60),
    BaseUnit.SECONDS: (0, 1e9),
    BaseUnit.COUNT: (0, 2**63),
}
"""What is possible on this planet; a sentinel such as -999 or 65535 is not."""

SHARE: Range = (0, 1.1)
"""A share: what rounds, and measures at different moments, may say a little more than all."""

_CAPITAL_B = frozenset({"Mb", "Kb", "Gb", "Tb"})
_BITS_OR_BYTES = frozenset({"kBps", "KBps", "MBps", "GBps"})


def _said_by(spellings: Iterable[tuple[str, Unit]]) -> dict[str, tuple[Unit, ...]]:
    found: dict[str, tuple[Unit, ...]] = {}
    for spelling, unit in spellings:
        found[spelling] = (*found.get(spelling, ()), unit)
    return found


_SYMBOLS = _said_by((symbol, row.unit) for row in UNITS for symbol in row.symbols)
_WORDS = _said_by((word.lower(), row.unit) for row in UNITS for word in row.words)
_SUFFIXES = _said_by((suffix, row.unit) for row in UNITS for suffix in row.keys)
_LONGEST_SUFFIX = max(map(len, _SUFFIXES))


@lru_cache(maxsize=4096)
def unit_of_text(said: str, possible: tuple[BaseUnit, ...]) -> Unit | None:
    """The unit that the text ``said`` names, of those that lead to one of the ``possible`` base units."""
    words = said.strip()
    for units in (_SYMBOLS.get(words, ()), _WORDS.get(words.lower(), ())):
        for unit in units:
            if BY_UNIT[unit].base in possible:
                return unit
    return None


def stems(key: str, canonical: str, possible: Collection[BaseUnit]) -> Iterator[tuple[str, Unit]]:
    """What is left of ``canonical`` without a unit at its end, and that unit; the longest unit first.

    ``Mb`` and ``MBps`` in camel case say nothing: who writes them may mean bits or bytes.

    Args:
        key: the key as it is spelled.
        canonical: the same without case and separators.
        possible: the base units its numbers may have.
    """
    if key[-2:] in _CAPITAL_B or key[-4:] in _BITS_OR_BYTES:
        return
    for length in range(min(_LONGEST_SUFFIX, len(canonical) - 1), 0, -1):
        for unit in _SUFFIXES.get(canonical[-length:], ()):
            if BY_UNIT[unit].base in possible:
                yield canonical[:-length], unit
                yield canonical[:-length].removesuffix("in"), unit


def scaled(value: float, factor: float) -> float:
    """``value * factor``, by division for fractions, so that 57 % is 0.57 and not 0.5700000000000001."""
    return value * factor if factor >= 1 else value / round(1 / factor, 9)
