"""All masks that the Owen values of a tree rest on, and how each one's value counts: the recursion of `owen_values`
written out, for who can tell the values of many masks at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from exegesis.core.types import Integers, Masks
from exegesis.data.tree import UnitTree

_MOST, _FEWEST_CONTEXTS = 40_000, 32  # masks, and contexts of a node whatever that takes

_Term = tuple[Integers, float]  # rows of values, and the sign of their mean


class _Contexts(NamedTuple):
    """What may stand around a node, each as likely: the masks without it, and the rows of its values."""

    masks: Masks  # (C, n)
    without: Integers  # (C,)
    having: Integers  # (C,)

    def some(self, chosen: NDArray[np.bool_]) -> "_Contexts":
        return _Contexts(self.masks[chosen], self.without[chosen], self.having[chosen])

    def beside(self, more: "_Contexts") -> "_Contexts":
        return _Contexts(*(np.concatenate(parts) for parts in zip(self, more, strict=True)))


@dataclass(frozen=True, eq=False)
class OwenMasks:
    """The masks (M, n), first the empty and the whole one, and the weights that turn their values (M,) into results.

    Of large trees not all contexts are here: once a node has as many as there is room for, each of them takes one of
    the two orders of the node's children, as in permutation sampling (Castro et al. 2009), drawn alike for every seed.
    Then too the effects of two children sum to their parent's.
    """

    masks: Masks
    effects: csr_array  # (2n-1, M)  of each node
    interactions: csr_array  # (n-1, M)  of the two children of each merge, beyond what each does alone
    known: Integers  # (k,) the merges whose interactions are here

    @classmethod
    def of(cls, tree: UnitTree, most: int = _MOST) -> Self:
        """Of a tree of two units or more; `most`: about so many masks."""
        recursion = _Recursion(tree, max(_FEWEST_CONTEXTS, most // (2 * tree.n)))
        for node in reversed(range(tree.n, 2 * tree.n - 1)):  # a child's number is smaller than its parent's
            recursion.split(node)
        n, masks = tree.n, np.concatenate(recursion.masks)
        return cls(
            masks=masks,
            effects=_weights(recursion.effects, (2 * n - 1, len(masks))),
            interactions=_weights(recursion.interactions, (n - 1, len(masks))),
            known=np.array(sorted(recursion.interactions), dtype=np.int64),
        )


class _Recursion:
    """From the root down, node by node: masks so far, and of nodes and merges which values make their results."""

    def __init__(self, tree: UnitTree, room: int) -> None:
        self.tree, self.room, self.coin = tree, room, np.random.default_rng(0)
        ends: Masks = np.repeat([[False], [True]], tree.n, axis=1)
        self.masks, self.count = [ends], len(ends)
        self.effects: dict[int, Sequence[_Term]] = {}
        self.interactions: dict[int, Sequence[_Term]] = {}
        self.contexts: dict[int, _Contexts] = {}
        self._reach(tree.root, _Contexts(ends[:1], np.array([0]), np.array([1])))

    def split(self, node: int) -> None:
        """Give both children their contexts: each child without its sibling, and beside it."""
        here, merge = self.contexts.pop(node), node - self.tree.n
        left, right = (int(child) for child in self.tree.children[merge])
        if 2 * len(here.masks) <= self.room:
            left_first = right_first = here
        else:
            even = self.coin.permutation(len(here.masks)) % 2 == 0
            left_first, right_first = here.some(even), here.some(~even)
        with_left, f_left = self._asked(left_first.masks, left)
        with_right, f_right = self._asked(right_first.masks, right)
        if left_first is right_first:
            signed = ((here.having, 1.0), (f_left, -1.0), (f_right, -1.0), (here.without, 1.0))
            self.interactions[merge] = signed
        alone, second = left_first._replace(having=f_left), _Contexts(with_left, f_left, left_first.having)
        self._reach(left, alone.beside(_Contexts(with_right, f_right, right_first.having)))
        self._reach(right, right_first._replace(having=f_right).beside(second))

    def _asked(self, contexts: Masks, child: int) -> tuple[Masks, Integers]:
        """The contexts with a child, and the rows of their values."""
        masks = contexts.copy()
        masks[:, self.tree.units(child)] = True
        self.masks.append(masks)
        self.count += len(masks)
        return masks, np.arange(self.count - len(masks), self.count)

    def _reach(self, node: int, contexts: _Contexts) -> None:
        self.effects[node] = ((contexts.having, 1.0), (contexts.without, -1.0))
        if node >= self.tree.n:
            self.contexts[node] = contexts


def _weights(results: dict[int, Sequence[_Term]], shape: tuple[int, int]) -> csr_array:
    """A row for each result: the sum over its terms of the mean of the values, with its sign."""
    terms = [(row, places, sign) for row, several in results.items() for places, sign in several]
    if not terms:
        return csr_array(shape, dtype=np.float64)
    rows = np.concatenate([np.full(len(places), row) for row, places, _ in terms])
    columns = np.concatenate([places for _, places, _ in terms])
    data = np.concatenate([np.full(len(places), sign / len(places)) for _, places, sign in terms])
    return csr_array((data, (rows, columns)), shape=shape)
