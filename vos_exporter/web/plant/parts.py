"""What a drawing of a service is made of: columns, nodes, edges."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from vos_exporter.web.plant.trouble import Level, Standing


class Column(enum.IntEnum):
    """Where things stand, from the left."""

    LINK = 0
    GROUP = 1
    INPUT = 2
    SOURCE = 3
    SERVICE = 4
    INGEST = 5
    DESTINATION = 6
    OUTPUT = 7
    THROUGH = 8
    THROUGH_LINK = 9


HEADINGS: Mapping[Column, str] = {
    Column.LINK: "Cloud links", Column.GROUP: "Groups", Column.INPUT: "Inputs", Column.SOURCE: "Sources",
    Column.SERVICE: "Service, profile, pods", Column.INGEST: "Ingest points",
    Column.DESTINATION: "Destinations", Column.OUTPUT: "Outputs", Column.THROUGH: "Delivery, groups",
    Column.THROUGH_LINK: "Links",
}  # fmt: skip

RANKED = frozenset({Column.INPUT, Column.SOURCE, Column.SERVICE, Column.DESTINATION, Column.OUTPUT})
"""Columns whose order says something, and is never changed to save a crossing."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the drawing.

    Attributes:
        key: kind and id.
        column: where it stands.
        kind: what it is, for a person.
        title: its name, else its id.
        notes: what else is told of it, the most important first.
        level: how it stands.
        assumed: that it is there, or belongs here, rests on a route or a field nobody has published.
        alert: the shipped alert that says what is wrong with it; empty for none.
    """

    key: str
    column: Column
    kind: str
    title: str
    notes: tuple[str, ...] = ()
    level: Level = Level.PLAIN
    assumed: bool = False
    alert: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """What joins two nodes, in the direction of the signal.

    Attributes:
        source: key of a node.
        target: key of a node.
        assumed: that they belong together is assumed.
        trouble: the worst that lies beyond it, as seen from the service.
    """

    source: str
    target: str
    assumed: bool = False
    trouble: Level = Level.PLAIN


@dataclass(frozen=True, slots=True)
class Scheme:
    """The drawing of one service, without places.

    Attributes:
        service: the node in its middle.
        standing: how the service stands.
        nodes: those of a ranked column in their order.
        edges: what joins them.
    """

    service: Node
    standing: Standing
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
