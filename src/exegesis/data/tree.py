"""A binary tree over the units of an input: which of them belong together. Owen values are computed on it.

Each kind of data grows its own: phrases of a text, halves or regions of an image, stretches of a series, clusters of
columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

import numpy as np

from exegesis.core.types import Integers


@dataclass(frozen=True, eq=False)
class UnitTree:
    """Nodes 0..n-1 are the units, node n + i is the i-th merge, the last node all of them.

    Children have smaller numbers than their parent. Any tree can be drawn with its leaves in a line, so that each node
    is a range of it: `order` is that line, `ranges` says where a node stands there.
    """

    children: Integers  # (n-1, 2)  left and right

    @property
    def n(self) -> int:
        """How many units there are."""
        return len(self.children) + 1

    @property
    def root(self) -> int:
        """The node that is all units."""
        return 2 * self.n - 2

    @cached_property
    def sizes(self) -> Integers:
        """(2n-1,) how many units each node has."""
        found = np.ones(2 * self.n - 1, dtype=np.int64)
        for node, (left, right) in enumerate(self.children.tolist(), self.n):
            found[node] = found[left] + found[right]
        return found

    @cached_property
    def ranges(self) -> Integers:
        """(2n-1, 2) each node's first place in `order`, and one past its last."""
        starts = np.zeros(2 * self.n - 1, dtype=np.int64)
        for node in reversed(range(self.n, 2 * self.n - 1)):
            left, right = self.children[node - self.n]
            starts[left], starts[right] = starts[node], starts[node] + self.sizes[left]
        return np.stack([starts, starts + self.sizes], axis=1)

    @cached_property
    def order(self) -> Integers:
        """(n,) the units as the leaves stand from left to right: of a text as they are read."""
        return np.argsort(self.ranges[: self.n, 0])

    def units(self, node: int) -> Integers:
        """The units of one node, from left to right."""
        start, stop = self.ranges[node]
        return self.order[start:stop]

    @cached_property
    def parents(self) -> Integers:
        """(2n-1,) -1 for the root."""
        found = np.full(2 * self.n - 1, -1)
        found[self.children] = np.arange(self.n, 2 * self.n - 1)[:, None]
        return found

    @cached_property
    def depths(self) -> Integers:
        """(2n-1,) 0 for the root."""
        found = np.zeros(2 * self.n - 1, dtype=np.int64)
        for node in reversed(range(self.n, 2 * self.n - 1)):
            found[self.children[node - self.n]] = found[node] + 1
        return found

    @property
    def evaluations(self) -> int:
        """How many masks the exact Owen values take: about n^2 for a balanced tree, 2^n for the most lopsided."""
        return 2 + sum(
            2 << int(depth) for depth in self.depths[self.n :]
        )  # with and without each child, under 2^depth contexts


def merged(boundaries: Sequence[int]) -> UnitTree:
    """The tree over n units in a line, from the looseness of their n - 1 boundaries.

    The best adjacent pair is merged again and again: tightest boundary first, then fewest units in both together, which
    keeps the tree flat, then the leftmost. Takes O(n log n).
    """
    n = len(boundaries) + 1
    children = np.zeros((n - 1, 2), dtype=np.int64)
    ranges = np.zeros((2 * n - 1, 2), dtype=np.int64)
    ranges[:n] = np.arange(n)[:, None] + [0, 1]
    starting, ending = list(range(n)), list(range(n))  # the node that now starts, ends with each unit

    def weighed(at: int) -> tuple[int, int, int]:
        return boundaries[at], int(ranges[starting[at + 1], 1] - ranges[ending[at], 0]), at

    heap = [weighed(at) for at in range(n - 1)]
    heapify(heap)
    for node in range(n, 2 * n - 1):
        entry = heappop(heap)
        while entry != weighed(entry[2]):  # its sides have grown since; the new entry is in the heap
            entry = heappop(heap)
        left, right = ending[entry[2]], starting[entry[2] + 1]
        start, stop = ranges[left, 0], ranges[right, 1]
        children[node - n], ranges[node] = (left, right), (start, stop)
        starting[start] = ending[stop - 1] = node
        for at in (start - 1, stop - 1):
            if 0 <= at < n - 1:
                heappush(heap, weighed(int(at)))
    return UnitTree(children)


def balanced(n: int) -> UnitTree:
    """The tree over n units of which nothing is known but their order: neighbours in pairs, pairs of pairs."""
    return merged([0] * (n - 1))
