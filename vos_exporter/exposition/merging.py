"""One family from its parts in several routes, and all families within the limits of an answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vos_exporter.exposition.encoded import Encoded
from vos_exporter.exposition.labels import label_values

MOST_SERIES = 500_000
"""Series of VOS in one answer."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of them."""


@dataclass(frozen=True, slots=True)
class Merged:
    """All families of an answer, each once.

    Attributes:
        families: sorted by name.
        dropped: route to how many of its series were over a limit.
        late: not all of them are here, because the time was over.
    """

    families: Sequence[Encoded]
    dropped: Mapping[str, int]
    late: bool = False


def _in_time() -> bool:
    return False


def merged(
    parts: Iterable[tuple[str, Encoded]],
    limit: int,
    *,
    most_series: int = MOST_SERIES,
    most_bytes: int = MOST_BYTES,
    late: Callable[[], bool] = _in_time,
) -> Merged:
    """Each family once; what is dropped is counted for the route whose part of the family came last.

    Args:
        parts: the route that accounts for a part, and the part; of one name the earlier part wins a series.
        limit: series a family may have.
        most_series: series all families may have together, those first by name staying.
        most_bytes: bytes they may have, likewise.
        late: whether the time is over; the families that are left then are left out.
    """
    named: dict[str, list[tuple[str, Encoded]]] = {}
    for route, part in parts:
        named.setdefault(part.declaration.name, []).append((route, part))
    families, dropped = list[Encoded](), Counter[str]()
    for name in sorted(named):
        if late():
            return Merged(families, dropped, late=True)
        group = named[name]
        whole = merge([part for _, part in group])
        family = _cut(whole, min(limit, most_series), most_bytes)
        if family is not whole:
            dropped[group[-1][0]] += whole.series - family.series
        most_series -= family.series
        most_bytes -= len(family.body)
        families.append(family)
    return Merged(families, dropped)


def shared_bytes(parts: Iterable[tuple[str, Encoded]]) -> int:
    """Bytes of the families that have several parts: what merging costs goes by these."""
    sizes: dict[str, list[int]] = {}
    for _, part in parts:
        if part.series:
            sizes.setdefault(part.declaration.name, []).append(len(part.body))
    return sum(sum(each) for each in sizes.values() if len(each) > 1)


def _cut(family: Encoded, series: int, size: int) -> Encoded:
    """``family`` with so many series and bytes at most: its first ones."""
    if family.series <= series and len(family.body) <= size:
        return family
    kept = b"".join([line + b"\n" for line in family.body.split(b"\n")[:-1][:series]])
    if len(kept) > size:
        kept = kept[: kept.rfind(b"\n", 0, size) + 1]
    return replace(family, body=kept, series=kept.count(b"\n"))


def merge(parts: Sequence[Encoded]) -> Encoded:
    """One family from its parts in several routes; the part that comes first wins a series.

    A series several parts have is not a duplicate: VOS says the same thing in two places.
    """
    if len(parts) == 1:
        return parts[0]
    filled = [part for part in parts if part.series] or parts[:1]
    body, series = (filled[0].body, filled[0].series) if len(filled) == 1 else _merged(filled)
    return Encoded(
        parts[0].declaration,
        body,
        series,
        sum(part.duplicates for part in parts),
        sum(part.over_limit for part in parts),
    )


def _merged(parts: Sequence[Encoded]) -> tuple[bytes, int]:
    """The lines of all ``parts``, sorted, the first of each series; and how many there are."""
    lines: dict[bytes, bytes] = {}
    for part in parts:
        for line in part.body.split(b"\n")[:-1]:
            lines.setdefault(line.rpartition(b" ")[0], line)
    same_labels = len({part.declaration.labels for part in parts}) == 1
    ordered = sorted(lines) if same_labels and _sort_as_bytes(lines) else sorted(lines, key=_values)
    return b"".join([lines[series] + b"\n" for series in ordered]), len(lines)


def _sort_as_bytes(lines: Iterable[bytes]) -> bool:
    """Whether series sort as their label values do: no character sorts before the quote that ends a value."""
    joined = b"".join(lines)
    return joined.isascii() and min(joined, default=255) >= ord('"') and b"\\" not in joined


def _values(series: bytes) -> tuple[str, ...]:
    return label_values(series.decode())
