"""Where the nodes of a drawing stand and how its edges run: layers from left to right. Pure.

The same nodes and edges give the same places, whatever state they are in: only identity, rank and what hangs
on what decide, so that nothing moves between two looks. All lengths are whole pixels of the drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vos_exporter.web.plant.ordering import arranged

GAP_X = 38
"""Between the columns, where edges run."""

GAP_Y = 8
"""Between two nodes of a column."""

MARGIN = 12
"""Around the drawing."""

LANE = 10
"""What an edge takes up in a column that it passes."""

PASSES = 6
"""Sweeps that straighten edges."""


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be placed.

    Attributes:
        key: of the node.
        layer: the number of its column, from the left; columns without nodes take no room.
        width: its column is as wide as its widest box.
        height: its own.
        port: how far below its upper edge the edges meet it; its middle if left out.
    """

    key: str
    layer: int
    width: int
    height: int
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands: the left upper corner, its size, and the height at which edges meet it."""

    x: int
    y: int
    width: int
    height: int
    port: int


@dataclass(frozen=True, slots=True)
class _Size:
    """What a box or a lane takes up: its width, and what is above and below where edges meet it."""

    width: int
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing without its words.

    Attributes:
        width: of the whole.
        height: of the whole.
        places: key to where the box stands.
        routes: edge to the points it goes through, from the right side of its source to the left side of its
            target.
    """

    width: int
    height: int
    places: Mapping[str, Place]
    routes: Mapping[tuple[str, str], Sequence[tuple[int, int]]]


def laid_out(boxes: Sequence[Box], edges: Iterable[tuple[str, str]], fixed: Iterable[int] = ()) -> Layout:
    """Place ``boxes`` and route ``edges``.

    Args:
        boxes: those of one layer in the order that decides where the layer is ``fixed``, or where several
            orders are equally good.
        edges: pairs of keys; the target of each is in a later layer than its source.
        fixed: layers whose order stays as given.
    """
    numbers = {layer: number for number, layer in enumerate(sorted({box.layer for box in boxes}))}
    layer_of = {box.key: numbers[box.layer] for box in boxes}
    # In whatever order VOS tells them, the drawing is the same.
    chains = {edge: _chain(edge, layer_of) for edge in sorted(set(edges))}
    sizes = {box.key: _size(box) for box in boxes}
    layers: list[list[str]] = [[] for _ in numbers]
    for box in boxes:
        layers[layer_of[box.key]].append(box.key)
    for (source, _), chain in chains.items():
        for step, key in enumerate(chain[1:-1], 1):
            sizes[key] = _Size(0, LANE // 2, LANE // 2)
            layers[layer_of[source] + step].append(key)
    steps = [step for chain in chains.values() for step in pairwise(chain)]
    layers = arranged(layers, steps, {numbers[layer] for layer in fixed if layer in numbers})
    places = _placed(layers, steps, sizes)
    return _finished(places, chains, {box.key for box in boxes})


def _size(box: Box) -> _Size:
    above = box.height // 2 if box.port is None else box.port
    return _Size(box.width, above, box.height - above)


def _chain(edge: tuple[str, str], layer_of: Mapping[str, int]) -> list[str]:
    """The source, a lane in each layer that is passed, the target."""
    source, target = edge
    passed = range(layer_of[source] + 1, layer_of[target])
    return [source, *(f"\0{source}\0{target}\0{layer}" for layer in passed), target]


def _placed(
    layers: Sequence[Sequence[str]], steps: Sequence[tuple[str, str]], sizes: Mapping[str, _Size]
) -> dict[str, Place]:
    ports = _ports(layers, steps, sizes)
    places: dict[str, Place] = {}
    x = MARGIN
    for layer in layers:
        width, floor = max(sizes[key].width for key in layer), MARGIN
        for key in layer:
            size = sizes[key]
            # Rounding must not bring two boxes nearer than they may be.
            y = max(floor, round(ports[key] - size.above))
            # A lane goes through the whole column.
            places[key] = Place(x, y, size.width or width, size.above + size.below, y + size.above)
            floor = y + size.above + size.below + GAP_Y
        x += width + GAP_X
    return places


def _ports(
    layers: Sequence[Sequence[str]], steps: Sequence[tuple[str, str]], sizes: Mapping[str, _Size]
) -> dict[str, float]:
    """The height at which edges meet each, near those it is joined with; such that all have room."""
    joined: dict[str, list[str]] = {key: [] for layer in layers for key in layer}
    for source, target in steps:
        joined[source].append(target)
        joined[target].append(source)
    ports: dict[str, float] = {}
    for layer in layers:
        ports.update(_stacked(layer, sizes))
    tallest = max(range(len(layers)), key=lambda number: _tall(layers[number], sizes))
    # The tallest column gives the measure; the others follow it outwards, and then it follows them a little.
    outwards = [*range(tallest, len(layers)), *range(tallest - 1, -1, -1)]
    for sweep in range(PASSES):
        for number in reversed(outwards) if sweep % 2 else outwards:
            wanted = {
                key: sum(ports[other] for other in joined[key]) / len(joined[key])
                if joined[key]
                else ports[key]
                for key in layers[number]
            }
            ports.update(_spread(layers[number], wanted, sizes))
    highest = min(ports[key] - sizes[key].above for key in ports)
    return {key: port - highest + MARGIN for key, port in ports.items()}


def _tall(layer: Sequence[str], sizes: Mapping[str, _Size]) -> int:
    return sum(sizes[key].above + sizes[key].below + GAP_Y for key in layer)


def _stacked(layer: Sequence[str], sizes: Mapping[str, _Size]) -> dict[str, float]:
    """One below the other, around zero."""
    found, y = {}, -_tall(layer, sizes) / 2
    for key in layer:
        found[key] = y + sizes[key].above
        y += sizes[key].above + sizes[key].below + GAP_Y
    return found


def _spread(
    layer: Sequence[str], wanted: Mapping[str, float], sizes: Mapping[str, _Size]
) -> dict[str, float]:
    """As near to the ``wanted`` heights as order and room allow, in the sense of least squares.

    Neighbours that would overlap become one block at the mean of what they want (pool adjacent violators).
    """
    offsets, offset = [], 0
    for before, key in zip((None, *layer), layer, strict=False):
        offset += 0 if before is None else sizes[before].below + GAP_Y + sizes[key].above
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for key, offset in zip(layer, offsets, strict=True):
        total, count = wanted[key] - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / count:
            more = blocks.pop()
            total, count = total + more[0], count + more[1]
        blocks.append((total, count))
    bases = [total / count for total, count in blocks for _ in range(count)]
    return {key: base + offset for key, base, offset in zip(layer, bases, offsets, strict=True)}


def _finished(
    places: Mapping[str, Place], chains: Mapping[tuple[str, str], Sequence[str]], real: set[str]
) -> Layout:
    routes = {}
    for edge, chain in chains.items():
        first, last = places[chain[0]], places[chain[-1]]
        points = [(first.x + first.width, first.port)]
        for key in chain[1:-1]:
            lane = places[key]
            points += [(lane.x, lane.port), (lane.x + lane.width, lane.port)]
        routes[edge] = [*points, (last.x, last.port)]
    shown = {key: place for key, place in places.items() if key in real}
    width = max((place.x + place.width for place in shown.values()), default=0) + MARGIN
    height = max((place.y + place.height for place in places.values()), default=0) + MARGIN
    return Layout(width, height, shown, routes)
