"""Bodies whose shape nobody has published, or that tables read: generic rows to records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vos_exporter.vos.fields import Kind
from vos_exporter.vos.hints import Hints
from vos_exporter.vos.hints import Kind as HintKind
from vos_exporter.vos.identifiers import is_uuid
from vos_exporter.vos.payloads import envelope, finder
from vos_exporter.vos.payloads.base import BodyError, is_number, text
from vos_exporter.vos.payloads.decoded import Decoded
from vos_exporter.vos.resolving import Plan, Resolver

DEEPEST = 6
LONGEST_KEY = 256
MOST_KEYS = 1_000
"""Of one row, those of nested objects included."""
_LEFT_OUT = object()
_REFERENCES = ("id", "serviceId", "uuid", "name")


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a body that a table reads.

    Attributes:
        id: what identifies it; empty for single things and for rows without key.
        values: flat key (``cpu.usage`` for a nested one) to a scalar, null, a list of scalars or a quantity.
        plan: what its keys tell.
    """

    id: str
    values: Mapping[str, Any]
    plan: Plan

    def value(self, concept: str) -> Any:
        """``concept`` as it was reported, under the best key that says something; ``None`` without one."""
        for key in self.plan.keys.get(concept, ()):
            value = self.values[key]
            if value is not None and value != "":
                return value
        return None

    def text(self, concept: str) -> str:
        """``concept`` as a label text; empty where nothing says it."""
        value = self.value(concept)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return text(value).strip() if isinstance(value, str | int | float) else ""

    def key(self, concept: str) -> str:
        """The best key that tells ``concept``; empty without one."""
        return next(iter(self.plan.keys.get(concept, ())), "")


class Looks:
    """What the rows of a table look like.

    Args:
        resolver: finds the concepts.
        names: what the route calls its rows.
    """

    def __init__(self, resolver: Resolver, names: frozenset[str]) -> None:
        self.resolver, self.names = resolver, names

    @property
    def keyed(self) -> bool:
        """Rows have an identity."""
        return self.resolver.table.keyed

    def identified(self, row: Mapping[str, Any]) -> bool:
        """Whether ``row`` carries an identity of its own."""
        values, _ = flatten(row)
        return bool(identity_of(values, self.resolver.plan(tuple(values))))

    def concepts(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The concepts of ``row``, also of what is nested in it as rows of its own."""
        found: frozenset[str] = frozenset()
        for item in expanded(row, self.resolver):
            values, _ = flatten(item)
            found |= self.resolver.plan(tuple(values)).concepts
        return found

    def claims(self, key: str) -> bool:
        """Whether ``key`` tells a concept."""
        return bool(self.resolver.claims(key))


class RecordReader:
    """Makes records of rows: counts what cannot be read, keeps the first of duplicates.

    Args:
        resolver: finds the concepts in a row.
        hints: takes what nobody claims.
        limit: how many rows are read at most.
    """

    def __init__(self, resolver: Resolver, hints: Hints, limit: int) -> None:
        self.resolver, self.table, self.limit = resolver, resolver.table, limit
        self.result: Decoded[Record] = Decoded([], items=0, hints=hints)
        self._seen: set[str] = set()
        self._plans: dict[int, _Seen] = {}

    def read(self, rows: Sequence[Any], ids: Sequence[str] | None = None) -> None:
        """Read ``rows``; ``ids`` are theirs where the body is keyed by id."""
        nested = len(self.table.identity) > 1
        for index, row in enumerate(rows):
            key = ids[index] if ids is not None else ""
            for item in expanded(row, self.resolver) if nested else (row,):
                self._row(item, key)
        self.finish()

    def _row(self, item: Any, key: str) -> None:
        self.result.items += 1
        if self.result.items > self.limit:
            self.result.over_limit += 1
        elif not isinstance(item, dict):
            self.result.undecodable += 1
        else:
            values, left_out = flatten(item)
            self.result.left_out += left_out
            self.keep(values, key)

    def keep(self, values: Mapping[str, Any], key: str = "") -> None:
        """Keep one record, unless it lacks the id that its table wants or an earlier one has it."""
        plan = self.resolver.plan(tuple(values))
        identity = identity_of(values, plan, key)
        if (self.table.keyed and not identity) or not (self.table.keyed or plan.concepts):
            self.result.undecodable += 1
        elif identity and identity in self._seen:
            self.result.duplicates += 1
        else:
            self._seen.add(identity)
            self.result.rows.append(Record(identity, values, plan))
            self.noted(values, plan)

    def keep_globals(self, values: Mapping[str, Any]) -> None:
        """Keep what is about the whole as a record without an id; it is no item of the body."""
        plan = self.resolver.plan(tuple(values))
        self.result.rows.insert(0, Record("", values, plan))

    def noted(self, values: Mapping[str, Any], plan: Plan) -> None:
        """Count a row of ``plan``, and remember one value of each key nobody claims."""
        seen = self._plans.get(id(plan))
        if seen is None:
            seen = self._plans[id(plan)] = _Seen(plan)
        seen.rows += 1
        if seen.wanted:
            seen.sample.update((key, values[key]) for key in seen.wanted if values[key] is not None)
            seen.wanted = [key for key in seen.wanted if key not in seen.sample]
        if plan.keys:
            self._texts(values, plan)

    def _texts(self, values: Mapping[str, Any], plan: Plan) -> None:
        """Note texts that are lists of several or nothing a text can be."""
        for concept, keys in plan.keys.items():
            for key in keys:
                value = values[key]
                if isinstance(value, list | dict) and not self._takes(concept, value):
                    self.result.hints.note(HintKind.UNREADABLE, key, value)

    def _takes(self, concept: str, value: Any) -> bool:
        """Whether a list, or an object without members, can be what ``concept`` tells."""
        return isinstance(value, list) and (len(value) == 1 or self.table.of(concept).kind is Kind.LIST)

    def finish(self) -> None:
        """Say what nobody claims."""
        for seen in self._plans.values():
            for key, value in seen.sample.items():
                self.result.hints.note(HintKind.UNREAD, key, value, seen.rows)
            for key in seen.plan.objects:
                self.result.hints.note(HintKind.UNREADABLE, key, {}, seen.rows)
        self._plans.clear()


class _Seen:
    """The rows of one plan in one body."""

    __slots__ = ("plan", "rows", "sample", "wanted")

    def __init__(self, plan: Plan) -> None:
        self.plan, self.rows = plan, 0
        self.sample: dict[str, Any] = {}
        self.wanted = list(plan.unread)


def identity_of(values: Mapping[str, Any], plan: Plan, key: str = "") -> str:
    """The row's own id, never a bare position: composed of parts only where the first part is there.

    ``key`` is the one its body has it under; only several parts together tell more than it.
    """
    *groups, own = plan.identity or ((),)
    parts = [_first_text(values, keys) for keys in groups]
    present = [part for part in parts if part]
    composed = "/".join(present) if parts and parts[0] else ""
    if composed and len(present) > 1:
        return composed
    return key or _first_text(values, own) or composed


def _first_text(values: Mapping[str, Any], keys: Iterable[str]) -> str:
    for key in keys:
        value = values[key]
        if isinstance(value, str | int | float) and (found := text(value).strip()):
            return found
    return ""


def flatten(item: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Nested objects as dotted keys; lists of objects as lists of what they refer to.

    Objects nested more than six deep and keys beyond 256 characters are left out: how many those are is the
    second result. What comes after :data:`MOST_KEYS` keys is left out, too, and counts as one. An object
    without members stays, as what it is.
    """
    flat: dict[str, Any] = {}
    left_out = 0
    for path, value in _leaves(item, "", DEEPEST):
        if len(flat) >= MOST_KEYS:
            return flat, left_out + 1
        if value is _LEFT_OUT:
            left_out += 1
        else:
            flat.setdefault(path, value)
    return flat, left_out


def _leaves(item: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        path = f"{prefix}{key}" if prefix else key
        if len(path) > LONGEST_KEY:
            yield path, _LEFT_OUT
        elif isinstance(value, dict) and value:
            if depth == 1:
                yield path, _LEFT_OUT
            else:
                yield from _leaves(value, f"{path}.", depth - 1)
        elif isinstance(value, list):
            yield path, [scalar for scalar in map(_reference, value) if scalar is not None]
        else:
            yield path, value


def _reference(item: Any) -> Any:
    if isinstance(item, dict):
        item = next((item[key] for key in _REFERENCES if item.get(key) is not None), None)
    return None if isinstance(item, dict | list) else item


def expanded(row: Any, resolver: Resolver, depth: int = 3) -> Iterator[Any]:
    """``row``, or the rows nested in it that tell the rest of an identity: ports in a card."""
    if isinstance(row, dict) and len(resolver.table.identity) > 1 and depth:
        for value in row.values():
            children = _children(value)
            if children and _completes(row, children[0], resolver):
                inherited = {name: told for name, told in row.items() if not isinstance(told, dict | list)}
                for child in children:
                    yield from expanded({**inherited, **child}, resolver, depth - 1)
                return
    yield row


def _children(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [child for child in value if isinstance(child, dict)]
    return []


def _completes(row: Mapping[str, Any], child: Mapping[str, Any], resolver: Resolver) -> bool:
    """Whether ``child`` tells a part of the identity that ``row`` does not."""
    *groups, _ = resolver.plan(
        tuple(key for key, told in row.items() if not isinstance(told, dict | list))
    ).identity
    *own, _ = resolver.plan(tuple(child)).identity
    return bool(groups[0]) and any(mine and not theirs for theirs, mine in zip(groups, own, strict=True))


def read_records(
    top: Any, resolver: Resolver, names: frozenset[str], limit: int, where: str | None = None
) -> tuple[Decoded[Record], tuple[Mapping[str, Any], ...]]:
    """The records in ``top``, and the objects on the way to them.

    Args:
        top: the body.
        resolver: with the operator's overrides already in its table.
        names: what the route calls its rows, without case and separators.
        limit: how many rows are read at most.
        where: the dotted path of the rows, as the operator says.

    Raises:
        BodyError: there are no rows, or it cannot be told which; or it is an error object.
    """
    table, hints = resolver.table, Hints()
    reader = RecordReader(resolver, hints, limit)
    if table.singleton:
        _read_single(top, reader, where)
        return reader.result, ()
    looks = Looks(resolver, names)
    if table.envelope:
        return reader.result, _read_with_globals(top, reader, looks, where)
    found = finder.find(top, looks, where)
    _read_found(found, reader)
    finder.beside(found, hints, looks)
    return reader.result, found.chain


def _read_found(found: finder.Found, reader: RecordReader) -> None:
    hints = reader.result.hints
    hints.found, hints.where = found.words, found.path
    reader.read(found.rows, found.ids)
    if found.rows and not reader.result.rows and reader.limit:
        raise BodyError(f"no row has an identity and a field of this route; rows were {found.words}")


def _read_single(top: Any, reader: RecordReader, where: str | None) -> None:
    def told(item: Mapping[str, Any]) -> int:
        return len(
            reader.resolver.plan(tuple(key for key, v in item.items() if not isinstance(v, dict))).concepts
        )

    item, path = finder.single(top, told, where)
    values, left_out = flatten(item)
    hints = reader.result.hints
    hints.found, hints.where = f"the object {f'under {path}' if path else 'that the body is'}", path
    plan = reader.resolver.plan(tuple(values))
    reader.result.rows.append(Record("", values, plan))
    reader.result.items, reader.result.left_out = 1, left_out
    reader.noted(values, plan)
    reader.finish()


def _read_with_globals(
    top: Any, reader: RecordReader, looks: Looks, where: str | None
) -> tuple[Mapping[str, Any], ...]:
    """Rows, and the numbers about the whole beside them; either may be missing, but not both."""
    try:
        found: finder.Found | None = finder.find(top, looks, where)
    except BodyError:
        found = None
        if where is not None or not isinstance(top, dict) or _holds_rows(top):
            raise
        envelope.refuse_errors(top)
    around = _around(top, found)
    values, left_out = flatten(around)
    if found is None and not any(is_number(value) for value in values.values()):
        raise BodyError(f"neither servers nor numbers were found; seen: {', '.join(list(values)[:8])}")
    reader.result.left_out += left_out
    if found is not None:
        _read_found(found, reader)
    if values:
        reader.keep_globals(values)
        where_rows, reader.result.hints.where = reader.result.hints.where, ""
        reader.noted(values, reader.resolver.plan(tuple(values)))
        reader.finish()
        reader.result.hints.where = where_rows
    return () if found is None else found.chain


def _holds_rows(top: Mapping[str, Any]) -> bool:
    """Whether ``top``, or what alone is in it, is a map of rows by their ids."""
    level: Any = top
    while isinstance(level, dict) and len(level) == 1 and not _by_id(level):
        level = next(iter(level.values()))
    return isinstance(level, dict) and _by_id(level)


def _by_id(level: Mapping[str, Any]) -> bool:
    """Whether the keys of an object are ids of rows, whatever those tell: none of it is about the whole."""
    rows = list(level.values())
    if not rows or not all(isinstance(row, dict) and row for row in rows):
        return False
    return any(map(is_uuid, level)) or (len(rows) > 1 and len({frozenset(row) for row in rows}) == 1)


def _around(top: Any, found: finder.Found | None) -> dict[str, Any]:
    """What stands beside the rows, without wrappers that hold nothing else."""
    around = _without(top, found) if isinstance(top, dict) else {}
    for _ in range(DEEPEST):
        if len(around) == 1 and isinstance(only := next(iter(around.values())), dict):
            around = only
    return {key: value for key, value in around.items() if not envelope.says_nothing(key)}


def _without(level: Mapping[str, Any], found: finder.Found | None) -> dict[str, Any]:
    """``level`` without the rows, and without what held only them."""
    if found is None:
        return dict(level)
    kept: dict[str, Any] = {}
    for key, value in level.items() if level is not found.source else ():
        if value is found.source:
            continue
        inner = _without(value, found) if any(value is one for one in found.chain) else value
        if inner != {}:
            kept[key] = inner
    return kept
