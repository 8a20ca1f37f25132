"""The order within layers: whatever the plant, brute force finds none with fewer crossings."""

import random
from itertools import pairwise, permutations, product

import pytest

from vos_exporter.web.plant.ordering import EXACT, arranged, crossings

Edges = list[tuple[str, str]]


def plant(seed: int, most: int, depth: int) -> tuple[list[list[str]], Edges]:
    """Layers of at most ``most`` nodes, and random edges between neighbours."""
    chance = random.Random(seed)
    layers = [[f"{layer}.{n}" for n in range(chance.randint(1, most))] for layer in range(depth)]
    edges = [
        (one, other)
        for upper, lower in pairwise(layers)
        for one in upper
        for other in lower
        if chance.random() < 0.35
    ]
    return layers, edges


def total(layers: list[list[str]], edges: Edges) -> int:
    """All crossings, counted the slow way."""
    return sum(slow(upper, lower, edges) for upper, lower in pairwise(layers))


def slow(upper: list[str], lower: list[str], edges: Edges) -> int:
    drawn = [(upper.index(a), lower.index(b)) for a, b in edges if a in upper and b in lower]
    return sum(a < c and b > d for a, b in drawn for c, d in drawn)


@pytest.mark.parametrize("seed", range(40))
def test_crossings_are_counted_as_they_are(seed: int) -> None:
    (upper, lower), edges = plant(seed, 8, 2)
    assert crossings(upper, lower, edges) == slow(upper, lower, edges)


def costs(layers: list[list[str]], number: int, edges: Edges) -> dict[tuple[str, str], int]:
    """Crossings of each pair of a layer with its neighbours, by drawing just the two."""
    found = {}
    for pair in permutations(layers[number], 2):
        alone = [*layers[:number], list(pair), *layers[number + 1 :]]
        found[pair] = total(alone[max(0, number - 1) : number + 2], edges)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_brute_force_finds_no_better_order_of_any_layer_of_eight(seed: int) -> None:
    layers, edges = plant(seed, EXACT, 5)
    # The middle is ranked, as a service's is.
    found = arranged(layers, edges, {2})
    assert found[2] == layers[2]
    for number in (0, 1, 3, 4):
        pairs = costs(found, number, edges)
        best = min(
            sum(pairs[order[a], order[b]] for a in range(len(order)) for b in range(a + 1, len(order)))
            for order in permutations(found[number])
        )
        order = found[number]
        ours = sum(pairs[order[a], order[b]] for a in range(len(order)) for b in range(a + 1, len(order)))
        assert ours == best


@pytest.mark.parametrize("seed", range(30))
def test_brute_force_over_all_layers_together_finds_no_better_order(seed: int) -> None:
    layers, edges = plant(seed, 4, 3)
    # Links and groups are free, inputs are ranked.
    found = arranged(layers, edges, {2})
    best = min(
        total([list(links), list(groups), layers[2]], edges)
        for links, groups in product(permutations(layers[0]), permutations(layers[1]))
    )
    assert total(found, edges) == best


@pytest.mark.parametrize("seed", range(5))
def test_more_nodes_than_can_be_tried_have_fewer_crossings_than_they_came_with(seed: int) -> None:
    layers, edges = plant(seed, 25, 3)
    found = arranged(layers, edges, {2})
    assert [sorted(layer) for layer in found] == [sorted(layer) for layer in layers]
    before = total(layers, edges)
    assert total(found, edges) < before or before == 0
    assert arranged(layers, edges, {2}) == found
