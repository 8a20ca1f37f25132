"""The drawing of one service as SVG. Pure: the same scheme gives the same bytes.

How something stands is told by a stripe, a sign and a colour; what is assumed has a dashed line. Sizes belong
to kinds and never to states, so that nothing moves when something breaks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vos_exporter.web.plant import svg
from vos_exporter.web.plant.layout import Box, Layout, Place, laid_out
from vos_exporter.web.plant.parts import HEADINGS, RANKED, Column, Edge, Node, Scheme
from vos_exporter.web.plant.trouble import SIGNS, WORDS, Level

HEADER = 26
"""Above the columns, for their headings."""

INDENT = 22
"""How far profile and pods stand in from the service they belong to."""

TITLE_LINE, NOTE_LINE, PADDING = 17, 14, 6
STACK_GAP = 6

WIDTHS: Mapping[Column, int] = {
    Column.LINK: 154, Column.GROUP: 134, Column.INPUT: 118, Column.SOURCE: 154, Column.SERVICE: 232,
    Column.INGEST: 126, Column.DESTINATION: 154, Column.OUTPUT: 158, Column.THROUGH: 134,
    Column.THROUGH_LINK: 154,
}  # fmt: skip

NOTES: Mapping[str, int] = {"service": 3, "pod": 2, "cloud link": 2, "input": 0, "output": 0}
"""Lines of notes of a kind; one where nothing else is said. There are many inputs and outputs."""

TITLE_SIZE, NOTE_SIZE = 13, 11
"""Of the letters, in pixels; as drawing.css has them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn.

    Attributes:
        scheme: of the service.
        layout: of the columns; that of the service holds its profile and pods.
        stack: key to where what stands under the service is.
    """

    scheme: Scheme
    layout: Layout
    stack: Mapping[str, Place]


def arranged(scheme: Scheme) -> Picture:
    """Find a place for everything in ``scheme``."""
    service = scheme.service
    stacked = [node for node in scheme.nodes if node.column is Column.SERVICE]
    height = sum(_height(node) + STACK_GAP for node in stacked) - STACK_GAP
    boxes = []
    for node in scheme.nodes:
        if node.key == service.key:
            port = _height(service) // 2
            boxes.append(Box(node.key, node.column, WIDTHS[node.column], height, port))
        elif node.column is not Column.SERVICE:
            boxes.append(Box(node.key, node.column, WIDTHS[node.column], _height(node)))
    below = {node.key for node in stacked} - {service.key}
    edges = [(edge.source, edge.target) for edge in scheme.edges if edge.target not in below]
    layout = laid_out(boxes, edges, RANKED)
    return Picture(scheme, layout, _stack(stacked, layout.places[service.key]))


def _stack(nodes: Sequence[Node], place: Place) -> dict[str, Place]:
    """The service at the top of its place, what belongs to it below and further in."""
    stack: dict[str, Place] = {}
    y = place.y
    for node in nodes:
        inset = INDENT if stack else 0
        height = _height(node)
        stack[node.key] = Place(place.x + inset, y, place.width - inset, height, y + height // 2)
        y += height + STACK_GAP
    return stack


def _height(node: Node) -> int:
    return 2 * PADDING + TITLE_LINE + NOTE_LINE * NOTES.get(node.kind, 1)


def drawn(picture: Picture, style: str = "", linked: Callable[[Node], str] | None = None) -> str:
    """The SVG of ``picture``.

    Args:
        picture: what is drawn.
        style: the rules of a picture that stands alone.
        linked: the address behind a node; empty for none.
    """
    scheme, layout = picture.scheme, picture.layout
    places = {**layout.places, **picture.stack}
    parts, stacked = [*_headings(scheme, layout)], picture.stack.keys()
    parts += [
        _edge(edge, layout)
        for edge in _quiet_first(scheme.edges)
        if (edge.source, edge.target) in layout.routes
    ]
    parts += [_rail(edge, picture) for edge in scheme.edges if {edge.source, edge.target} <= stacked]
    parts += [_node(node, places[node.key], "" if linked is None else linked(node)) for node in scheme.nodes]
    return svg.document(
        layout.width,
        layout.height + HEADER,
        f"{scheme.service.title}: {WORDS[scheme.standing.level]}",
        description(scheme),
        parts,
        style,
    )


def description(scheme: Scheme) -> str:
    """What the drawing shows, in words."""
    reasons = "; ".join(reason.words for reason in scheme.standing.reasons) or "nothing is wrong"
    counts = ", ".join(
        f"{sum(node.column is column for node in scheme.nodes)} under {HEADINGS[column]}"
        for column in Column
        if any(node.column is column for node in scheme.nodes)
    )
    return f"{reasons}. From left to right: {counts}. A table below the drawing says the same."


def _headings(scheme: Scheme, layout: Layout) -> Iterable[str]:
    seen = set()
    for node in scheme.nodes:
        if node.column not in seen and node.key in layout.places:
            seen.add(node.column)
            yield svg.label(HEADINGS[node.column], layout.places[node.key].x, 18, "heading")


def _quiet_first(edges: Iterable[Edge]) -> list[Edge]:
    """What is in trouble is drawn last, and so above the others."""
    return sorted(edges, key=lambda edge: -edge.trouble)


def _edge(edge: Edge, layout: Layout) -> str:
    points = [(x, y + HEADER) for x, y in layout.routes[edge.source, edge.target]]
    path = [f"M{points[0][0]} {points[0][1]}"]
    for place, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if place % 2:
            path.append(f"H{to_x}")
        else:
            middle = (x + to_x) // 2
            path.append(f"C{middle} {y} {middle} {to_y} {to_x} {to_y}")
    return svg.element("path", d="".join(path), class_=_classes("edge", edge.trouble, edge.assumed))


def _rail(edge: Edge, picture: Picture) -> str:
    """From below the service to what belongs to it, like the branch of a tree."""
    above, place = picture.stack[edge.source], picture.stack[edge.target]
    x = above.x + INDENT // 2
    path = f"M{x} {above.y + above.height + HEADER}V{place.port + HEADER}H{place.x}"
    return svg.element("path", d=path, class_=_classes("edge", edge.trouble, edge.assumed))


def _node(node: Node, place: Place, href: str) -> str:
    x, y = place.x, place.y + HEADER
    body = [
        svg.element("title", svg.text(told(node))),
        svg.element("rect", x=x, y=y, width=place.width, height=place.height, rx=4),
    ]
    if node.level <= Level.UNKNOWN:
        body.append(svg.element("path", d=f"M{x + 3} {y + 2}V{y + place.height - 2}", class_="stripe"))
    sign = SIGNS[node.level]
    inset = 26 if sign else 10
    if sign:
        body.append(svg.label(sign, x + 10, y + PADDING + 13, "sign"))
    title = svg.fitted(node.title, place.width - inset - 6, TITLE_SIZE)
    body.append(svg.label(title, x + inset, y + PADDING + 13, "name"))
    for number, line in enumerate(_lines(node, place.width - 16)):
        body.append(svg.label(line, x + 10, y + PADDING + TITLE_LINE + 11 + NOTE_LINE * number, "note"))
    group = svg.element("g", "".join(body), class_=_classes("node", node.level, node.assumed))
    return svg.element("a", group, href=href) if href else group


def told(node: Node) -> str:
    """Everything about a node, in words."""
    state = f" ({WORDS[node.level]})" if WORDS[node.level] else ""
    notes = "; ".join((*node.notes, *(("assumed",) if node.assumed else ())))
    return f"{node.kind} {node.title}{state}{': ' if notes else ''}{notes}"


def _lines(node: Node, room: int) -> list[str]:
    """The notes in the lines of the kind; what does not fit is counted."""
    most = NOTES.get(node.kind, 1)
    notes = [node.kind, *node.notes] if node.kind in ("profile", "pod") else list(node.notes)
    if most == 0:
        return []
    if most == NOTES["service"]:
        left = len(notes) - most
        lines = notes if left <= 0 else [*notes[: most - 1], f"and {left + 1} more"]
    else:
        lines = [""]
        for note in notes:
            joined = f"{lines[-1]} \u00b7 {note}" if lines[-1] else note
            fits = svg.width(joined, NOTE_SIZE) <= room or not lines[-1]
            lines[-1:] = [joined] if fits else [lines[-1], note]
        lines = lines[:most]
    return [svg.fitted(line, room, NOTE_SIZE) for line in lines if line]


def _classes(kind: str, level: Level, assumed: bool) -> str:
    return " ".join(filter(None, (kind, level.name.lower(), "assumed" if assumed else "")))
