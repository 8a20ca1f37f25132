"""The one door from the bytes of an answer to rows, for all routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from vos_exporter.vos.fields import FieldTable, Overrides, canonical
from vos_exporter.vos.hints import Kind, shape
from vos_exporter.vos.payloads import documents
from vos_exporter.vos.payloads.base import BodyError, BodyTooLarge, ErrorObject, NotJson
from vos_exporter.vos.payloads.decoded import Decoded, Knowledge
from vos_exporter.vos.payloads.lenient import decode_any, in_utf8
from vos_exporter.vos.payloads.paging import Pages, is_round_cap, next_link
from vos_exporter.vos.payloads.records import Record, read_records
from vos_exporter.vos.payloads.typed import LOOKED_AT, Reading, keep_first, learnt, read_typed
from vos_exporter.vos.resolving import NEW_KEYS, TooManyKeysError, resolver
from vos_exporter.vos.routes import Route

__all__ = [
    "Asked",
    "BodyError",
    "BodyTooLarge",
    "Decoded",
    "ErrorObject",
    "Knowledge",
    "NotJson",
    "decode",
    "joined",
]

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, and what is known, of an answer.

    Attributes:
        row_limit: how many rows are read at most.
        limit: how many rows VOS was asked for at most, where the route has such a parameter.
        fields: what the operator knows better about concepts; ``None`` where this system has none.
        rows: the dotted path of the rows, as the operator says.
        knowledge: what earlier answers taught; ``None`` at the first.
        now: seconds since the epoch.
    """

    row_limit: int = 100_000
    limit: int | None = None
    fields: Overrides = field(default_factory=lambda: MappingProxyType({}))
    rows: str | None = None
    knowledge: Knowledge | None = None
    now: float = 0.0


def decode(route: Route, body: bytes, asked: Asked, headers: Mapping[str, str] = _NO_HEADERS) -> Decoded[Any]:
    """The rows of one answer.

    Args:
        route: whose answer it is.
        body: decompressed.
        asked: what was asked, and what is known.
        headers: of the answer, by lower-cased name: ``content-type``, ``link`` and ``x-total-count`` count.

    Raises:
        BodyTooLarge: it holds more values than we are ready to build.
        BodyError: empty, not JSON, an error object, no rows to be found, or it cannot be told which.
    """
    body = in_utf8(body, headers.get("content-type", ""))
    how = Reading(
        route.row_key, _names(route), asked.row_limit, asked.fields, asked.rows, asked.knowledge, asked.now
    )
    try:
        if isinstance(route.shape, FieldTable):
            decoded, chain = _by_table(body, route.shape.overridden(asked.fields), how)
        else:
            decoded, chain = read_typed(body, route.shape, how)
    except TooManyKeysError:
        raise BodyTooLarge(f"its rows have more than {NEW_KEYS} different keys") from None
    pages = Pages(chain, headers, decoded.items)
    reached = asked.limit is not None and decoded.items >= asked.limit
    may_be_cut = reached or is_round_cap(decoded.items)
    decoded.truncated |= pages.truncated or decoded.over_limit > 0 or (may_be_cut and not pages.whole)
    decoded.next = next_link(headers)
    return decoded


def _by_table(
    body: bytes, table: FieldTable, how: Reading
) -> tuple[Decoded[Record], tuple[Mapping[str, Any], ...]]:
    found = resolver(table).for_one_body()
    chain: tuple[Mapping[str, Any], ...] = ()
    decoded = documents.typed_kubernetes(body, found, how.row_limit) if how.where is None else None
    if decoded is None:
        top = decode_any(body)
        decoded = documents.as_records(top, found, how.row_limit) if how.where is None else None
        if decoded is None:
            decoded, chain = read_records(top, found, how.names, how.row_limit, how.where)
    told = frozenset().union(
        *(plan.concepts for plan in {id(row.plan): row.plan for row in decoded.rows}.values())
    )
    missing = frozenset(
        entry.concept
        for entry in table.fields
        if entry.watched and entry.concept not in told and entry.concept not in table.absent
    )
    for concept in sorted(missing) if decoded.rows else ():
        decoded.hints.note(Kind.MISSING, concept)
    known = how.knowledge or Knowledge()
    if how.look_due or missing - known.absent:
        seen = shape(row.values for row in decoded.rows[:LOOKED_AT])
        known = learnt(replace(known, absent=missing), seen, how)
    decoded.knowledge = known
    return decoded, chain


def joined(pages: Sequence[Decoded[Any]], route: Route, row_limit: int, whole: bool) -> Decoded[Any]:
    """The pages of one answer as one: rows that an earlier page had are duplicates, as in one body.

    Args:
        pages: in their order, at least one; the first's hints are those of all.
        route: whose answer it is.
        row_limit: how many rows are kept at most.
        whole: the last page said that there is no further one.
    """
    first, *later = pages
    for page in later:
        first.rows = [*first.rows, *page.rows]
        first.items += page.items
        for count in ("undecodable", "duplicates", "over_limit", "left_out"):
            setattr(first, count, getattr(first, count) + getattr(page, count))
        first.hints.include(page.hints)
        first.spelled = {**page.spelled, **first.spelled}
    if later and isinstance(route.shape, FieldTable):
        _keep_first_records(first)
    elif later and route.row_key is not None:
        keep_first(first, route.row_key)
    first.over_limit += max(0, len(first.rows) - row_limit)
    first.rows = first.rows[:row_limit]
    first.truncated = not whole or first.over_limit > 0
    return first


def _keep_first_records(decoded: Decoded[Record]) -> None:
    """Drop each later record of one id; what has no id stays."""
    seen: set[str] = set()
    kept = []
    for row in decoded.rows:
        if not row.id or row.id not in seen:
            kept.append(row)
        seen.add(row.id)
    decoded.duplicates += len(decoded.rows) - len(kept)
    decoded.rows = kept


def _names(route: Route) -> frozenset[str]:
    """What the route may call its rows: its key and the end of its path, in singular and plural."""
    words = {canonical(route.key), canonical(route.path.rpartition("/")[2]), *map(canonical, route.called)}
    return frozenset(words | {word.removesuffix("s") for word in words} | {f"{word}s" for word in words})
