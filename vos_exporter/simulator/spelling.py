"""How a body is spelled whose shape nobody has published.

The keys and units come from the field tables by which the exporter reads: what a table says can be read, the
simulator can speak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from vos_exporter.simulator.plant import Spelling
from vos_exporter.vos.fields import FACTORS, BaseUnit, Field, FieldTable

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


def _sayable(entry: Field, fact: Any) -> bool:
    return not isinstance(fact, Mapping) or FACTORS[entry.unit][0] in fact


def said(entry: Field, fact: Any) -> Any:
    """``fact`` in the unit of ``entry``."""
    if not isinstance(fact, Mapping):
        return fact
    base, factor = FACTORS[entry.unit]
    return tidy(fact[base] / factor / entry.scale)


def tidy(value: float) -> float:
    """``value`` with seven significant digits, whole numbers as such."""
    rounded = float(f"{value:.7g}") if abs(value) < 1e7 else round(value)
    return int(rounded) if rounded == int(rounded) else rounded


class Speller:
    """Says rows by the keys of a table, always the same key for the same concept."""

    def __init__(self, table: FieldTable, alias: int) -> None:
        self._table = table
        self._alias = alias
        self._ids: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        self._choices: dict[tuple[str, tuple[BaseUnit, ...]], tuple[Field, str] | None] = {}

    def chosen(self, concept: str, fact: Any) -> tuple[Field, str] | None:
        """The field and key by which ``fact`` is said; ``None`` where the table has none for it."""
        kind = (concept, tuple(fact) if isinstance(fact, Mapping) else ())
        if kind not in self._choices:
            self._choices[kind] = self._choose(concept, fact)
        return self._choices[kind]

    def _choose(self, concept: str, fact: Any) -> tuple[Field, str] | None:
        keys = [
            (entry, key)
            for entry in self._table.of(concept)
            if _sayable(entry, fact)
            for key in entry.aliases
        ]
        return keys[self._alias % len(keys)] if keys else None

    def _id_keys(self, concepts: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        """Each group of an identity, and the key by which rows with these concepts say it.

        From the first key on that may also say something else, the exporter could not know the id.
        """
        if concepts not in self._ids:
            spoken = {key for name in concepts for entry in self._table.of(name) for key in entry.aliases}
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
                entry, key = choice
                item[key] = said(entry, fact)
        return {**item, **row.extra}


def body(table: FieldTable, rows: Sequence[Row], spelling: Spelling, name: str) -> Any:
    """``rows`` as a list, as an object keyed by id, or as an object with one list called ``name``."""
    items = [*map(Speller(table, spelling.alias).spell, rows)]
    if spelling.shape == "b":
        return {str(next(iter(row.names.values()))): item for row, item in zip(rows, items, strict=True)}
    return {name: items} if spelling.shape == "c" else items


def vector(table: FieldTable, rows: Sequence[Row], now: int, alias: int, query: str) -> dict[str, Any]:
    """``rows`` as a Prometheus answers an instant query.

    Without ``query`` every quantity comes under a name of its own; with one only what it names, nameless, as
    the result of an expression is.
    """
    series, speller = [], Speller(table, alias)
    for row in rows:
        item = speller.spell(Row(row.names, _texts(row.facts)))
        labels = {key: _label(value) for key, value in item.items()}
        for concept, fact in row.facts.items():
            choice = speller.chosen(concept, fact) if isinstance(fact, Mapping) else None
            if choice is None or (query and concept[:3] not in query):
                continue
            entry, key = choice
            metric = labels if query else {"__name__": key, **labels}
            series.append({"metric": metric, "value": [now, str(said(entry, fact))]})
    return {"status": "success", "data": {"resultType": "vector", "result": series}}


def _texts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {concept: fact for concept, fact in facts.items() if not isinstance(fact, Mapping)}


def _label(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
