"""Where a tree's nodes, a linear model's bars and a curve's points stand in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.surrogates.records import Fidelity, Point
from exegesis.surrogates.tree import Tree

LOWEST = -1.0  # an R^2 below is drawn here; its number stands in the table


@dataclass(frozen=True)
class Placed:
    """A node at `x` leaves from the left and `depth` questions from the top; `parent` is its place in the list."""

    node: int
    x: float
    depth: int
    parent: int | None
    is_present: bool


def layout(tree: Tree) -> list[Placed]:
    """All nodes, parents first; the side where the feature is present stands left, leaves one apart."""
    across = _across(tree)
    parents = {child: place for place, node in enumerate(tree.nodes) for child in (node.absent, node.present)}
    return [
        Placed(
            place,
            across[place],
            tree.depths[place],
            parents.get(place) if place else None,
            bool(place) and tree.nodes[parents[place]].present == place,
        )
        for place in range(len(tree.nodes))
    ]


def _across(tree: Tree) -> list[float]:
    """The x of each node: leaves in the order they are read, inner nodes in the middle of their two."""
    found = [0.0] * len(tree.nodes)
    ways = [0]
    leaves = 0
    while ways:  # leaves from left to right
        place = ways.pop()
        node = tree.nodes[place]
        if node.is_leaf:
            found[place] = float(leaves)
            leaves += 1
        else:
            ways += [node.absent, node.present]
    for place in reversed(range(len(tree.nodes))):  # children stand behind their parents
        node = tree.nodes[place]
        if not node.is_leaf:
            found[place] = (found[node.absent] + found[node.present]) / 2
    return found


def heights(curve: Sequence[Point], outside: bool) -> list[tuple[int, float]]:
    """(size, R^2) of the points that have one, not below `LOWEST`."""
    found: list[tuple[int, Fidelity | None]] = [(one.size, one.outside if outside else one.inside) for one in curve]
    return [
        (size, max(LOWEST, fidelity.r2)) for size, fidelity in found if fidelity is not None and fidelity.r2 is not None
    ]


def lowest(curve: Sequence[Point]) -> float:
    """The lower end of the axis of R^2."""
    every = [r2 for outside in (False, True) for _, r2 in heights(curve, outside)]
    return min([0.0, *every])
