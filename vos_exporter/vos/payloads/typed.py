"""Bodies of public shapes: by types where rows are as expected, field by field where they are not.

The fast path decodes all rows at once into a variant of the shape that requires every key: that it succeeds
says that no row lacks one, so that none can be told under another name. What a system is known to lack is not
required of it (:class:`~vos_exporter.vos.payloads.decoded.Knowledge`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import UNSET

from vos_exporter.vos.fields import Overrides
from vos_exporter.vos.hints import Hints, Kind, shape
from vos_exporter.vos.payloads import envelope, finder
from vos_exporter.vos.payloads.base import BodyError, Payload, text
from vos_exporter.vos.payloads.decoded import Decoded, Knowledge
from vos_exporter.vos.payloads.fitting import Notes, Shape, ShapeLooks, strict_variant
from vos_exporter.vos.payloads.lenient import REFUSED, decode_any, decoder

T = TypeVar("T", bound=Payload)

LOOKED_AT = 200
"""Rows of a close look."""

SMALLEST_ROW = 20
"""Bytes: what a row takes at least, nearly; where so many rows have no room, they are not counted first."""

_KEYS_KEPT = 128
"""Keys of rows that are remembered; a route with more is no list of objects of one kind."""

_CHANGES_KEPT = 5_000
"""Paths and types that are remembered of a route."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bodies of one route are read.

    Attributes:
        key: the attribute that identifies a row, or ``None`` where rows have no key.
        names: what the route calls its rows, without case and separators.
        row_limit: how many rows are read at most.
        overrides: what the operator knows better.
        where: the dotted path of the rows, as the operator says.
        knowledge: what earlier answers taught.
        now: seconds since the epoch.
    """

    key: str | None
    names: frozenset[str]
    row_limit: int
    overrides: Overrides
    where: str | None
    knowledge: Knowledge | None
    now: float

    @property
    def look_due(self) -> bool:
        """It is time for a close look."""
        return self.knowledge is None or self.knowledge.look_due(self.now)


Chain = tuple[Mapping[str, Any], ...]


def read_typed(body: bytes, struct: type[T], how: Reading) -> tuple[Decoded[T], Chain]:
    """The rows of ``body`` as ``struct``, and the objects on the way to them.

    Raises:
        BodyError: there are no rows, or it cannot be told which; or it is an error object.
    """
    reader = _Typed(struct, how)
    fast = reader.fast(body)
    if fast is None:
        return reader.slow(body)
    decoded, chain = fast
    if how.key is not None:
        keep_first(decoded, how.key)
    return decoded, chain


def keep_first(decoded: Decoded[Any], key: str) -> None:
    """Drop rows without their key, and each later row of one key."""
    ids = list(map(attrgetter(key), decoded.rows))
    if set(map(type, ids)) == {str} and len(distinct := set(ids)) == len(ids) and "" not in distinct:
        return
    seen: set[str] = set()
    kept = []
    for row in decoded.rows:
        identity = text(getattr(row, key))
        if not identity:
            decoded.undecodable += 1
        elif identity in seen:
            decoded.duplicates += 1
        else:
            seen.add(identity)
            kept.append(row)
    decoded.rows = kept


@dataclass(slots=True)
class _Look:
    """What a close look at some rows taught."""

    absent: frozenset[str]
    keys: frozenset[str]
    plain: bool
    hints: Hints
    shape: frozenset[tuple[str, str]]


class _Typed(Generic[T]):
    def __init__(self, struct: type[T], how: Reading) -> None:
        self.struct, self.how = struct, how
        self.knowledge = how.knowledge or Knowledge()
        self.shape: Shape[T] = _shape(struct, tuple(how.overrides.items())).for_one_body()

    def fast(self, body: bytes) -> tuple[Decoded[T], Chain] | None:
        """All rows at once; ``None`` where something is not as expected."""
        if self.how.overrides or self.how.where is not None or not self.knowledge.plain:
            return None
        try:
            body, chain = _peeled(body, self.knowledge.at)
            rows, items = self._all(body)
        except (*REFUSED, KeyError):
            return None
        for level in chain:
            envelope.refuse_errors(level)
        if not rows and items and self.how.row_limit:
            return None
        hints = Hints(found=_words(self.knowledge.at), where=f"{'.'.join(self.knowledge.at)}[]")
        decoded = Decoded(rows, items, over_limit=items - len(rows), hints=hints, knowledge=self.knowledge)
        if self.how.look_due:
            look = self._look(_sampled_raw(body))
            if not look.plain or not look.absent <= self.knowledge.absent:
                return None
            self._learn(decoded, look)
        else:
            hints.include(self.knowledge.unread)
        self._missing(decoded, self.knowledge.absent)
        return decoded, chain

    def _all(self, body: bytes) -> tuple[list[T], int]:
        """The rows within the limit, and how many there are; rows beyond are not built."""
        strict: Any = strict_variant(self.struct, self.knowledge.absent, self._beside())
        kind: Any = list[strict]
        if len(body) <= SMALLEST_ROW * self.how.row_limit or body.count(b"{") <= self.how.row_limit:
            rows: list[T] = decoder(kind).decode(body)
            return rows[: self.how.row_limit], len(rows)
        raw: list[msgspec.Raw] = decoder(list[msgspec.Raw]).decode(body)
        kept = b"[" + b",".join(map(bytes, raw[: self.how.row_limit])) + b"]"
        return decoder(kind).decode(kept), len(raw)

    def _beside(self) -> frozenset[str] | None:
        """The keys that rows may have beside ours; a new one may tell what they lack."""
        known = self.knowledge
        return known.keys if known.absent and len(known.keys) <= _KEYS_KEPT else None

    def slow(self, body: bytes) -> tuple[Decoded[T], Chain]:
        """Find the rows, and read those field by field that are not as expected."""
        top = decode_any(body)
        looks = ShapeLooks(self.shape, self.how.key, self.how.names)
        found = finder.find(top, looks, self.how.where)
        hints = Hints(found=found.words, where=found.path)
        decoded: Decoded[T] = Decoded([], len(found.rows), hints=hints)
        decoded.over_limit = max(0, decoded.items - self.how.row_limit)
        look = self._look(_sampled(found.rows), hints.where)
        self._fit(found, look, decoded)
        self._learn(decoded, look, found)
        self._missing(decoded, look.absent)
        finder.beside(found, hints, looks)
        if self.how.key is not None:
            keep_first(decoded, self.how.key)
        if found.rows and not decoded.rows and self.how.row_limit:
            raise BodyError(f"no row has an identity and a field of this route; rows were {found.words}")
        return decoded, found.chain

    def _fit(self, found: finder.Found, look: _Look, decoded: Decoded[T]) -> None:
        strict = strict_variant(self.struct, look.absent)
        notes = Notes(decoded.hints)
        for index, row in enumerate(found.rows[: self.how.row_limit]):
            if not isinstance(row, dict) or (self.how.key is None and not self.shape_tells(row)):
                decoded.undecodable += 1
                continue
            if look.plain and found.ids is None:
                try:
                    decoded.rows.append(msgspec.convert(row, strict, strict=False))
                    continue
                except REFUSED:
                    pass
            given = {str(self.how.key): found.ids[index]} if found.ids is not None and self.how.key else {}
            decoded.rows.append(self.shape.fit(row, notes, **given))
        decoded.spelled = notes.spelled

    def shape_tells(self, row: Mapping[str, Any]) -> bool:
        """Whether a row without identity tells anything of the route."""
        return any(keys for _, keys in self.shape.plan(tuple(row)).told)

    def _look(self, rows: Iterable[Any], where: str = "") -> _Look:
        """Fit some rows only to learn from them."""
        notes = Notes(Hints(where=where or f"{'.'.join(self.knowledge.at)}[]"))
        listed = [row for row in rows if isinstance(row, dict)]
        for row in listed:
            self.shape.fit(row, notes)
        absent = frozenset(name for name in notes.absent if "." not in name)
        keys = frozenset(key for row in listed for key in row)
        return _Look(absent, keys, not notes.spelled, notes.hints, shape(listed))

    def _learn(self, decoded: Decoded[T], look: _Look, found: finder.Found | None = None) -> None:
        unread = tuple(look.hints.of(Kind.UNREAD))
        at = self.knowledge.at if found is None else _keys_to(found)
        keys = self.knowledge.keys | look.keys
        if found is not None and len(keys) <= _KEYS_KEPT:
            keys = keys.union(*(row for row in found.rows if isinstance(row, dict)))
        if look.plain:
            decoded.hints.include(unread)
        taught = replace(
            self.knowledge, absent=look.absent, keys=_bounded(keys), plain=look.plain, at=at, unread=unread
        )
        self.knowledge = learnt(taught, look.shape, self.how)
        decoded.knowledge = self.knowledge

    def _missing(self, decoded: Decoded[T], absent: frozenset[str]) -> None:
        for name in self.struct.watched if decoded.rows else ():
            concept = self.struct.called.get(name, name)
            if name in absent and self.how.overrides.get(concept, UNSET) is not None:
                values = (getattr(row, name) for row in decoded.rows)
                if all(value is UNSET or value is None for value in values):
                    decoded.hints.note(Kind.MISSING, concept)


def _bounded(keys: frozenset[str]) -> frozenset[str]:
    """``keys``, or just more of them than are of use."""
    return keys if len(keys) <= _KEYS_KEPT else frozenset(islice(keys, _KEYS_KEPT + 1))


def learnt(knowledge: Knowledge, seen: frozenset[tuple[str, str]], how: Reading) -> Knowledge:
    """``knowledge`` after a close look that saw the paths and types ``seen``."""
    new = seen - knowledge.shape if how.knowledge is not None else frozenset()
    kept = knowledge.shape | seen if len(knowledge.shape) < _CHANGES_KEPT else knowledge.shape
    return replace(knowledge, shape=kept, changes=knowledge.changes + len(new), looked=how.now)


@lru_cache(maxsize=128)
def _shape(struct: type[T], overrides: tuple[tuple[str, Any], ...]) -> Shape[T]:
    return Shape(struct, dict(overrides))


def _peeled(body: bytes, at: Sequence[str]) -> tuple[bytes, Chain]:
    """The rows of ``body``, and what stands around them."""
    chain: list[Mapping[str, Any]] = []
    for key in at:
        level: dict[str, msgspec.Raw] = decoder(dict[str, msgspec.Raw]).decode(body)
        body = bytes(level.pop(key))
        chain.append({name: decoder(Any).decode(raw) for name, raw in level.items()})
    return body, tuple(chain)


def _sampled(rows: Sequence[Any]) -> Sequence[Any]:
    """At most :data:`LOOKED_AT` of ``rows``, from all over them."""
    return rows[:: -(-len(rows) // LOOKED_AT) or 1]


def _sampled_raw(body: bytes) -> list[Any]:
    return [decoder(Any).decode(row) for row in _sampled(decoder(list[msgspec.Raw]).decode(body))]


def _keys_to(found: finder.Found) -> tuple[str, ...]:
    """The keys above a list of rows, where they can be peeled off."""
    path = found.path.removesuffix("[]")
    if found.ids is not None or path == found.path or not path:
        return ()
    keys = tuple(path.split("."))
    return keys if len(keys) == len(found.chain) else ()


def _words(at: Sequence[str]) -> str:
    return f"the list under {'.'.join(at)}" if at else "the list that the body is"
