"""The binary tree of phrases over the units of a text, which Owen values are computed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

import numpy as np

from exegesis.core.types import Integers
from exegesis.explainers.text_boundaries import looseness


@dataclass(frozen=True, eq=False)
class TextTree:
    """Nodes 0..n-1 are the units, node n + i is the i-th merge, the last node the whole text.

    Each node is a range of neighbouring units; children have smaller numbers than their parent.
    """

    children: Integers  # (n-1, 2)  left and right
    ranges: Integers  # (2n-1, 2)  first unit, one past the last

    @property
    def n(self) -> int:
        """How many units there are."""
        return len(self.children) + 1

    @property
    def root(self) -> int:
        """The node that is the whole text."""
        return 2 * self.n - 2

    @cached_property
    def sizes(self) -> Integers:
        """(2n-1,) how many units each node has."""
        return self.ranges[:, 1] - self.ranges[:, 0]

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


def text_tree(units: Sequence[str], gaps: Sequence[str] = ()) -> TextTree:
    """The tree over the texts of the units, `gaps` being what stands between neighbours (() = a space everywhere).

    The best adjacent pair is merged again and again: tightest boundary first (see `text_boundaries`), then fewest units
    in both together, which keeps the tree flat, then the leftmost. So every word, every phrase, every stretch between
    commas, every sentence and every paragraph is a node, as far as there are several of them. Takes O(n log n).
    """
    return merged(looseness(units, gaps))


def merged(boundaries: Sequence[int]) -> TextTree:
    """The tree over n units from the looseness of their n - 1 boundaries."""
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
    return TextTree(children, ranges)
