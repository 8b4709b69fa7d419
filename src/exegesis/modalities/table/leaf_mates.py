"""Rows that could stand beside some values of a row: those that share leaves with it in a forest grown on the table.

The forest tells the table's rows from rows whose columns were shuffled apart (Breiman's forest without labels), so its
leaves hold rows whose columns go together. A leaf is a box; where some columns of a row are kept, its mates are the
real rows of all leaves whose boxes hold the kept values, whatever the others are.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from exegesis.core.types import Floats, Integers, Masks

TREES = 30
_DEPTH = 16
_MOST = 3_000  # rows that the forest is grown on


@dataclass(frozen=True, eq=False)
class Leaves:
    """The leaves of one tree that hold real rows: leaf i those at `first[i]` up to `first[i] + count[i]` of `order`."""

    above: Floats  # (L, n)  its values lie above this
    upto: Floats  # (L, n)  and up to this
    first: Integers  # (L,)
    count: Integers  # (L,)
    order: Integers  # (N,)

    def mates(self, values: Floats, kept: Masks, uniform: Floats) -> Integers:
        """(B,) a real row for each mask, chosen by `uniform` (B,) among those of the leaves with the kept values.

        Where no leaf has them all: of those leaves that lack the fewest.
        """
        outside = (values <= self.above) | (values > self.upto)  # (L, n)
        lacking = kept.astype(np.float64) @ outside.T  # (B, L)
        counts = np.where(lacking == lacking.min(axis=1, keepdims=True), self.count, 0)
        steps = counts.cumsum(axis=1)
        chosen = (uniform * steps[:, -1]).astype(np.int64)  # (B,) which of the rows of these leaves
        leaf = (steps <= chosen[:, None]).sum(axis=1)
        before = np.where(leaf > 0, np.take_along_axis(steps, np.maximum(leaf - 1, 0)[:, None], axis=1)[:, 0], 0)
        return np.asarray(self.order[self.first[leaf] + chosen - before])


@dataclass(frozen=True, eq=False)
class LeafMates:
    """The forest over rows (N, n) of numbers. `absent` (n,): below all values, for those that are missing."""

    trees: tuple[Leaves, ...]
    absent: Floats

    @classmethod
    def grown(cls, rows: Floats, rng: np.random.Generator) -> Self:
        """On a background of at least two rows; of very many on some of them."""
        from sklearn.ensemble import RandomForestClassifier

        places = np.arange(len(rows)) if len(rows) <= _MOST else np.sort(rng.choice(len(rows), _MOST, replace=False))
        absent = np.min(rows, axis=0, where=~np.isnan(rows), initial=np.inf) - 1
        real = _plain(rows[places], absent)
        apart = np.column_stack([rng.permutation(column) for column in real.T])
        seed = int(rng.integers(2**31))
        forest = RandomForestClassifier(TREES, max_depth=_DEPTH, max_features=None, random_state=seed)
        forest.fit(np.concatenate([real, apart]), np.repeat([1, 0], len(real)))
        return cls(tuple(_leaves(one.tree_, real, places) for one in forest.estimators_), absent)

    def mates(self, row: Floats, kept: Masks, uniform: Floats) -> Integers:
        """(B,) for each mask of kept columns (B, n) a row that could have the kept values.

        `uniform` (B, 2): what chooses the tree, and the row in it.
        """
        values, found = _plain(row, self.absent), np.empty(len(kept), dtype=np.int64)
        owners = (uniform[:, 0] * len(self.trees)).astype(np.int64)
        for place, tree in enumerate(self.trees):
            mine = np.flatnonzero(owners == place)
            found[mine] = tree.mates(values, kept[mine], uniform[mine, 1])
        return found


def _leaves(tree: Any, real: Floats, places: Integers) -> Leaves:
    """Of a tree of scikit-learn, over the real rows that it was grown on; `places`: their numbers in the table."""
    above, upto = (np.full((tree.node_count, real.shape[1]), bound) for bound in (-np.inf, np.inf))
    splits = zip(tree.children_left, tree.children_right, tree.feature, tree.threshold, strict=True)
    for node, (left, right, column, threshold) in enumerate(splits):  # a node comes before those below it
        if left < 0:
            continue
        above[[left, right]], upto[[left, right]] = above[node], upto[node]
        upto[left, column] = above[right, column] = threshold
    owners = np.asarray(tree.apply(real.astype(np.float32)))
    leaves, first, count = np.unique(np.sort(owners), return_index=True, return_counts=True)
    return Leaves(above[leaves], upto[leaves], first, count, places[np.argsort(owners, kind="stable")])


def _plain(rows: Floats, absent: Floats) -> Floats:
    """With missing values below all others, and in the precision in which the forest splits."""
    return np.where(np.isnan(rows), absent, rows).astype(np.float32).astype(np.float64)
