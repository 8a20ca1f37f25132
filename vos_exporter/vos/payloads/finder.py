"""Where the rows of a body are: one finder for all routes.

The rows are the list, or the map of objects, in the first levels of the body whose rows carry an identity
and a concept of the route. None, or two that are equally good: the body is refused, and the sentence names
the keys. An object that speaks of an error is an error, whatever the status.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from vos_exporter.vos.fields import canonical
from vos_exporter.vos.hints import Hints, Kind
from vos_exporter.vos.payloads.base import BodyError
from vos_exporter.vos.payloads.envelope import ABOUT, ROWS, WIDEST, refuse_errors, shown

DEEPEST = 4
"""Levels of objects above the rows."""

SAMPLE = 20
"""Rows by which a list is judged."""

_SHOWN_KEYS = 8


class Recognizer(Protocol):
    """What a row of a route looks like."""

    @property
    def keyed(self) -> bool:
        """Rows have an identity."""

    @property
    def names(self) -> frozenset[str]:
        """What the route calls its rows, without case and separators."""

    def identified(self, row: Mapping[str, Any]) -> bool:
        """Whether ``row`` carries an identity."""

    def concepts(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The concepts that ``row`` tells, beside its identity."""

    def claims(self, key: str) -> bool:
        """Whether ``key`` tells a concept, so that it is no id."""


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a body.

    Attributes:
        rows: in the order of the body.
        ids: their ids, where they stand under them.
        path: of a row, as hints have it.
        words: how they were found.
        chain: the objects on the way to them, the outermost first.
        source: the list or the object they are in.
    """

    rows: Sequence[Any]
    ids: Sequence[str] | None
    path: str
    words: str
    chain: tuple[Mapping[str, Any], ...] = ()
    source: Any = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: Found
    key: str
    concepts: int
    usable: bool


def find(top: Any, route: Recognizer, where: str | None = None) -> Found:
    """The rows in ``top``.

    Args:
        top: the body.
        route: what its rows look like.
        where: the dotted path of the rows, as the operator says.

    Raises:
        BodyError: there are none, or it cannot be told which; or it is an error object.
    """
    if where is not None:
        return _at(top, where, route)
    if isinstance(top, dict):
        refuse_errors(top, row=route.keyed and route.identified(top) and bool(route.concepts(top)))
    elif not isinstance(top, list):
        raise BodyError(
            f"expected an array or an object, not {'null' if top is None else type(top).__name__}"
        )
    candidates = list(_candidates(top, route, "", DEEPEST, ()))
    best = _best([entry for entry in candidates if entry.usable], route)
    if best is not None:
        return best
    single = _single(top, route)
    if single is not None:
        return single
    empty = next((entry.found for entry in candidates if _is_empty(entry, route)), None)
    if empty is not None:
        return empty
    raise BodyError(f"no rows were found{_keys_seen(top)}")


def _candidates(
    value: Any, route: Recognizer, path: str, depth: int, chain: tuple[Mapping[str, Any], ...]
) -> Iterator[_Candidate]:
    if isinstance(value, list):
        yield _judged(Found(value, None, f"{path}[]", _in_words(path, "the list"), chain, value), path, route)
    elif isinstance(value, dict):
        if _is_map(value, route):
            rows = [row for row in value.values() if isinstance(row, dict)]
            ids = [key for key, row in value.items() if isinstance(row, dict)]
            words = _in_words(path, "the objects keyed by id")
            entry = _judged(Found(rows, ids, f"{path}.*" if path else "*", words, chain, value), path, route)
            if entry.usable:
                yield entry
                return
        if depth:
            for key, child in islice(value.items(), WIDEST):
                if isinstance(child, list | dict):
                    below = f"{path}.{key}" if path else key
                    yield from _candidates(child, route, below, depth - 1, (*chain, value))


def _is_map(value: Mapping[str, Any], route: Recognizer) -> bool:
    """Whether the keys of ``value`` can be ids: no envelope's words, no concepts; and it is no row itself."""
    if not any(isinstance(row, dict) for row in value.values()) or any(
        isinstance(v, list) for v in value.values()
    ):
        return False
    names = {canonical(key) for key, row in islice(value.items(), WIDEST) if isinstance(row, dict)}
    a_row_itself = route.keyed and route.identified(value) and bool(route.concepts(value))
    if names & (ROWS | ABOUT | route.names) or a_row_itself:
        return False
    return not any(route.claims(key) for key, row in islice(value.items(), WIDEST) if isinstance(row, dict))


def _judged(found: Found, path: str, route: Recognizer) -> _Candidate:
    sample = [row for row in islice(found.rows, SAMPLE) if isinstance(row, dict)]
    concepts: set[str] = set()
    identified = False
    for row in sample:
        mine = route.concepts(row)
        concepts |= mine
        if (found.ids is not None or not route.keyed or route.identified(row)) and (
            mine or _named(path, route)
        ):
            identified = identified or bool(mine) or found.ids is None
    told = len(concepts)
    if found.ids is not None:
        identified = bool(sample) and all(route.concepts(row) for row in sample)
    return _Candidate(found, path.rpartition(".")[2], told, identified and (route.keyed or told > 0))


def _named(path: str, route: Recognizer) -> bool:
    """Whether rows under ``path`` are the route's without telling more than who they are."""
    name = canonical(path.rpartition(".")[2]) if path else ""
    return not path or name in route.names or name in ROWS


def _best(candidates: Sequence[_Candidate], route: Recognizer) -> Found | None:
    ranked = sorted(candidates, key=lambda entry: _rank(entry, route), reverse=True)
    if len(ranked) > 1 and _rank(ranked[0], route) == _rank(ranked[1], route):
        keys = ", ".join(shown(entry.key) for entry in ranked[:2])
        raise BodyError(f"the rows may be in {keys}: say which by rows")
    return ranked[0].found if ranked else None


def _rank(entry: _Candidate, route: Recognizer) -> tuple[int, int]:
    name = canonical(entry.key) if entry.key else ""
    return (2 if name in route.names else 0 if entry.key and name not in ROWS else 1), entry.concepts


def _single(top: Any, route: Recognizer) -> Found | None:
    """The one object that is a row itself, in the first levels."""
    if not route.keyed:
        return None
    rows = [found for found in _objects(top, "", DEEPEST, ()) if _is_row(found.rows[0], route)]
    return rows[0] if rows else None


def _is_row(row: Mapping[str, Any], route: Recognizer) -> bool:
    return route.identified(row) and bool(route.concepts(row))


def _objects(value: Any, path: str, depth: int, chain: tuple[Mapping[str, Any], ...]) -> Iterator[Found]:
    """``value`` and the objects in it, as rows of their own, from the top."""
    if not isinstance(value, dict):
        return
    yield Found([value], None, path, _in_words(path, "the object"), chain, value)
    if depth:
        for key, child in islice(value.items(), WIDEST):
            yield from _objects(child, f"{path}.{key}" if path else key, depth - 1, (*chain, value))


def _is_empty(entry: _Candidate, route: Recognizer) -> bool:
    """An empty list under a known key, or as the whole body, is zero rows."""
    return not entry.found.rows and _named(entry.found.path.removesuffix("[]"), route)


def _at(top: Any, where: str, route: Recognizer) -> Found:
    value, chain = top, []
    for part in filter(None, where.split(".")):
        if not isinstance(value, dict) or part not in value:
            raise BodyError(f"there is nothing at {where}, where rows says they are{_keys_seen(value)}")
        chain.append(value)
        value = value[part]
    words = f"where the configuration says: {where}"
    if isinstance(value, list):
        return Found(value, None, f"{where}[]", words, tuple(chain), value)
    if isinstance(value, dict) and not (route.keyed and route.identified(value)):
        rows = [row for row in value.values() if isinstance(row, dict)]
        ids = [key for key, row in value.items() if isinstance(row, dict)]
        return Found(rows, ids, f"{where}.*", words, tuple(chain), value)
    if isinstance(value, dict):
        return Found([value], None, where, words, tuple(chain), value)
    raise BodyError(f"there are no rows at {where}, where rows says they are")


def beside(found: Found, hints: Hints, route: Recognizer) -> None:
    """Note what stands beside the rows and may be something of the plant."""
    inside = {id(found.source), *map(id, found.chain)}
    where, hints.where = hints.where, ""
    for level in found.chain:
        for key, value in islice(level.items(), WIDEST):
            name = canonical(key)
            told = value is not None and value != [] and value != {}
            if id(value) not in inside and told and name not in ABOUT and name not in ROWS | route.names:
                hints.note(Kind.UNREAD, key, value)
    hints.where = where


def single(top: Any, concepts: Any, where: str | None) -> tuple[Mapping[str, Any], str]:
    """The one object a body is about, and its path: that with the most concepts in the first levels.

    Args:
        top: the body.
        concepts: how many concepts an object tells.
        where: its dotted path, as the operator says.

    Raises:
        BodyError: there is none, or it is an error object.
    """
    if isinstance(top, list) and len(top) == 1:
        top = top[0]
    if where:
        for part in where.split("."):
            top = top.get(part) if isinstance(top, dict) else None
    if not isinstance(top, dict):
        raise BodyError("expected one object" + (f" at {where}" if where else ""))
    refuse_errors(top)
    ranked = [(concepts(found.rows[0]), -len(found.chain), found) for found in _objects(top, "", DEEPEST, ())]
    most = max(ranked, key=lambda entry: entry[:2])
    if not most[0]:
        raise BodyError(f"nothing of this route was found{_keys_seen(top)}")
    return most[2].rows[0], most[2].path


def _in_words(path: str, what: str) -> str:
    return f"{what} under {path}" if path else f"{what} that the body is"


def _keys_seen(value: Any) -> str:
    """The keys of the first levels, for a sentence."""
    keys = list(islice(_seen(value, 2), _SHOWN_KEYS))
    return f"; seen: {', '.join(map(shown, keys))}" if keys else ""


def _seen(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        rows: Iterable[Any] = [row for row in value[:1] if isinstance(row, dict)]
        for row in rows:
            yield from row
    elif isinstance(value, dict):
        yield from (
            key
            for key, child in value.items()
            if not isinstance(child, dict) or canonical(key) in ROWS | ABOUT
        )
        for child in islice(value.values(), WIDEST) if depth else ():
            yield from _seen(child, depth - 1)
