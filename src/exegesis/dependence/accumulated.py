"""Accumulated local effects: how the answer moves with a column, by rows that really have such values.

Apley and Zhu, "Visualizing the effects of predictor variables in black box supervised learning models" (2020), first
order. Each row is moved only to the ends of its own bin, so no row becomes one that could not be.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Integers

FEWEST = 4  # rows of a bin


@dataclass(frozen=True, eq=False)
class Accumulated:
    """The effect at each edge, its mean over rows 0, with standard errors; and how many rows lie in each bin."""

    edges: Floats  # (k + 1,)
    effect: Floats  # (k + 1,)
    errors: Floats  # (k + 1,)  of the difference from the first edge
    counts: Integers  # (k,)


def edges_of(values: Floats, bins: int) -> Floats:
    """(k + 1,) values of a numeric column (N,) without missing ones that part it into at most `bins` bins of about as
    many rows each, 4 or more; of a column of one value a single edge.

    A value that many rows have does not cost the others their bins, as it does where edges are quantiles.
    """
    present, counts = np.unique(values, return_counts=True)
    edges, held, rest, left = [present[0]], int(counts[0]), len(values), bins
    for value, count in zip(present[1:], counts[1:].tolist(), strict=True):
        held += count
        if left > 1 and held >= max(FEWEST, rest / left):
            edges.append(value)
            rest, left, held = rest - held, left - 1, 0
    if held and len(present) > 1:
        if held < FEWEST and len(edges) > 1:
            edges.pop()  # the last rows join the bin before
        edges.append(present[-1])
    return np.array(edges)


def accumulated(values: Floats, edges: Floats, answers: Callable[[Integers, Floats], Floats]) -> Accumulated:
    """Of a numeric column (N,) without missing values, or the places of ordered categories, with their edges.

    `answers(rows, values)`: the target's number for these rows with these values in the column, both (M,).
    """
    if len(edges) < 2:
        return Accumulated(edges, np.zeros(len(edges)), np.zeros(len(edges)), np.zeros(0, dtype=np.int64))
    owners, rows, count = _bins(values, edges), np.arange(len(values)), len(edges) - 1
    both = answers(np.concatenate([rows, rows]), np.concatenate([edges[owners], edges[owners + 1]]))
    differences = both[len(rows) :] - both[: len(rows)]
    counts = np.bincount(owners, minlength=count)
    filled = np.maximum(counts, 1)
    means = np.bincount(owners, differences, minlength=count) / filled
    spread = np.bincount(owners, (differences - means[owners]) ** 2, minlength=count) / np.maximum(counts - 1, 1)
    effect = np.concatenate([[0.0], np.cumsum(means)])
    errors = np.sqrt(np.concatenate([[0.0], np.cumsum(spread / filled)]))
    middle = counts @ (effect[:-1] + effect[1:]) / 2 / counts.sum()
    return Accumulated(edges, effect - middle, errors, counts)


def _bins(values: Floats, edges: Floats) -> Integers:
    """(N,) the bin (edge, next edge] of each value; the lowest value is in the first, what lies outside in the ends."""
    return np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
