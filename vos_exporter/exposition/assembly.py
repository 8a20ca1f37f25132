"""From encoded families to the body of an answer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vos_exporter.exposition.encoder import Described, Encoded, merge
from vos_exporter.exposition.labels import escape, shown
from vos_exporter.exposition.negotiation import Format
from vos_exporter.families import Kind

_SUFFIXES = {Kind.GAUGE: "", Kind.COUNTER: "_total", Kind.INFO: "_info", Kind.HISTOGRAM: ""}
"""What OpenMetrics takes off a sample's name to get its family's."""

_TEXT_TYPES = {
    Kind.GAUGE: "gauge",
    Kind.COUNTER: "counter",
    Kind.INFO: "gauge",
    Kind.HISTOGRAM: "histogram",
}


def assemble(families: Iterable[Encoded], form: Format) -> bytes:
    """The body of an answer: families sorted by name, with HELP and TYPE as ``form`` wants them.

    A family without samples is left out.

    Args:
        families: each name once, as :func:`merged` gives them.
        form: the negotiated format.
    """
    filled = [family for family in families if family.series]
    filled.sort(key=lambda family: family.declaration.name)
    return b"".join(_openmetrics(filled) if form is Format.OPENMETRICS else _text(filled))


def _text(families: Iterable[Encoded]) -> Iterator[bytes]:
    for family in families:
        described = family.declaration
        help = shown(described.help).replace("\\", r"\\").replace("\n", r"\n")
        yield _header(described.name, _TEXT_TYPES[described.kind], help)
        yield family.body


def _openmetrics(families: Iterable[Encoded]) -> Iterator[bytes]:
    taken: set[str] = set()
    for family in families:
        name, type_name = _openmetrics_name(family.declaration, taken)
        yield _header(name, type_name, escape(shown(family.declaration.help)))
        yield family.body
    yield b"# EOF\n"


def _openmetrics_name(described: Described, taken: set[str]) -> tuple[str, str]:
    """Name and type of a family; the full name and ``unknown`` where another family has its short name."""
    short = described.name.removesuffix(_SUFFIXES[described.kind])
    if short in taken:
        return described.name, "unknown"
    taken.add(short)
    return short, described.kind.value


def _header(name: str, type_name: str, help: str) -> bytes:
    return f"# HELP {name} {help}\n# TYPE {name} {type_name}\n".encode()


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
