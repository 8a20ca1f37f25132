"""What is in the drawing of one service: its nodes by column, and what joins them. Pure.

Left to right as the signal goes: cloud links, their groups, inputs and sources in rank order, the service
with its profile and pods, ingest points, destinations, outputs, and what outputs go through.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from vos_exporter.collectors.ownership import SERVICE_INFO
from vos_exporter.web.plant.facts import Facts
from vos_exporter.web.plant.gathering import Gathering
from vos_exporter.web.plant.parts import RANKED, Column, Edge, Node, Scheme
from vos_exporter.web.plant.trouble import Level, Standing, standings
from vos_exporter.web.plant.wall import natural


def scheme(facts: Facts, service_id: str) -> Scheme | None:
    """The drawing of the service with that id; ``None`` if there is none."""
    about = next((row for row in facts.rows(SERVICE_INFO) if row["service_id"] == service_id), None)
    if about is None:
        return None
    standing = standings(facts)[service_id]
    builder = Gathering(facts, service_id)
    service = Node(
        f"service:{service_id}",
        Column.SERVICE,
        "service",
        about["service_name"] or service_id,
        tuple(filter(None, (_said(standing), *(reason.words for reason in standing.reasons)))),
        standing.level,
        alert=next((reason.alert for reason in standing.reasons), ""),
    )
    builder.add(service)
    builder.beside(about["profile_id"])
    builder.inwards()
    builder.outwards()
    nodes = tuple(sorted(builder.nodes.values(), key=_order))
    return Scheme(
        service,
        standing,
        nodes,
        _with_trouble(nodes, sorted(builder.edges.values(), key=lambda edge: (edge.source, edge.target))),
    )


def _order(node: Node) -> tuple[object, ...]:
    """Ranked columns as they were gathered; the others by name, whatever order VOS tells them in."""
    return (node.column, *(() if node.column in RANKED else (natural(node.title), node.key)))


def _said(standing: Standing) -> str:
    expected = {True: "expected on", False: "expected off", None: ""}[standing.expected]
    return ", ".join(filter(None, (standing.state, expected)))


def _with_trouble(nodes: Iterable[Node], edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The edges, those on the way between something in trouble and the service marked."""
    edges, column = list(edges), {node.key: node.column for node in nodes}
    towards = [(one.source, one.target) for one in edges if column[one.source] < Column.SERVICE]
    away = [(one.target, one.source) for one in edges if column[one.target] > Column.SERVICE]
    for level in (Level.WARNING, Level.CRITICAL):
        bad = [node.key for node in nodes if node.level is level and node.column is not Column.SERVICE]
        before, behind = _reached(bad, towards), _reached(bad, away)
        edges = [
            replace(edge, trouble=level)
            if (edge.source in before and column[edge.source] < Column.SERVICE)
            or (edge.target in behind and column[edge.target] > Column.SERVICE)
            else edge
            for edge in edges
        ]
    return tuple(edges)


def _reached(start: Iterable[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    """Everything that can be reached from ``start``, itself too."""
    following: dict[str, list[str]] = defaultdict(list)
    for source, target in steps:
        following[source].append(target)
    found, waiting = set(start), list(start)
    while waiting:
        for key in following[waiting.pop()]:
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found
