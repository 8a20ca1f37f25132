"""Where things stand: never one over another, every edge from side to side, the same for the same plant."""

import random
from itertools import pairwise

import pytest

from vos_exporter.web.plant.layout import GAP_X, GAP_Y, Box, Layout, laid_out


def plant(seed: int) -> tuple[list[Box], list[tuple[str, str]]]:
    """Random boxes in eight layers, some empty, and edges that may pass layers."""
    chance = random.Random(seed)
    boxes = [
        Box(f"{layer}.{n}", layer, 100 + 10 * layer, chance.choice((29, 43, 60)), chance.choice((None, 10)))
        for layer in range(8)
        for n in range(chance.randint(0, 8))
    ] or [Box("0.0", 0, 100, 29)]
    edges = [
        (one.key, other.key)
        for one in boxes
        for other in boxes
        if one.layer < other.layer and chance.random() < 0.08
    ]
    return boxes, edges


def boxes_overlap(layout: Layout) -> list[tuple[str, str]]:
    """Pairs that are nearer to each other than the gap."""
    places = sorted(layout.places.items())
    return [
        (key, other)
        for key, one in places
        for other, two in places
        if key < other
        and one.x < two.x + two.width
        and two.x < one.x + one.width
        and one.y < two.y + two.height + GAP_Y
        and two.y < one.y + one.height + GAP_Y
    ]


@pytest.mark.parametrize("seed", range(60))
def test_no_two_overlap_and_all_are_within(seed: int) -> None:
    boxes, edges = plant(seed)
    layout = laid_out(boxes, edges, {3})
    assert layout.places.keys() == {box.key for box in boxes}
    assert boxes_overlap(layout) == []
    for place in layout.places.values():
        assert place.x >= 0
        assert place.y >= 0
        assert place.x + place.width <= layout.width
        assert place.y + place.height <= layout.height


@pytest.mark.parametrize("seed", range(60))
def test_every_edge_joins_what_it_shall_and_goes_through_no_box(seed: int) -> None:
    boxes, edges = plant(seed)
    layout = laid_out(boxes, edges, {3})
    assert layout.routes.keys() == set(edges)
    for (source, target), points in layout.routes.items():
        first, last = layout.places[source], layout.places[target]
        assert points[0] == (first.x + first.width, first.port)
        assert points[-1] == (last.x, last.port)
        assert all(one[0] <= other[0] for one, other in pairwise(points))
        for one, other in zip(points[1:-1:2], points[2:-1:2], strict=True):
            # A lane is straight, and beside every box of the column it passes.
            assert one[1] == other[1]
            assert other[0] - one[0] >= 100
            for place in layout.places.values():
                passes = place.x < other[0] and one[0] < place.x + place.width
                assert not (passes and place.y <= one[1] <= place.y + place.height)


@pytest.mark.parametrize("seed", range(10))
def test_the_same_plant_is_laid_out_the_same_in_whatever_order_its_edges_come(seed: int) -> None:
    boxes, edges = plant(seed)
    shuffled = edges[:]
    random.Random(seed).shuffle(shuffled)
    assert laid_out(boxes, edges, {3}).places == laid_out(boxes, shuffled, {3}).places


def test_a_straight_chain_is_a_straight_line_and_empty_layers_take_no_room() -> None:
    layout = laid_out(
        [Box("a", 0, 50, 20), Box("b", 4, 50, 40), Box("c", 9, 50, 20)], [("a", "b"), ("b", "c")]
    )
    assert {place.port for place in layout.places.values()} == {layout.places["a"].port}
    assert layout.places["b"].x - layout.places["a"].x == 50 + GAP_X
    assert layout.routes["a", "b"][0][1] == layout.routes["b", "c"][-1][1]


def test_a_ranked_layer_keeps_its_order() -> None:
    boxes = [Box(key, layer, 50, 20) for layer, key in [(0, "x"), (0, "y"), (1, "1"), (1, "2")]]
    crossing = [("x", "2"), ("y", "1")]
    kept = laid_out(boxes, crossing, {0, 1}).places
    assert kept["x"].y < kept["y"].y
    assert kept["1"].y < kept["2"].y
    free = laid_out(boxes, crossing, {1}).places
    assert free["y"].y < free["x"].y
