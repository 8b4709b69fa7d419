"""Slices searched for on one half of the rows and tried on the other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis.core.proportions import more_p
from exegesis.core.randomness import stream
from exegesis.core.statistics import benjamini_yekutieli
from exegesis.slices.bits import packed
from exegesis.slices.predicates.base import Predicate
from exegesis.slices.result import FAILS, SUCCEEDS, Counted, FoundSlice, Searched
from exegesis.slices.search import SliceCandidate, Terms, search

LEVEL = 0.05
MOST = 10  # slices that are tried on the second half: each costs all others power
DEPTH = 3  # terms


def half(rows: int, seed: int) -> NDArray[np.bool_]:
    """(n,) the rows that a search may look at."""
    chosen = np.zeros(rows, dtype=np.bool_)
    chosen[stream(seed, "half that is searched").permutation(rows)[: rows // 2]] = True
    return chosen


def discovered(
    predicates: Sequence[Predicate],
    marked: NDArray[np.bool_],
    searched: NDArray[np.bool_],
    *,
    fewest: int,
    depth: int = DEPTH,
    denser_only: bool = False,
) -> Searched:
    """Slices in which marks are denser or rarer than elsewhere.

    Args:
        predicates: the terms, of n rows.
        marked: (n,) the rows that it is about: wrong answers.
        searched: (n,) the half on which slices are looked for; they are tried on the other.
        fewest: rows that a slice has at least, on the half that is searched.
        depth: terms of a slice at most.
        denser_only: none in which marks are rarer.
    """
    terms = Terms(predicates, len(marked))
    found = search(terms, marked, searched, most=MOST, depth=depth, fewest=fewest, denser_only=denser_only)
    held, untouched = ~searched, ~searched
    ps = []
    for one in found:
        holds = terms.holds(one.terms)
        ps.append(_p(one, holds & untouched, untouched, marked, fewest))
        untouched = untouched & ~holds
    qs = benjamini_yekutieli(ps).tolist()
    slices = tuple(_found(terms, one, marked, searched, p, q) for one, p, q in zip(found, ps, qs, strict=True))
    return Searched(int(searched.sum()), int(held.sum()), len(terms), LEVEL, slices)


def _p(
    one: SliceCandidate, inside: NDArray[np.bool_], among: NDArray[np.bool_], marked: NDArray[np.bool_], fewest: int
) -> float:
    """One-sided: that marks among the rows are spread over the slice and the rest by chance; 1 of too few rows."""
    rows = int(inside.sum())
    if rows < min(fewest, 5):
        return 1.0
    counted = marked if one.is_denser else ~marked
    return more_p(int((counted & inside).sum()), rows, int((counted & among).sum()), int(among.sum()))


def _found(
    terms: Terms, one: SliceCandidate, marked: NDArray[np.bool_], searched: NDArray[np.bool_], p: float, q: float
) -> FoundSlice:
    holds = terms.holds(one.terms)
    return FoundSlice(
        direction=FAILS if one.is_denser else SUCCEEDS,
        terms=tuple(terms.predicates[place].said for place in one.terms),
        searched=counted(holds & searched, marked),
        held=counted(holds & ~searched, marked),
        elsewhere=counted(~holds & ~searched, marked),
        p=p,
        q=q,
        holds=q <= LEVEL,
        bits=packed(holds),
    )


def counted(rows: NDArray[np.bool_], marked: NDArray[np.bool_]) -> Counted:
    """So many rows, so many of them marked."""
    return Counted(int(rows.sum()), int((rows & marked).sum()))
