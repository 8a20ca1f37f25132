"""The order of nodes within the layers of a drawing, with as few crossings of edges as can be found. Pure.

The number of crossings between two neighbouring layers is a sum over pairs of nodes, so that the best order
of one layer between two that stand still is found exactly by dynamic programming over sets of nodes, for as
many nodes as :data:`EXACT`; beyond, nodes move one by one to their best place (sifting) until none gains.
"""

from collections.abc import Mapping, Sequence
from itertools import permutations

EXACT = 8
"""Nodes of a layer whose best order between its neighbours is found exactly."""

JOINT = 5
"""Nodes of a layer of which every order is tried together with the best one of the next layer."""

SWEEPS = 12
"""Passes over all layers; far more than were ever needed, so that it ends whatever comes."""

Layers = list[list[str]]
Neighbours = Mapping[str, Sequence[str]]


def crossings(upper: Sequence[str], lower: Sequence[str], edges: Sequence[tuple[str, str]]) -> int:
    """How many pairs of ``edges``, each from ``upper`` to ``lower``, cross when drawn straight."""
    above, below = _places(upper), _places(lower)
    drawn = sorted((above[a], below[b]) for a, b in edges if a in above and b in below)
    return sum(
        one[0] < other[0] and one[1] > other[1] for place, one in enumerate(drawn) for other in drawn[place:]
    )


def arranged(layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]], fixed: set[int]) -> Layers:
    """``layers`` with the nodes of each in the order that is drawn.

    Args:
        layers: keys of nodes, in the order that decides between equally good ones.
        edges: pairs of keys, each from one layer to the next.
        fixed: numbers of layers whose order stays.
    """
    return _Arrangement(layers, edges, fixed).best()


class _Arrangement:
    def __init__(
        self, layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]], fixed: set[int]
    ) -> None:
        self.layers = [list(layer) for layer in layers]
        self.fixed = fixed
        layer_of = {key: number for number, layer in enumerate(layers) for key in layer}
        self.between: list[list[tuple[str, str]]] = [[] for _ in layers]
        self.before: dict[str, list[str]] = {key: [] for key in layer_of}
        self.after: dict[str, list[str]] = {key: [] for key in layer_of}
        for source, target in edges:
            self.between[layer_of[source]].append((source, target))
            self.after[source].append(target)
            self.before[target].append(source)

    def best(self) -> Layers:
        free = [number for number in range(len(self.layers)) if number not in self.fixed]
        kept = [list(layer) for layer in self.layers]
        for sweep in range(SWEEPS):
            # Outwards from what is fixed, and back.
            for number in free if sweep % 2 else reversed(free):
                self.layers[number] = self._ordered(number)
            if sweep and self._total() >= _total(kept, self.between):
                break
            kept = [list(layer) for layer in self.layers]
        self.layers = kept
        for number in free:
            self._pair(number, number + 1)
            self._pair(number, number - 1)
        return self.layers

    def _ordered(self, number: int) -> list[str]:
        layer = self.layers[number]
        costs = self._costs(number, layer)
        return _exact(layer, costs) if len(layer) <= EXACT else _sifted(self._by_median(number), costs)

    def _pair(self, tried: int, solved: int) -> None:
        """Every order of the layer ``tried`` with the best order of its free neighbour ``solved``."""
        if not 0 <= solved < len(self.layers) or solved in self.fixed:
            return
        if len(self.layers[tried]) > JOINT or len(self.layers[solved]) > EXACT:
            return
        best, found = self._total(), (self.layers[tried], self.layers[solved])
        for order in permutations(sorted(self.layers[tried])) if best else ():
            self.layers[tried] = list(order)
            self.layers[solved] = self._ordered(solved)
            total = self._total()
            if total < best:
                best, found = total, (self.layers[tried], self.layers[solved])
        self.layers[tried], self.layers[solved] = found

    def _total(self) -> int:
        return _total(self.layers, self.between)

    def _by_median(self, number: int) -> list[str]:
        places = self._neighbour_places(number)
        known = {key: sorted(found)[len(found) // 2] for key, found in places.items() if found}
        order = {key: place for place, key in enumerate(self.layers[number])}
        return sorted(order, key=lambda key: (known.get(key, order[key]), order[key]))

    def _neighbour_places(self, number: int) -> dict[str, list[int]]:
        sides = [
            (side, _places(self.layers[number + step]))
            for side, step in ((self.before, -1), (self.after, 1))
            if 0 <= number + step < len(self.layers)
        ]
        return {
            key: [places[other] for side, places in sides for other in side[key]]
            for key in self.layers[number]
        }

    def _costs(self, number: int, layer: Sequence[str]) -> dict[tuple[str, str], int]:
        """Crossings between the edges of a pair of nodes, if the first stands before the second."""
        costs = dict.fromkeys(((one, other) for one in layer for other in layer), 0)
        for side, step in ((self.before, -1), (self.after, 1)):
            if not 0 <= number + step < len(self.layers):
                continue
            places = _places(self.layers[number + step])
            ends = {key: [places[other] for other in side[key]] for key in layer}
            for pair in costs:
                first, second = ends[pair[0]], ends[pair[1]]
                costs[pair] += sum(one > other for one in first for other in second)
        return costs


def _places(layer: Sequence[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(layer)}


def _total(layers: Layers, between: Sequence[Sequence[tuple[str, str]]]) -> int:
    return sum(
        crossings(layers[number], layers[number + 1], between[number]) for number in range(len(layers) - 1)
    )


def _exact(layer: Sequence[str], costs: Mapping[tuple[str, str], int]) -> list[str]:
    """The order with the least sum of ``costs``; of equally good ones the first as ``layer`` has it."""
    size = len(layer)
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())] * (1 << size)
    for chosen in range(1, 1 << size):
        members = [place for place in range(size) if chosen >> place & 1]
        # Whoever stands last pays its crossings with all before it.
        best[chosen] = min(
            (
                best[chosen ^ 1 << last][0]
                + sum(costs[layer[other], layer[last]] for other in members if other != last),
                (*best[chosen ^ 1 << last][1], last),
            )
            for last in members
        )
    return [layer[place] for place in best[-1][1]]


def _sifted(layer: list[str], costs: Mapping[tuple[str, str], int]) -> list[str]:
    """Each node moved to its best place, until none gains."""
    for _ in range(len(layer)):
        gained = False
        for key in sorted(layer):
            place = layer.index(key)
            rest = layer[:place] + layer[place + 1 :]
            wanted, gain = _best_place(key, place, rest, costs)
            if gain > 0:
                layer, gained = [*rest[:wanted], key, *rest[wanted:]], True
        if not gained:
            break
    return layer


def _best_place(
    key: str, place: int, rest: Sequence[str], costs: Mapping[tuple[str, str], int]
) -> tuple[int, int]:
    """Where among ``rest`` it has the fewest crossings, and how many fewer than at ``place``."""
    sums, cost = [], sum(costs[key, other] for other in rest)
    for other in rest:
        sums.append(cost)
        cost += costs[other, key] - costs[key, other]
    sums.append(cost)
    least = min(sums)
    return (place, 0) if sums[place] == least else (sums.index(least), sums[place] - least)
