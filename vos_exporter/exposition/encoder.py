"""Sample lines: the part of an answer that is the same in every format.

Encoding is more than half of a naive scrape, so the work that families share is done once: families about the
same objects (equal label names, equal label values in the same order) share one layout, which holds the label
texts, the order and the verdict on duplicates. Everything per sample runs in C.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import add, itemgetter, ne

from vos_exporter.exposition.encoded import Described, Encoded
from vos_exporter.exposition.labels import head, label_texts
from vos_exporter.exposition.merging import merge
from vos_exporter.exposition.values import value_texts
from vos_exporter.families import Family, LabelValues, Sample


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the samples of families about the same objects go."""

    labels: list[LabelValues]
    order: list[int]
    texts: list[str]
    duplicates: int
    size: int

    def lines_within(self, most_bytes: int, beside: int) -> int:
        """How many lines have ``most_bytes`` at most, each with ``beside`` bytes beside its labels."""
        if self.size + beside * len(self.texts) <= most_bytes:
            return len(self.texts)
        sizes = [len(text.encode()) + beside for text in self.texts]
        return bisect_right(list(accumulate(sizes)), most_bytes)


_first, _second = itemgetter(0), itemgetter(1)

MOST_BYTES = 16 * 1024 * 1024
"""Bytes that the lines of one route may have; that of 2,000 services has less than one tenth of it."""

_LONGEST_VALUE = 26
"""Characters of a number, its newline and a little more."""


def encode(families: Iterable[Family], series_limit: int, most_bytes: int = MOST_BYTES) -> list[Encoded]:
    """Encode the families of one route, each name once, in the order of their first appearance.

    Args:
        families: several may share a name; their samples are put together.
        series_limit: lines a family may have; those first in the order of label values stay.
        most_bytes: bytes all of them may have together; the families that come first stay.

    Raises:
        TypeError: a sample does not have a value for each label.
    """
    grouped: dict[tuple[str, tuple[str, ...]], tuple[Described, list[list[Sample]]]] = {}
    for family in families:
        declaration = family.declaration
        key = declaration.name, declaration.labels
        grouped.setdefault(key, (declaration, []))[1].append(family.samples)
    layouts: dict[tuple[str, ...], _Layout] = {}
    parts: dict[str, list[Encoded]] = {}
    for described, groups in grouped.values():
        samples = groups[0] if len(groups) == 1 else list(chain.from_iterable(groups))
        encoded = encode_samples(described, samples, series_limit, layouts, most_bytes)
        most_bytes -= len(encoded.body)
        parts.setdefault(described.name, []).append(encoded)
    return [merge(same) for same in parts.values()]


def encode_samples(
    declaration: Described,
    samples: Sequence[Sample],
    series_limit: int,
    layouts: dict[tuple[str, ...], _Layout],
    most_bytes: int = MOST_BYTES,
) -> Encoded:
    """Encode one family; ``layouts`` keeps the last layout per label names for the next one."""
    labels = list(map(_first, samples))
    layout = layouts.get(declaration.labels)
    if layout is None or layout.labels != labels:
        layout = layouts[declaration.labels] = _lay_out(declaration.labels, labels)
    start = head(declaration.name, declaration.labels)
    lines = min(series_limit, layout.lines_within(most_bytes, len(start) + _LONGEST_VALUE))
    order, texts = layout.order[:lines], layout.texts[:lines]
    values = list(map(_second, samples))
    body = _lines(start, texts, [values[i] for i in order])
    return Encoded(declaration, body, len(order), layout.duplicates, len(layout.order) - len(order))


def _lay_out(names: Sequence[str], labels: list[LabelValues]) -> _Layout:
    texts, keys = label_texts(names, labels)
    order = sorted(range(len(labels)), key=keys.__getitem__)
    ordered = [texts[i] for i in order]
    if not all(map(ne, ordered, ordered[1:])):
        order = [i for n, i in enumerate(order) if not n or ordered[n] != ordered[n - 1]]
        ordered = [texts[i] for i in order]
    return _Layout(labels, order, ordered, len(labels) - len(order), 4 * sum(map(len, ordered)))


def _lines(head: str, label_texts: list[str], values: list[float]) -> bytes:
    if not values:
        return b""
    lines = list(map(add, label_texts, value_texts(values)))
    lines[0] = head + lines[0]
    lines[-1] += "\n"
    return f"\n{head}".join(lines).encode()
