"""Slices found by themselves: conjunctions of terms that tell marked rows from others, by a beam of likely ones.

A slice is worth its G statistic less 2 log(terms) for each term beyond the first, so that a further term must gain
more than the best of as many useless ones would (the risk inflation criterion, Foster and George 1994). When one is
chosen its rows are set aside, so that the next tells something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import log

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats
from exegesis.slices.predicates.base import Predicate
from exegesis.slices.scores import gain

_BEAM = 20  # slices that are made longer, on either side
_LEAST = 6.6  # of the G statistic: what one useless term in a hundred reaches
_AT_ONCE = 4096  # rows unpacked at once


@dataclass(frozen=True)
class SliceCandidate:
    """Places of terms whose conjunction is a slice. `is_denser`: whether marks are denser in it than outside."""

    terms: tuple[int, ...]
    worth: float
    is_denser: bool


class Terms:
    """Terms of n rows as bits."""

    def __init__(self, predicates: Sequence[Predicate], rows: int) -> None:
        self.predicates, self.rows = tuple(predicates), rows
        bits = [np.packbits(one.holds) for one in predicates]
        self._bits = np.stack(bits) if bits else np.zeros((0, (rows + 7) // 8), np.uint8)

    def __len__(self) -> int:
        return len(self.predicates)

    def holds(self, terms: Sequence[int]) -> NDArray[np.bool_]:
        """(n,) which rows all of the terms hold of."""
        bits = np.bitwise_and.reduce(self._bits[list(terms)], axis=0)
        return np.unpackbits(bits, count=self.rows).astype(np.bool_)

    def sums(self, weights: NDArray[np.float32]) -> Floats:
        """(P, m) sums of weights (n, m) over the rows of each term."""
        found = np.zeros((len(self), weights.shape[1]))
        step = _AT_ONCE // 8
        for start in range(0, self._bits.shape[1], step):
            some = weights[8 * start : 8 * (start + step)]
            bits = np.unpackbits(self._bits[:, start : start + step], axis=1)[:, : len(some)]
            found += bits.astype(np.float32) @ some
        return found

    def are_apart(self, chosen: Sequence[int], other: int) -> bool:
        """Whether a further term may not stand beside those."""
        name = self.predicates[other].apart
        return bool(name) and any(self.predicates[one].apart == name for one in chosen)

    def barred(self, found: Sequence["SliceCandidate"]) -> frozenset[int]:
        """Terms that are apart from a term of a slice found before, and of another kind.

        Its rows are set aside: where all of one label are, what is answered tells right from wrong.
        """
        used = {(self.predicates[term].apart, self.predicates[term].kind) for one in found for term in one.terms}
        names = {name for name, _ in used if name}
        return frozenset(
            place
            for place, one in enumerate(self.predicates)
            if one.apart in names and (one.apart, one.kind) not in used
        )


def search(
    terms: Terms,
    marked: NDArray[np.bool_],
    searched: NDArray[np.bool_],
    *,
    most: int,
    depth: int,
    fewest: int,
    denser_only: bool = False,
) -> list[SliceCandidate]:
    """At most so many slices of up to `depth` terms, the most telling first, of the rows that are `searched` alone.

    A slice and what it leaves have at least `fewest` of them.
    """
    found: list[SliceCandidate] = []
    left = searched.copy()
    while len(terms) and len(found) < most:
        level = _Level(terms, marked & left, left, fewest, denser_only, terms.barred(found))
        best = _best(level, depth)
        if best is None:
            break
        found.append(best)
        left &= ~terms.holds(best.terms)
    return found


def _best(level: "_Level", depth: int) -> SliceCandidate | None:
    """The slice of the most worth; of equal ones the one of the earliest terms."""
    every: list[SliceCandidate] = []
    parents: list[tuple[int, ...]] = [()]
    for _ in range(depth):
        grown = level.grown(parents)
        every += grown
        parents = _beam(grown)
        if not parents:
            break
    return min((one for one in every if one.worth >= _LEAST), key=_order, default=None)


def _beam(grown: Sequence[SliceCandidate]) -> list[tuple[int, ...]]:
    """The best on either side, to be made longer."""
    sides = [[one for one in grown if one.is_denser is side] for side in (True, False)]
    return [one.terms for side in sides for one in sorted(side, key=_order)[:_BEAM]]


def _order(one: SliceCandidate) -> tuple[float, int, tuple[int, ...]]:
    return -round(one.worth, 6), len(one.terms), one.terms


class _Level:
    """What slices of one length more come to."""

    def __init__(
        self,
        terms: Terms,
        marked: NDArray[np.bool_],
        left: NDArray[np.bool_],
        fewest: int,
        denser_only: bool,
        barred: frozenset[int],
    ) -> None:
        self.terms, self.marked, self.left = terms, marked, left
        self.fewest, self.denser_only, self.barred = fewest, denser_only, barred
        self.rows, self.marks = int(left.sum()), int(marked.sum())
        self._price = 2 * log(max(len(terms), 2))

    def grown(self, parents: Sequence[tuple[int, ...]]) -> list[SliceCandidate]:
        """The best slices of a parent and one term more on either side, each once."""
        masks = [self.left if not one else self.left & self.terms.holds(one) for one in parents]
        weights = np.stack([part for mask in masks for part in (mask, mask & self.marked)], axis=1)
        sums = self.terms.sums(weights.astype(np.float32))
        found: dict[tuple[int, ...], SliceCandidate] = {}
        for place, (parent, mask) in enumerate(zip(parents, masks, strict=True)):
            rows, marks = sums[:, 2 * place], sums[:, 2 * place + 1]
            gains = gain(marks, rows, self.marks, self.rows)
            worth = np.abs(gains) - self._price * len(parent)
            fine = (rows >= self.fewest) & (rows <= self.rows - self.fewest) & (rows < mask.sum())
            for is_denser in (True,) if self.denser_only else (True, False):
                usable = np.flatnonzero(fine & ((gains > 0) == is_denser))
                best = usable[np.argsort(-np.round(worth[usable], 6), kind="stable")]
                for other in islice((one for one in best.tolist() if self._may_join(parent, one)), _BEAM):
                    key = tuple(sorted((*parent, other)))
                    found.setdefault(key, SliceCandidate(key, float(worth[other]), is_denser))
        return list(found.values())

    def _may_join(self, parent: tuple[int, ...], other: int) -> bool:
        return other not in parent and other not in self.barred and not self.terms.are_apart(parent, other)
