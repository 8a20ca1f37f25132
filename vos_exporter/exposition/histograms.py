"""Histograms to sample lines."""

from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter

from vos_exporter.exposition.encoded import Encoded
from vos_exporter.exposition.labels import head, label_texts
from vos_exporter.exposition.values import value_text
from vos_exporter.families import Declaration, Distribution, LabelValues


def encode_histogram(
    declaration: Declaration, samples: Iterable[tuple[LabelValues, Distribution]]
) -> Encoded:
    """Encode one histogram family: for each label set its buckets from the smallest, the sum and the count.

    Bounds are written as floating point numbers in both formats, as OpenMetrics wants them.
    """
    ordered = sorted(samples, key=itemgetter(0))
    lines = [line for labels, found in ordered for line in _lines(declaration, labels, found)]
    return Encoded(declaration, "".join(lines).encode(), len(lines))


def _lines(declaration: Declaration, labels: LabelValues, found: Distribution) -> Iterable[str]:
    name, names = declaration.name, declaration.labels
    bounds = [*map(repr, declaration.buckets), "+Inf"]
    totals = list(accumulate(found.counts))
    for bound, total in zip(bounds, totals, strict=True):
        yield _line(f"{name}_bucket", (*names, "le"), (*labels, bound), total)
    yield _line(f"{name}_sum", names, labels, found.sum)
    yield _line(f"{name}_count", names, labels, totals[-1])


def _line(name: str, names: tuple[str, ...], labels: LabelValues, value: float) -> str:
    (text,), _ = label_texts(names, [labels])
    return f"{head(name, names)}{text}{value_text(value)}\n"
