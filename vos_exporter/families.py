"""Metric families: what is declared once, and what a scrape fills.

A declaration is data: HELP texts, ``docs/metrics.md``, tests and the encoder all read it. A family is one
declaration with the samples of one scrape.
"""

import enum
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

PREFIX = "vos_"

RESERVED_LABELS = frozenset(
    {
        "job", "instance", "endpoint", "service", "namespace", "pod", "container", "node", "cluster", "type",
        "severity", "le", "quantile",
    }
)  # fmt: skip
"""Labels that Prometheus, its Operator or alert rules own; no series of ours carries them by declaration."""

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_COUNTED = ("_total", "_info", "_created")


class Kind(enum.StrEnum):
    """The kinds of metric we expose. States are gauges (docs/architecture.md#states)."""

    GAUGE = "gauge"
    COUNTER = "counter"
    INFO = "info"
    HISTOGRAM = "histogram"


_FOREIGN_SUFFIXES = {Kind.GAUGE: _COUNTED, Kind.HISTOGRAM: (*_COUNTED, "_bucket", "_sum", "_count")}

LabelValues = tuple[str, ...]
"""Values in the order of the declaration's labels."""

Sample = tuple[LabelValues, float]


@dataclass(frozen=True, slots=True)
class Declaration:
    """One metric family as we promise it.

    Attributes:
        name: full name of the samples; of a histogram without ``_bucket``, ``_sum`` and ``_count``.
        kind: what the TYPE line says.
        help: what the HELP line says.
        labels: label names.
        buckets: upper bounds of a histogram's buckets, rising, without the infinite one.
    """

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what Prometheus or promtool would refuse, once, at import.

        Raises:
            ValueError: name, suffix, help or label break a rule (docs/architecture.md#rules-for-collectors).
        """
        if not (self.name.startswith(PREFIX) and _NAME.match(self.name)):
            raise ValueError(f"{self.name!r} is not a metric name of ours")
        suffix = {Kind.COUNTER: "_total", Kind.INFO: "_info"}.get(self.kind, "")
        if not self.name.endswith(suffix):
            raise ValueError(f"{self.name} is a {self.kind} and must end in {suffix}")
        if self.kind in _FOREIGN_SUFFIXES and self.name.endswith(_FOREIGN_SUFFIXES[self.kind]):
            raise ValueError(f"{self.name} is a {self.kind} with the suffix of another kind")
        if bool(self.buckets) is not (self.kind is Kind.HISTOGRAM):
            raise ValueError(f"{self.name}: a histogram has buckets, and nothing else has")
        if list(self.buckets) != sorted(set(self.buckets)):
            raise ValueError(f"{self.name}: buckets rise")
        if not self.help:
            raise ValueError(f"{self.name} has no help text")
        for label in self.labels:
            if label in RESERVED_LABELS or not _NAME.match(label):
                raise ValueError(f"{self.name}: {label!r} cannot be a label of ours")

    @property
    def sample_labels(self) -> Mapping[str, tuple[str, ...]]:
        """The labels of the samples, by their names; of a histogram there are three kinds."""
        if self.kind is not Kind.HISTOGRAM:
            return {self.name: self.labels}
        bucket = {f"{self.name}_bucket": (*self.labels, "le")}
        return bucket | dict.fromkeys((f"{self.name}_sum", f"{self.name}_count"), self.labels)

    def family(self, samples: Iterable[Sample] = ()) -> "Family":
        """A new family of this declaration, holding ``samples``."""
        return Family(self, list(samples))


@dataclass(slots=True)
class Family:
    """The samples of one declaration in one scrape."""

    declaration: Declaration
    samples: list[Sample] = field(default_factory=list)

    def add(self, value: float, *labels: str) -> None:
        """Append one sample; ``labels`` are values in the declaration's order."""
        self.samples.append((labels, value))

    def __iter__(self) -> Iterator[Sample]:
        return iter(self.samples)


def gauge(name: str, help: str, *labels: str) -> Declaration:
    """Declare a gauge."""
    return Declaration(name, Kind.GAUGE, help, labels)


def counter(name: str, help: str, *labels: str) -> Declaration:
    """Declare a counter; ``name`` ends in ``_total``."""
    return Declaration(name, Kind.COUNTER, help, labels)


def info(name: str, help: str, *labels: str) -> Declaration:
    """Declare an info metric, whose samples are always 1; ``name`` ends in ``_info``."""
    return Declaration(name, Kind.INFO, help, labels)


def histogram(name: str, help: str, buckets: tuple[float, ...], *labels: str) -> Declaration:
    """Declare a histogram; ``buckets`` are rising upper bounds without the infinite one."""
    return Declaration(name, Kind.HISTOGRAM, help, labels, buckets)


class Distribution:
    """What was observed since the process started, counted in buckets.

    Args:
        buckets: rising upper bounds, each part of its bucket.

    Attributes:
        counts: observations per bucket, not of the smaller ones; the last is of the infinite one.
        sum: of all observed values.
    """

    __slots__ = ("buckets", "counts", "sum")

    def __init__(self, buckets: tuple[float, ...]) -> None:
        self.buckets = buckets
        self.counts = [0] * (len(buckets) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.buckets, value)] += 1
        self.sum += value
