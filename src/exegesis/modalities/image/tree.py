"""The tree over the regions of an image: neighbours of like colour are merged again and again.

Ward's rule on mean colours in 0..1: the pair is merged next whose joining adds least to the squared differences of
pixels from their region's mean, |A||B| / (|A| + |B|) times the squared distance of the means (Ward 1963); so small
regions and like ones go first. Only regions that touch are merged; parts of the image that touch nothing else (apart
by pixels of no region) are joined last, by the same rule.
"""

from heapq import heapify, heappop, heappush

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.image import Image
from exegesis.data.tree import UnitTree


def region_tree(image: Image, regions: Integers) -> UnitTree:
    """The tree over regions 0..n-1 of a numbered map (height, width); of a video (frames, height, width)."""
    pixels = (image.pixels.reshape(regions.size, -1) / image.top).astype(np.float64)
    owners = regions.ravel()
    inside = owners >= 0
    counts = np.bincount(owners[inside]).astype(np.float64)
    sums = np.stack([np.bincount(owners[inside], channel[inside]) for channel in pixels.T], axis=1)
    return _Merging(counts, sums / counts[:, None], touching(regions)).tree()


def touching(regions: Integers) -> set[tuple[int, int]]:
    """Pairs (smaller, larger) of regions with pixels side by side, one above the other, or of a video one after it."""
    along = [np.moveaxis(regions, axis, 0) for axis in range(regions.ndim)]
    sides = [(lines[:-1], lines[1:]) for lines in along]
    pairs = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in sides])
    pairs = np.sort(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=1)
    return set(map(tuple, np.unique(pairs, axis=0).tolist()))


class _Merging:
    """Regions and what has become of them; ties go to the pair of the smallest numbers."""

    def __init__(self, counts: Floats, means: Floats, pairs: set[tuple[int, int]]) -> None:
        self.n = len(counts)
        self.counts, self.means = list(counts), list(means)
        self.near: dict[int, set[int]] = {node: set() for node in range(self.n)}
        for one, other in pairs:
            self.near[one].add(other)
            self.near[other].add(one)

    def tree(self) -> UnitTree:
        """Merge until one is left."""
        children: list[tuple[int, int]] = []
        heap = [(self._cost(a, b), a, b) for a in self.near for b in self.near[a] if a < b]
        heapify(heap)
        while len(self.near) > 1:
            pair = self._next(heap)
            new = self.n + len(children)
            children.append(pair)
            self._join(pair, new)
            for other in sorted(self.near[new]):
                heappush(heap, (self._cost(other, new), other, new))
        return UnitTree(np.array(children, dtype=np.int64).reshape(-1, 2))

    def _next(self, heap: list[tuple[float, int, int]]) -> tuple[int, int]:
        while heap:
            _, one, other = heappop(heap)
            if one in self.near and other in self.near:
                return one, other
        left = sorted(self.near)  # islands: the cheapest pair of all
        costs = [(self._cost(a, b), a, b) for place, a in enumerate(left) for b in left[place + 1 :]]
        _, one, other = min(costs)
        return one, other

    def _join(self, pair: tuple[int, int], new: int) -> None:
        one, other = pair
        a, b = self.counts[one], self.counts[other]
        self.counts.append(a + b)
        self.means.append((a * self.means[one] + b * self.means[other]) / (a + b))
        around = (self.near.pop(one) | self.near.pop(other)) - {one, other}
        for node in around:
            self.near[node] = (self.near[node] - {one, other}) | {new}
        self.near[new] = around

    def _cost(self, one: int, other: int) -> float:
        a, b = self.counts[one], self.counts[other]
        far = self.means[one] - self.means[other]
        return float(a * b / (a + b) * (far @ far))
