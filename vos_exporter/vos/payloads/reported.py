"""Bodies whose shape nobody has published: bytes to records, whichever of the likely shapes they have.

Recognised: a list; an object with one list; an object keyed by id; a ``metrics.k8s.io`` list; the instant
vector of a Prometheus; for single things, a bare object.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from vos_exporter.vos.fields import FieldTable, Unit, canonical
from vos_exporter.vos.payloads.base import text
from vos_exporter.vos.payloads.decoding import BodyError, Decoded, decode_any
from vos_exporter.vos.payloads.quantities import Quantity, number, quantity

DEEPEST = 6
LONGEST_KEY = 256
KUBERNETES = "metrics.k8s.io/"
NAMELESS = "value"
"""The key of a series without a name."""

_LEFT_OUT = object()
_REFERENCES = ("id", "serviceId", "uuid", "name")


@dataclass(frozen=True, slots=True)
class Record:
    """One object of an unpublished body.

    Attributes:
        id: what identifies it; empty for single things and for rows without key.
        values: flat key (``cpu.usage`` for a nested one) to a scalar, a list of scalars or a quantity.
    """

    id: str
    values: Mapping[str, Any]


def decode_records(body: bytes, table: FieldTable, row_limit: int) -> Decoded[Record]:
    """Decode ``body`` into records, free of duplicates.

    Args:
        body: JSON in any of the recognised shapes.
        table: how rows are identified; with the operator's overrides already in it.
        row_limit: how many rows are read at most.

    Raises:
        BodyError: empty, not JSON, ``null``, or no shape we recognise.
    """
    top = _parse(body)
    reader = _Reader(table, row_limit)
    if isinstance(top, dict) and _is_prometheus(top):
        reader.read_series(_series(top))
    elif table.singleton:
        values, left_out = flatten(_single(top))
        reader.result = Decoded([Record("", values)], items=1, left_out=left_out)
    elif isinstance(top, list):
        reader.read(top)
    elif _is_kubernetes(top):
        reader.read(map(_kubernetes_row, top["items"]))
    else:
        _read_object(top, reader)
    return reader.result


def find(values: Mapping[str, Any], aliases: Iterable[str]) -> Any:
    """The value of the first of ``aliases`` that is present and not null, else ``None``."""
    canonicals: dict[str, str] = {}
    for alias in aliases:
        value = values.get(alias)
        if value is None:
            canonicals = canonicals or {canonical(key): key for key in values}
            value = values.get(canonicals.get(canonical(alias), alias))
        if value is not None:
            return value
    return None


def find_concept(record: Record, table: FieldTable, concept: str) -> Any:
    """The value of ``concept`` as it was reported, else ``None``; ``table`` with overrides already in it."""
    return find(record.values, (alias for entry in table.of(concept) for alias in entry.aliases))


def find_text(record: Record, table: FieldTable, concept: str) -> str:
    """``concept`` as a label text; empty when missing, null or a list."""
    value = find_concept(record, table, concept)
    return text(value) if isinstance(value, str | int | float) else ""


def flatten(item: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Nested objects as dotted keys; lists of objects as lists of what they refer to.

    Null values are left out, and so are objects nested more than six deep and keys beyond 256 characters: how
    many those are is the second result.
    """
    flat: dict[str, Any] = {}
    left_out = 0
    for path, value in _leaves(item, "", DEEPEST):
        if value is _LEFT_OUT:
            left_out += 1
        elif value is not None:
            flat.setdefault(path, value)
    return flat, left_out


def _leaves(item: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in item.items():
        path = f"{prefix}{key}"
        if len(path) > LONGEST_KEY:
            yield path, _LEFT_OUT
        elif isinstance(value, dict):
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


def _parse(body: bytes) -> Any:
    top = decode_any(body)
    if not isinstance(top, list | dict):
        raise BodyError(
            "expected an array or an object, not " + ("null" if top is None else type(top).__name__)
        )
    return top


def _single(top: Any) -> dict[str, Any]:
    if isinstance(top, list) and len(top) == 1:
        top = top[0]
    if not isinstance(top, dict):
        raise BodyError("expected one object")
    return top


def _is_prometheus(top: Mapping[str, Any]) -> bool:
    data = top.get("data")
    failed = top.get("status") == "error" and "errorType" in top
    return failed or (isinstance(data, dict) and "resultType" in data)


def _series(top: Mapping[str, Any]) -> list[Any]:
    data = top.get("data")
    if not isinstance(data, dict) or data.get("resultType") != "vector":
        raise BodyError("expected an instant vector, not another answer of a Prometheus")
    if not isinstance(data.get("result"), list):
        raise BodyError("expected an array of series")
    return data["result"]  # type: ignore[no-any-return]


def _is_kubernetes(top: Mapping[str, Any]) -> bool:
    version = top.get("apiVersion")
    return isinstance(version, str) and version.startswith(KUBERNETES) and isinstance(top.get("items"), list)


def _kubernetes_row(item: Any) -> dict[str, Any] | None:
    """Name and usage of a node, or of a pod as the sum of its containers; ``None`` if it has no metadata."""
    metadata = item.get("metadata") if isinstance(item, dict) else None
    if not isinstance(metadata, dict):
        return None
    containers = item.get("containers")
    parts = containers if isinstance(containers, list) else [item]
    usages = [part.get("usage") for part in parts if isinstance(part, dict)]
    row: dict[str, Any] = {key: metadata.get(key) for key in ("name", "namespace")}
    for key, unit in (("cpu", Unit.CORES), ("memory", Unit.BYTES)):
        row[key] = _usage(key, unit, usages)
    return row


def _usage(key: str, unit: Unit, usages: Sequence[Any]) -> Quantity | None:
    amounts = [quantity(usage.get(key)) for usage in usages if isinstance(usage, dict)]
    known = [amount for amount in amounts if amount is not None]
    return Quantity(math.fsum(known), unit) if known else None


def _read_object(top: dict[str, Any], reader: "_Reader") -> None:
    """An object with one list in it, or an object of objects."""
    lists = [key for key, value in top.items() if isinstance(value, list)]
    filled = [key for key in lists if any(isinstance(item, dict) for item in top[key])]
    chosen = filled or lists
    if len(chosen) > 1:
        raise BodyError(f"expected an object with one array in it, not with {len(chosen)}")
    if chosen:
        reader.read_envelope({key: value for key, value in top.items() if key not in lists})
        reader.read(top[chosen[0]])
    elif reader.table.envelope:
        _read_globals(top, reader)
    elif top and not any(isinstance(value, dict) for value in top.values()):
        raise BodyError("expected an array, an object with one array in it, or an object of objects")
    else:
        reader.read(top.values(), top)


def _read_globals(top: dict[str, Any], reader: "_Reader") -> None:
    """Numbers about the whole, perhaps beside an object of objects; or nothing but objects keyed by id."""
    nested = [key for key, value in top.items() if _is_keyed(value)]
    if len(nested) == 1:
        rows = top[nested[0]]
        reader.read_envelope({key: value for key, value in top.items() if key != nested[0]})
        reader.read(rows.values(), rows)
    elif _is_keyed(top):
        reader.read(top.values(), top)
    else:
        reader.read_envelope(top)


def _is_keyed(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(item, dict) for item in value.values())


class _Reader:
    """Collects records: counts what cannot be read, keeps the first of duplicates."""

    def __init__(self, table: FieldTable, row_limit: int) -> None:
        self.table = table
        self.limit = row_limit
        self.result: Decoded[Record] = Decoded([], items=0)
        self.seen: set[str] = set()

    def read(self, items: Iterable[Any], ids: Iterable[str] = ()) -> None:
        """Read rows; ``ids`` are theirs where the body is keyed by id, else each row has its own."""
        for item, key in zip_longest(items, ids):
            if not self._within_limit():
                continue
            if not isinstance(item, dict):
                self.result.undecodable += 1
                continue
            values = self._flat(item)
            self.keep(self._identity(values, key or ""), values)

    def read_envelope(self, item: dict[str, Any]) -> None:
        """Keep what stands beside the rows, if the table asks for it; it is not an item of the body."""
        if self.table.envelope:
            self.result.rows.append(Record("", self._flat(item)))

    def read_series(self, series: list[Any]) -> None:
        """Read an instant vector: the series of one id make one record."""
        records: dict[str, dict[str, Any]] = {}
        for item in series:
            if self._within_limit():
                self._read_one_series(item, records)
        self.result.rows = [Record(key, values) for key, values in records.items()]

    def _read_one_series(self, item: Any, records: dict[str, dict[str, Any]]) -> None:
        metric, value = (item.get("metric"), item.get("value")) if isinstance(item, dict) else (None, None)
        amount = number(value[1]) if isinstance(value, list) and len(value) == 2 else None
        if not isinstance(metric, dict) or amount is None:
            self.result.undecodable += 1
            return
        labels = {key: text for key, text in metric.items() if self._is_text(key, text)}
        identity = self._identity(labels)
        if self._keyed and not identity and not self.table.envelope:
            self.result.undecodable += 1
            return
        record = records.setdefault(identity, {})
        name = metric.get("__name__")
        name = name if isinstance(name, str) and name else NAMELESS
        if name in record:
            self.result.duplicates += 1
            return
        record.update({key: text for key, text in labels.items() if key not in record})
        record[name] = amount

    def keep(self, identity: str, values: dict[str, Any]) -> None:
        """Keep one record, unless it lacks the id that its table wants or an earlier one has it."""
        if self._keyed and not identity:
            self.result.undecodable += 1
        elif identity and identity in self.seen:
            self.result.duplicates += 1
        else:
            self.seen.add(identity)
            self.result.rows.append(Record(identity, values))

    def _flat(self, item: Mapping[str, Any]) -> dict[str, Any]:
        values, left_out = flatten(item)
        self.result.left_out += left_out
        return values

    @property
    def _keyed(self) -> bool:
        return bool(self.table.identity or self.table.own_id)

    def _within_limit(self) -> bool:
        self.result.items += 1
        if self.result.items <= self.limit:
            return True
        self.result.over_limit += 1
        return False

    def _is_text(self, key: str, value: Any) -> bool:
        """Whether the table reads label ``key`` as text: the other labels of a series are not exported."""
        if key.startswith("__"):
            return False
        entry = self.table.aliases.get(canonical(key))
        named = canonical(key) in self.table.claimed and (entry is None or entry.unit is Unit.TEXT)
        return named and isinstance(value, str) and bool(value)

    def _identity(self, values: Mapping[str, Any], key: str = "") -> str:
        """The row's own id, never a bare position: composed of parts only where the first part is there.

        ``key`` is the one its body has it under; only several parts together tell more than it.
        """
        parts = [_id_text(find(values, group)) for group in self.table.identity]
        present = [part for part in parts if part]
        composed = "/".join(present) if parts and parts[0] else ""
        if composed and len(present) > 1:
            return composed
        return key or _id_text(find(values, self.table.own_id)) or composed


def _id_text(value: Any) -> str:
    return text(value).strip() if isinstance(value, str | int | float) else ""
