"""Bodies whose shape is documented, and says its units: a ``metrics.k8s.io`` list, a vector of a Prometheus.

They are read by types; what does not fit those is read value by value.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from vos_exporter.vos.fields import Kind
from vos_exporter.vos.hints import Hints
from vos_exporter.vos.numbers import Quantity, amount, number
from vos_exporter.vos.payloads.base import BodyError
from vos_exporter.vos.payloads.decoded import Decoded
from vos_exporter.vos.payloads.records import Record, RecordReader, identity_of
from vos_exporter.vos.resolving import Resolver
from vos_exporter.vos.units import BY_UNIT, BaseUnit, Unit, scaled

KUBERNETES = "metrics.k8s.io/"
NAMELESS = "value"
"""The key of a series without a name."""

_CONTAINER = "container"
_ADDITIVE = frozenset({BaseUnit.CORES, BaseUnit.BYTES, BaseUnit.BYTES_PER_SECOND, BaseUnit.COUNT})
_SERIES_VALUE = 2
_LETTERS, _DIGITS = "numkKMGTPEi", 30
_QUANTITY = re.compile(
    r"([+-]?(?:[0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30}))([numkMGTPE]|[KMGTPE]i)\Z", re.ASCII
)
_SUFFIXES = {
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
}  # fmt: skip

Scalar = str | int | float | None


class _Usage(msgspec.Struct, frozen=True, gc=False):
    cpu: Scalar = None
    memory: Scalar = None


class _Container(msgspec.Struct, frozen=True, gc=False):
    usage: _Usage | None = None


class _Metadata(msgspec.Struct, frozen=True, gc=False):
    name: str


class _Item(msgspec.Struct, frozen=True, gc=False):
    metadata: _Metadata
    usage: _Usage | None = None
    containers: list[_Container] | None = None


class _List(msgspec.Struct, frozen=True, gc=False):
    api_version: str = msgspec.field(name="apiVersion")
    items: list[_Item]
    metadata: dict[str, Any] | None = None


_LIST = msgspec.json.Decoder(_List)


def typed_kubernetes(body: bytes, resolver: Resolver, limit: int) -> Decoded[Record] | None:
    """The records of a ``metrics.k8s.io`` list; ``None`` if ``body`` is none, or not wholly as documented."""
    if KUBERNETES.encode() not in body[:512] and KUBERNETES.encode() not in body[-512:]:
        return None
    try:
        listed = _LIST.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    if not listed.api_version.startswith(KUBERNETES):
        return None
    reader = _reader(resolver, limit)
    for item in listed.items:
        usages = [part.usage for part in item.containers] if item.containers is not None else [item.usage]
        _keep(
            reader,
            item.metadata.name,
            [usage.cpu for usage in usages if usage is not None],
            [usage.memory for usage in usages if usage is not None],
        )
    about = listed.metadata or {}
    reader.result.truncated = bool(about.get("continue") or about.get("remainingItemCount"))
    return reader.result


def is_kubernetes(top: Any) -> bool:
    """Whether ``top`` is a list of the Kubernetes metrics API."""
    version = top.get("apiVersion") if isinstance(top, dict) else None
    return isinstance(version, str) and version.startswith(KUBERNETES) and isinstance(top.get("items"), list)


def read_kubernetes(top: Mapping[str, Any], resolver: Resolver, limit: int) -> Decoded[Record]:
    """The records of a list not wholly as documented; an item without a name counts as undecodable."""
    reader = _reader(resolver, limit)
    for item in top["items"]:
        metadata = item.get("metadata") if isinstance(item, dict) else None
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if not isinstance(name, str) or not name:
            reader.result.items += 1
            reader.result.undecodable += 1
            continue
        containers = item.get("containers")
        parts = containers if isinstance(containers, list) else [item]
        usages = [
            part["usage"] for part in parts if isinstance(part, dict) and isinstance(part.get("usage"), dict)
        ]
        _keep(reader, name, [usage.get("cpu") for usage in usages], [usage.get("memory") for usage in usages])
    return reader.result


def _reader(resolver: Resolver, limit: int) -> RecordReader:
    hints = Hints(found="the items of a metrics.k8s.io list", where="items[]")
    return RecordReader(resolver, hints, limit)


def _keep(reader: RecordReader, name: str, cpu: Sequence[Scalar], memory: Sequence[Scalar]) -> None:
    """A node, or a pod as the sum of its containers."""
    reader.result.items += 1
    if reader.result.items > reader.limit:
        reader.result.over_limit += 1
        return
    values = {"name": name, "cpu": _sum(cpu, Unit.CORES), "memory": _sum(memory, Unit.BYTES)}
    reader.keep(values, name)


def _total(amounts: Iterable[float]) -> float:
    """Their sum; infinite, which nobody takes for an amount, where it is beyond all numbers."""
    try:
        return math.fsum(amounts)
    except OverflowError:
        return math.inf


def _sum(parts: Sequence[Scalar], unit: Unit) -> Quantity | None:
    amounts = [found for part in parts if (found := quantity(part)) is not None]
    return Quantity(_total(amounts), unit) if amounts else None


def quantity(value: object) -> float | None:
    """A Kubernetes quantity (``250m``, ``524288Ki``, ``2``) in cores or bytes, else ``None``."""
    return _text_quantity(value) if isinstance(value, str) else amount(value)


# Thousands of them come in every scrape, and memory seldom changes: the same text need not be read twice.
@lru_cache(maxsize=8_192)
def _text_quantity(value: str) -> float | None:
    head = value.rstrip(_LETTERS)
    factor = _SUFFIXES.get(value[len(head) :])
    # What a metrics server says, told apart without a regular expression.
    if factor is not None and head.isascii() and head.isdigit() and len(head) < _DIGITS:
        return scaled(float(head), factor)
    found = amount(value)
    if found is None and (match := _QUANTITY.match(value.strip())):
        return number(scaled(float(match[1]), _SUFFIXES[match[2]]))
    return found


def is_prometheus(top: Any) -> bool:
    """Whether ``top`` is an answer of a Prometheus, a good one or not."""
    if not isinstance(top, dict):
        return False
    data = top.get("data")
    failed = top.get("status") == "error" and "errorType" in top
    return failed or (isinstance(data, dict) and "resultType" in data)


def read_prometheus(top: Mapping[str, Any], resolver: Resolver, limit: int) -> Decoded[Record]:
    """The records of an instant vector: the series of one id make one.

    Containers of one pod are added up where the number is one that can be; where a series is the whole pod's,
    which has no label ``container``, that is taken instead.

    Raises:
        BodyError: another answer of a Prometheus.
    """
    data = top.get("data")
    if not isinstance(data, dict) or data.get("resultType") != "vector":
        raise BodyError("expected an instant vector, not another answer of a Prometheus")
    if not isinstance(data.get("result"), list):
        raise BodyError("expected an array of series")
    reader = _Series(resolver, limit)
    for item in data["result"]:
        reader.add(item)
    return reader.decoded()


class _Series:
    """Gathers the series of an instant vector."""

    def __init__(self, resolver: Resolver, limit: int) -> None:
        self.resolver, self.table, self.limit = resolver, resolver.table, limit
        hints = Hints(found="the series of an instant vector")
        self.result: Decoded[Record] = Decoded([], items=0, hints=hints)
        self._labels: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, dict[str, list[tuple[str, float]]]] = {}

    def add(self, item: Any) -> None:
        """Take one series; one that is no finite number, or of nobody, counts as undecodable."""
        self.result.items += 1
        if self.result.items > self.limit:
            self.result.over_limit += 1
            return
        metric, value = (item.get("metric"), item.get("value")) if isinstance(item, dict) else (None, None)
        found = number(value[1]) if isinstance(value, list) and len(value) == _SERIES_VALUE else None
        if not isinstance(metric, dict) or found is None:
            self.result.undecodable += 1
            return
        labels = {key: text for key, text in metric.items() if self._is_text(key, text)}
        identity = identity_of(labels, self.resolver.plan(tuple(labels)))
        if self.table.keyed and not identity and not self.table.envelope:
            self.result.undecodable += 1
            return
        name = metric.get("__name__")
        name = name if isinstance(name, str) and name else NAMELESS
        for key, text in labels.items():
            self._labels.setdefault(identity, {}).setdefault(key, text)
        container = metric.get(_CONTAINER)
        self._numbers.setdefault(identity, {}).setdefault(name, []).append(
            (container if isinstance(container, str) else "", found)
        )

    def decoded(self) -> Decoded[Record]:
        """All records; of numbers that cannot be added up the first stays."""
        for identity, numbers in self._numbers.items():
            values: dict[str, Any] = dict(self._labels.get(identity, {}))
            values.update((name, self._one(name, parts)) for name, parts in numbers.items())
            self.result.rows.append(Record(identity, values, self.resolver.plan(tuple(values))))
        return self.result

    def _one(self, name: str, parts: Sequence[tuple[str, float]]) -> float:
        whole = [value for container, value in parts if not container]
        if len(parts) > 1 and len(whole) == 1:
            return whole[0]
        if len(parts) > 1 and not whole and self._can_be_added(name):
            return _total(value for _, value in parts)
        self.result.duplicates += len(parts) - 1
        return parts[0][1]

    def _can_be_added(self, name: str) -> bool:
        return any(
            _base_of(claim.operator_unit or claim.unit) in _ADDITIVE for claim in self.resolver.claims(name)
        )

    def _is_text(self, key: str, value: Any) -> bool:
        """Whether the table reads label ``key`` as text: the other labels of a series are not exported."""
        if key.startswith("__") or not isinstance(value, str) or not value:
            return False
        plan = self.resolver.plan((key,))
        if any(plan.identity):
            return True
        return any(claim.field.kind in (Kind.TEXT, Kind.LIST) for claim in self.resolver.claims(key))


def _base_of(unit: Unit | None) -> BaseUnit | None:
    return None if unit is None else BY_UNIT[unit].base


def as_records(top: Any, resolver: Resolver, limit: int) -> Decoded[Record] | None:
    """The records of a documented body; ``None`` if ``top`` is none.

    Raises:
        BodyError: an answer of a Prometheus that is no instant vector.
    """
    if is_prometheus(top):
        return read_prometheus(top, resolver, limit)
    return read_kubernetes(top, resolver, limit) if is_kubernetes(top) else None
