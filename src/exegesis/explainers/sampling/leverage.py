"""Coalitions drawn by their leverage scores, without replacement (Musco & Witter 2024, "Leverage SHAP").

The leverage of a coalition of size k is proportional to 1 / C(n, k): every size gets the same number of rows, until all
its coalitions are there. The paper draws that number from a binomial; here, as in the authors' later code, it is a
whole number and the budget is met exactly; rows are weighted by the share of their size that was drawn.
"""

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.explainers.sampling.coalitions import Coalitions, share_seen, size_counts, spread_masses
from exegesis.explainers.sampling.one_size import distinct
from exegesis.explainers.sampling.paired import draw_numbers, with_complements


def leverage_coalitions(n: int, rows: int, rng: np.random.Generator, *, paired: bool = True) -> Coalitions:
    """At most `rows` different coalitions of n >= 2 units, in pairs with their complements if `paired`."""
    sizes = np.arange(1, n // 2 + 1 if paired else n)
    available = size_counts(n)[sizes]
    if paired:
        available[2 * sizes == n] /= 2
    counts = _whole_numbers(_fill(available, rows // 2 if paired else rows), rng)
    drawn = [
        distinct(n, int(sizes[place]), int(min(counts[place], available[place])), rng, paired=paired)
        for place in np.flatnonzero(counts)
    ]
    masks = np.concatenate(drawn) if drawn else np.zeros((0, n), dtype=np.bool_)
    if paired:
        masks = with_complements(masks)
    return Coalitions(masks, spread_masses(masks), draw_numbers(len(masks), paired), 1 - share_seen(masks))


def _fill(available: Floats, total: int) -> Floats:
    """The expected number for each size: equal shares of `total`, none above what is available."""
    capped = np.minimum(available, total)
    shares = np.zeros(len(capped))
    left = float(total)
    order = np.argsort(capped, kind="stable")
    for rank, index in enumerate(order):
        shares[index] = min(capped[index], left / (len(order) - rank))
        left -= shares[index]
    return shares


def _whole_numbers(shares: Floats, rng: np.random.Generator) -> Integers:
    """Systematic rounding: whole numbers with the same sum, each next to its share and equal to it on average."""
    edges = np.concatenate([[0.0], np.cumsum(shares)])
    edges = np.floor(np.round(edges, 9) + rng.random())
    return np.diff(edges).astype(np.int64)
