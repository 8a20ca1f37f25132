"""Families that several routes and relations fill: put together, and kept within the limit of series."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from vos_exporter.exposition import Encoded, merge


def merged(parts: Iterable[tuple[str, Encoded]], limit: int) -> tuple[list[Encoded], Counter[str]]:
    """Each family once, and how many of its series were dropped, by the route that came last.

    Args:
        parts: the route that accounts for a part, and the part; of one name the earlier part wins a series.
        limit: series a family may have.
    """
    named: dict[str, list[tuple[str, Encoded]]] = {}
    for route, part in parts:
        named.setdefault(part.declaration.name, []).append((route, part))
    families, dropped = [], Counter[str]()
    for group in named.values():
        family = merge([part for _, part in group])
        if family.series > limit:
            dropped[group[-1][0]] += family.series - limit
            kept = family.body.split(b"\n")[:limit]
            family = replace(family, body=b"".join(line + b"\n" for line in kept), series=limit)
        families.append(family)
    return families, dropped
