"""The tree over the columns of a table: those that go together in the background are merged first.

Average linkage over 1 - strength (scipy). Strength is |Spearman's rank correlation| of two columns of numbers, and
Cramer's V with its correction for chance (Bergsma 2013) where one of them is of categories, numbers cut at their
quartiles; both run from 0 to 1.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from exegesis.core.types import Floats, Integers
from exegesis.data.table_background import TableBackground
from exegesis.data.tree import UnitTree

_MOST = 2000  # rows that are looked at


def column_tree(background: TableBackground, columns: Sequence[int]) -> UnitTree | None:
    """The tree over these columns of the schema; None for a single one."""
    if len(columns) < 2:
        return None
    from scipy.cluster.hierarchy import linkage

    distances = 1 - strengths(background)[np.ix_(columns, columns)]
    # Rounded, so that ties are ties on any processor and go by position.
    merged = linkage(np.round(distances[np.triu_indices(len(columns), 1)], 9), method="average")
    return UnitTree(merged[:, :2].astype(np.int64))


@lru_cache(maxsize=8)
def strengths(background: TableBackground) -> Floats:
    """(columns, columns) of the schema: how strongly two go together."""
    rows = background.codes[background.drawn(_MOST)]
    numbers = [column.kind in ("numeric", "ordinal") and column.low is not None for column in background.schema]
    cells = [_single(rows[:, places]) for places in background.places]
    ranks = _ranked(np.stack(cells, axis=1))
    spread = np.sqrt((ranks**2).sum(axis=0))
    found = np.abs(ranks.T @ ranks) / np.maximum(np.outer(spread, spread), 1e-12)
    bins = [_bins(one, is_number) for one, is_number in zip(cells, numbers, strict=True)]
    for one in range(len(cells)):
        for other in range(one):
            if not (numbers[one] and numbers[other]):
                found[one, other] = found[other, one] = _cramers_v(bins[one], bins[other])
    np.fill_diagonal(found, 1.0)
    return np.clip(found, 0.0, 1.0)


def _single(cells: Floats) -> Floats:
    """(N,) one number for each row, of the columns of a group of one-hots which of them is 1."""
    return cells[:, 0] if cells.shape[1] == 1 else np.asarray(cells @ np.arange(1, cells.shape[1] + 1))


def _ranked(cells: Floats) -> Floats:
    """Ranks of each column beside their mean, ties in the middle of theirs; 0 of missing cells."""
    from scipy.stats import rankdata

    ranks = np.asarray(rankdata(cells, axis=0, nan_policy="omit"), dtype=np.float64)
    known = np.maximum((~np.isnan(ranks)).sum(axis=0), 1)
    return np.asarray(np.nan_to_num(ranks - np.nansum(ranks, axis=0) / known))


def _bins(cells: Floats, is_number: bool) -> Integers:
    known = cells[~np.isnan(cells)]
    if is_number and len(known):
        cells = np.where(np.isnan(cells), np.nan, np.searchsorted(np.quantile(known, [0.25, 0.5, 0.75]), cells))
    _, found = np.unique(cells, return_inverse=True)  # missing ones are a category of their own
    return np.asarray(found, dtype=np.int64)


def _cramers_v(one: Integers, other: Integers) -> float:
    rows, columns, count = int(one.max()) + 1, int(other.max()) + 1, len(one)
    table = np.bincount(one * columns + other, minlength=rows * columns).reshape(rows, columns)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / count
    if min(rows, columns) < 2 or count < 2:
        return 0.0
    phi = float(((table - expected) ** 2 / expected).sum()) / count
    less = (rows - 1) * (columns - 1) / (count - 1)
    room = min(rows - (rows - 1) ** 2 / (count - 1), columns - (columns - 1) ** 2 / (count - 1)) - 1
    return float(np.sqrt(max(phi - less, 0.0) / room)) if room > 0 else 0.0
