"""Coalitions drawn by the Shapley kernel: the size by its mass, the subset uniformly (Lundberg & Lee 2017)."""

import numpy as np

from exegesis.core.types import Floats, Integers, Masks
from exegesis.explainers.sampling.coalitions import Coalitions, size_masses, spread_masses
from exegesis.explainers.sampling.one_size import every, how_many
from exegesis.explainers.sampling.paired import draw_numbers, with_complements
from exegesis.explainers.sampling.subsets import drawn


def kernel_coalitions(
    n: int, rows: int, rng: np.random.Generator, *, paired: bool = True, whole_sizes: bool = True
) -> Coalitions:
    """At most `rows` coalitions of n >= 2 units, drawn with replacement; in pairs with their complements if `paired`.

    With `whole_sizes` the outermost sizes (1 and n-1, then 2 and n-2, ...) are enumerated for as long as the rows that
    chance would spend on a size suffice for all of it, as in the `shap` package; the rest is drawn among the others.
    As long as the same sizes are enumerated, more rows of one stream begin with the same coalitions as fewer.
    """
    whole = sizes_affordable(n, rows) if whole_sizes else 0
    outer = _outer(n, whole)
    if 2 * whole >= n - 1:
        return Coalitions(outer, spread_masses(outer), draw_numbers(len(outer), True), np.zeros(len(outer)))
    inner = _drawn(n, whole, rows - len(outer), rng, paired)
    masses = size_masses(n)[whole + 1 : n - whole]
    weights = np.full(len(inner), masses.sum() / max(len(inner), 1))
    return Coalitions(
        masks=np.concatenate([outer, inner]),
        weights=np.concatenate([spread_masses(outer), weights]),
        draws=np.concatenate([draw_numbers(len(outer), True), len(outer) // 2 + draw_numbers(len(inner), paired)]),
        unseen=np.repeat([0.0, 1.0], [len(outer), len(inner)]),
    )


def sizes_affordable(n: int, rows: int) -> int:
    """How many of the sizes 1, 2, ... up to n/2 can be enumerated together with their complements."""
    masses = size_masses(n)
    left, mass = rows, 1.0
    for size in range(1, n // 2 + 1):
        pairs = how_many(n, size, paired=True)
        share = masses[size] + (masses[n - size] if 2 * size != n else 0.0)
        if left * min(share / mass, 1.0) < 2 * pairs * (1 - 1e-9):
            return size - 1
        left, mass = left - 2 * pairs, max(mass - share, 1e-300)
    return n // 2


def _outer(n: int, whole: int) -> Masks:
    halves = [every(n, size, paired=True) for size in range(1, whole + 1)]
    return with_complements(np.concatenate([np.zeros((0, n), dtype=np.bool_), *halves]))


def _drawn(n: int, whole: int, rows: int, rng: np.random.Generator, paired: bool) -> Masks:
    sizes = np.arange(whole + 1, n - whole)
    ends = np.cumsum(size_masses(n)[sizes])

    def size_of(chance: Floats) -> Integers:
        return np.asarray(sizes[np.searchsorted(ends[:-1], chance * ends[-1], side="right")])

    masks = drawn(rows // 2 if paired else rows, n, rng, size_of)
    return with_complements(masks) if paired else masks
