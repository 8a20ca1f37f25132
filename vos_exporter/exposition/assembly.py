"""From encoded families to the body of an answer."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from vos_exporter.exposition.compression import Gzip
from vos_exporter.exposition.encoded import Described, Encoded
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

_SLICE = 256 * 1024
"""Bytes that are compressed at a time."""


class Assembled(NamedTuple):
    """The body of an answer, and whether families are missing in it because the time was over."""

    body: bytes
    late: bool


def assemble(families: Iterable[Encoded], form: Format) -> bytes:
    """The body of an answer: families sorted by name, with HELP and TYPE as ``form`` wants them.

    A family without samples is left out.

    Args:
        families: each name once, as :func:`~vos_exporter.exposition.merging.merged` gives them.
        form: the negotiated format.
    """
    filled = [family for family in families if family.series]
    filled.sort(key=_name)
    return b"".join(_blocks(filled, form))


def assembled(
    families: Iterable[Encoded],
    form: Format,
    *,
    gzip: bool,
    last: Callable[[bool], Encoded] | None = None,
    late: Callable[[], bool] = lambda: False,
) -> Assembled:
    """The body of an answer, compressed where ``gzip`` says so, as far as there is time for it.

    Args:
        families: each name once; all but the last come sorted by name.
        form: the negotiated format.
        gzip: compress it.
        last: makes the family that ends the answer, told whether others are missing.
        late: whether the time is over; the families that are left then are left out.
    """
    filled = [family for family in families if family.series]
    filled.sort(key=_name)
    missing = False

    def in_time() -> Iterator[Encoded]:
        nonlocal missing
        for family in filled:
            if late():
                missing = True
                break
            yield family
        if last is not None:
            yield last(missing)

    blocks = _blocks(in_time(), form)
    body = b"".join(_compressed(blocks) if gzip else blocks)
    return Assembled(body, missing)


def _name(family: Encoded) -> str:
    return family.declaration.name


def _compressed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The ``blocks`` as one gzip member; in slices, as each compression call costs something of its own."""
    stream = Gzip()
    waiting, size = list[bytes](), 0
    for block in blocks:
        waiting.append(block)
        size += len(block)
        if size >= _SLICE:
            yield stream.compress(b"".join(waiting))
            waiting, size = [], 0
    yield stream.compress(b"".join(waiting))
    yield stream.flush()


def _blocks(families: Iterable[Encoded], form: Format) -> Iterator[bytes]:
    return _openmetrics(families) if form is Format.OPENMETRICS else _text(families)


def _text(families: Iterable[Encoded]) -> Iterator[bytes]:
    for family in families:
        yield _text_header(family.declaration)
        yield family.body


def _openmetrics(families: Iterable[Encoded]) -> Iterator[bytes]:
    taken: set[str] = set()
    for family in families:
        short = _short_name(family.declaration)
        yield _openmetrics_header(family.declaration, short not in taken)
        taken.add(short)
        yield family.body
    yield b"# EOF\n"


def _short_name(described: Described) -> str:
    """The name of a family in OpenMetrics."""
    return described.name.removesuffix(_SUFFIXES[described.kind])


# What is told of a family is the same in every answer.
@lru_cache(maxsize=4_096)
def _text_header(described: Described) -> bytes:
    help = shown(described.help).replace("\\", r"\\").replace("\n", r"\n")
    return _header(described.name, _TEXT_TYPES[described.kind], help)


@lru_cache(maxsize=4_096)
def _openmetrics_header(described: Described, free: bool) -> bytes:
    """With the full name and ``unknown`` where its short name is not free: another family has it."""
    name, kind = (_short_name(described), described.kind.value) if free else (described.name, "unknown")
    return _header(name, kind, escape(shown(described.help)))


def _header(name: str, type_name: str, help: str) -> bytes:
    return f"# HELP {name} {help}\n# TYPE {name} {type_name}\n".encode()
