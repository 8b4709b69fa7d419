"""Owen values (Owen 1977) of a game over a binary tree, as the recursion behind SHAP for text (Lundberg, `shap`).

A node's effect is f with it minus f without it, averaged over contexts: which units outside of it are there. Its two
children share that effect: each counts half with its sibling absent, half with its sibling there. Every mask that this
asks for is a new one: it alone has exactly this node's one child, none of the other, and these siblings above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats, Masks, Values
from exegesis.data.tree import UnitTree


@dataclass(frozen=True, eq=False)
class OwenCell:
    """A node under one context, its effect known, its children's not."""

    node: int
    context: NDArray[np.bool_]  # (n,) the units that are there, none of the node's own
    without: Floats  # (T,) f(context)
    having: Floats  # (T,) f(context and the node)
    weight: float  # of this context among all of the node's

    @property
    def effect(self) -> Floats:
        """(T,) what the node adds to its context, times the context's weight."""
        return (self.having - self.without) * self.weight


class OwenValues:
    """What is known so far. `take_next`, have `masks` evaluated, `learn`; stop at any time and read `totals`."""

    def __init__(self, tree: UnitTree, none: Floats, everything: Floats) -> None:
        nodes, n_targets = 2 * tree.n - 1, len(none)
        self.tree = tree
        self.effects = np.zeros((nodes, n_targets))  # summed over the contexts seen
        self.seen = np.zeros(nodes)  # the weight of those contexts; 1 = all
        self.interactions = np.zeros((nodes, n_targets))  # of a node's two children, summed over contexts expanded
        self.expanded = np.zeros(nodes)  # the weight of those
        self._waiting: list[tuple[float, int, int, int, OwenCell]] = []
        self._count = 0
        # As lists: thousands of cells are looked up one by one.
        self._children = [(0, 0)] * tree.n + [(left, right) for left, right in tree.children.tolist()]
        self._sizes, self._starts = tree.sizes.tolist(), tree.ranges[:, 0].tolist()
        self._add([OwenCell(tree.root, np.zeros(tree.n, dtype=np.bool_), none, everything, 1.0)])

    def take_next(self, count: int) -> list[OwenCell]:
        """Up to `count` cells to expand: the most urgent first, then the largest, then the leftmost."""
        return [heappop(self._waiting)[-1] for _ in range(min(count, len(self._waiting)))]

    def masks(self, cells: Sequence[OwenCell]) -> Masks:
        """(2 x cells, n): each cell's context with its left child, and with its right child."""
        masks = np.repeat([cell.context for cell in cells], 2, axis=0)
        order = self.tree.order
        for row, child in enumerate(child for cell in cells for child in self._children[cell.node]):
            masks[row, order[self._starts[child] : self._starts[child] + self._sizes[child]]] = True
        return masks

    def learn(self, cells: Sequence[OwenCell], masks: Masks, values: Values) -> None:
        """Expand the cells, given the values (2 x cells, T) of their masks."""
        fresh: list[OwenCell] = []
        for row, cell in enumerate(cells):
            (with_left, with_right), (f_left, f_right) = masks[2 * row : 2 * row + 2], values[2 * row : 2 * row + 2]
            left, right = self._children[cell.node]
            half = cell.weight / 2
            fresh += [
                OwenCell(left, cell.context, cell.without, f_left, half),
                OwenCell(left, with_right, f_right, cell.having, half),
                OwenCell(right, cell.context, cell.without, f_right, half),
                OwenCell(right, with_left, f_left, cell.having, half),
            ]
            self.interactions[cell.node] += (cell.having - f_left - f_right + cell.without) * cell.weight
            self.expanded[cell.node] += cell.weight
        self._add(fresh)

    def totals(self) -> Floats:
        """(nodes, T): each node's effect; what was not expanded is passed down in proportion to the sizes."""
        totals, sizes = self.effects.copy(), self.tree.sizes
        kept_back = np.zeros_like(totals)
        for *_, cell in self._waiting:
            kept_back[cell.node] += cell.effect
        for node in reversed(range(self.tree.n, len(totals))):
            for child in self._children[node]:
                share = kept_back[node] * (sizes[child] / sizes[node])
                totals[child] += share
                kept_back[child] += share
        return totals

    def _add(self, cells: Sequence[OwenCell]) -> None:
        """Take in cells whose effect is known; those of several units wait to be expanded, the most urgent first.

        Urgent is the largest effect on any target; rounded, so that the last decimals do not change the order of work.
        """
        nodes, weights = [cell.node for cell in cells], np.array([cell.weight for cell in cells])
        effects = np.array([cell.having for cell in cells]) - np.array([cell.without for cell in cells])  # (cells, T)
        np.add.at(self.effects, nodes, effects * weights[:, None])
        np.add.at(self.seen, nodes, weights)
        urgencies = np.abs(np.round(effects, 6)).max(axis=1) * weights
        for cell, urgency in zip(cells, urgencies.tolist(), strict=True):
            size = self._sizes[cell.node]
            if size > 1:
                self._count += 1
                heappush(self._waiting, (-urgency, -size, self._starts[cell.node], self._count, cell))
