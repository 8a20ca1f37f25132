"""How a body is spelled whose shape nobody has published.

The keys come from the field tables by which the exporter reads, with the unit at their end where a quantity
has more than one: what a table says can be read, the simulator can speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from vos_exporter.simulator.plant import Spelling
from vos_exporter.vos.fields import Field, FieldTable, Kind
from vos_exporter.vos.units import BY_UNIT, BaseUnit, Unit

Amount = Mapping[BaseUnit, float]
"""A number in every base unit it can be said in."""


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to say about one object.

    Attributes:
        names: any key of an identity group to what the object is called by it.
        facts: concept to a text, a list, a boolean, or an :data:`Amount`.
        extra: what no table knows, as VOS would say it.
    """

    names: Mapping[str, Any]
    facts: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)


_SPOKEN: Mapping[BaseUnit, tuple[tuple[Unit, str], ...]] = {
    BaseUnit.RATIO: ((Unit.PERCENT, "Percent"), (Unit.RATIO, "Ratio")),
    BaseUnit.CORES: ((Unit.CORES, "Cores"), (Unit.MILLICORES, "Millicores")),
    BaseUnit.BYTES: ((Unit.MEGABYTES, "InMB"), (Unit.BYTES, "Bytes"), (Unit.MEBIBYTES, "MiB")),
    BaseUnit.BYTES_PER_SECOND: (
        (Unit.KILOBITS_PER_SECOND, "Kbps"),
        (Unit.BITS_PER_SECOND, "Bps"),
        (Unit.MEGABITS_PER_SECOND, "Mbps"),
    ),
    BaseUnit.DBM: ((Unit.DBM, "Dbm"),),
    BaseUnit.HERTZ: (
        (Unit.MEGAHERTZ, "MHz"),
        (Unit.KILOHERTZ, "KHz"),
        (Unit.HERTZ, "Hz"),
        (Unit.GIGAHERTZ, "GHz"),
    ),
    BaseUnit.SYMBOLS_PER_SECOND: (
        (Unit.MEGASYMBOLS_PER_SECOND, "Msps"),
        (Unit.KILOSYMBOLS_PER_SECOND, "Ksps"),
        (Unit.SYMBOLS_PER_SECOND, "Sps"),
    ),
}
"""How a key of this system ends that says the unit of its numbers."""

Saying = tuple[str, Unit | None]
"""A key, and the unit in which it tells a number."""


def _sayings(entry: Field, fact: Any, *, vague: bool) -> Iterator[Saying]:
    """The ways to tell ``fact``: by each key, in each unit; a ``vague`` system keeps the unit to itself."""
    if entry.kind is Kind.TIME:
        yield from ((key, Unit.MILLISECONDS) for key in entry.keys)
    elif not isinstance(fact, Mapping):
        yield from ((key, None) for key in entry.keys)
    elif entry.measure is not None and entry.measure.unit is not None:
        yield from ((key, entry.measure.unit) for key in entry.keys)
    else:
        for base in fact:
            for unit, end in _SPOKEN.get(base, ()):
                yield from ((key if vague else f"{key}{end}", unit) for key in entry.keys)


def said(unit: Unit | None, fact: Any) -> Any:
    """``fact`` in ``unit``."""
    if unit is None:
        return fact
    row = BY_UNIT[unit]
    return tidy(fact[row.base] / row.factor)


def tidy(value: float) -> float:
    """``value`` with seven significant digits, whole numbers as such."""
    rounded = float(f"{value:.7g}") if abs(value) < 1e7 else round(value)
    return int(rounded) if rounded == int(rounded) else rounded


class Speller:
    """Says rows by the keys of a table, always the same key for the same concept."""

    def __init__(self, table: FieldTable, spelling: Spelling) -> None:
        self._table = table
        self._alias = spelling.alias
        self._vague = spelling.vague
        self._ids: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        self._choices: dict[tuple[str, tuple[BaseUnit, ...]], Saying | None] = {}

    def chosen(self, concept: str, fact: Any) -> Saying | None:
        """The key and unit by which ``fact`` is said; ``None`` where the table has none for it."""
        kind = (concept, tuple(fact) if isinstance(fact, Mapping) else ())
        if kind not in self._choices:
            ways = list(_sayings(self._table.of(concept), fact, vague=self._vague))
            self._choices[kind] = ways[self._alias % len(ways)] if ways else None
        return self._choices[kind]

    def _id_keys(self, concepts: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        """Each group of an identity, and the key by which rows with these concepts say it.

        From the first key on that may also say something else, the exporter could not know the id.
        """
        if concepts not in self._ids:
            spoken = {key for name in concepts for key in self._table.of(name).keys}
            groups = [group for group in (self._table.own_id, *self._table.identity) if group]
            free = [tuple(takewhile(lambda key: key not in spoken, group)) or group for group in groups]
            chosen = [keys[self._alias % len(keys)] for keys in free]
            self._ids[concepts] = list(zip(groups, chosen, strict=True))
        return self._ids[concepts]

    def spell(self, row: Row) -> dict[str, Any]:
        """``row`` as one JSON object."""
        item: dict[str, Any] = {}
        for group, key in self._id_keys(tuple(row.facts)):
            known = next((row.names[name] for name in group if name in row.names), None)
            if known is not None:
                item[key] = known
        for concept, fact in row.facts.items():
            choice = self.chosen(concept, fact)
            if choice is not None:
                key, unit = choice
                item[key] = said(unit, fact)
        return {**item, **row.extra}


def body(table: FieldTable, rows: Sequence[Row], spelling: Spelling, name: str) -> Any:
    """``rows`` as a list, as an object keyed by id, or as an object with one list called ``name``."""
    items = [*map(Speller(table, spelling).spell, rows)]
    if spelling.shape == "b":
        return {str(next(iter(row.names.values()))): item for row, item in zip(rows, items, strict=True)}
    return {name: items} if spelling.shape == "c" else items


def vector(
    table: FieldTable, rows: Sequence[Row], now: int, spelling: Spelling, query: str
) -> dict[str, Any]:
    """``rows`` as a Prometheus answers an instant query.

    Without ``query`` every quantity comes under a name of its own; with one only what it names, nameless, as
    the result of an expression is.
    """
    series, speller = [], Speller(table, spelling)
    for row in rows:
        item = speller.spell(Row(row.names, _texts(row.facts)))
        labels = {key: _label(value) for key, value in item.items()}
        for concept, fact in row.facts.items():
            choice = speller.chosen(concept, fact) if isinstance(fact, Mapping) else None
            if choice is None or (query and concept[:3] not in query):
                continue
            key, unit = choice
            metric = labels if query else {"__name__": key, **labels}
            series.append({"metric": metric, "value": [now, str(said(unit, fact))]})
    return {"status": "success", "data": {"resultType": "vector", "result": series}}


def _texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {concept: fact for concept, fact in facts.items() if not isinstance(fact, Mapping)}


def _label(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
