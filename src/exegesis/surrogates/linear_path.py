"""Sparse linear surrogates of every size: the lasso path picks the features, least squares weighs them.

LIME's K-LASSO (Ribeiro, Singh, Guestrin 2016, section 3.4): for each K the last point of the LARS lasso path with at
most K non-zero weights, then a refit on those features alone, without the lasso's shrinkage.
"""

import warnings

import numpy as np
from scipy.linalg import pinvh
from scipy.sparse import diags_array, issparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lars_path_gram

from exegesis.core.types import Floats, Integers
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.rows import Rows

_NOTHING = 1e-9  # a refitted weight below this share of the largest is a rounding error and no feature


def linear_path(rows: Rows, cap: int, ridge: float) -> list[Linear]:
    """The surrogates for the caps 1..`cap` (at most as many as there are features), weighted, with an intercept.

    `ridge` is a penalty in the refit, in the weight of one row; 0 is plain least squares.
    """
    weights = rows.weights * (len(rows) / rows.weights.sum())
    means = np.asarray(rows.presence.T @ weights).reshape(-1) / len(rows)  # (F,)
    centre = float(weights @ rows.values) / len(rows)
    gram = _gram(rows, weights) - len(rows) * np.outer(means, means)
    cross = np.asarray(rows.presence.T @ (weights * (rows.values - centre))).reshape(-1)  # (F,)
    made = []
    for chosen in selections(gram, cross, len(rows), min(cap, rows.n_features)):
        slopes = pinvh(gram[np.ix_(chosen, chosen)] + ridge * np.eye(len(chosen))) @ cross[chosen]
        kept = np.abs(slopes) > _NOTHING * np.abs(slopes).max(initial=0.0)
        chosen, slopes = chosen[kept], slopes[kept]
        start = centre - float(means[chosen] @ slopes)
        made.append(Linear(start, tuple(chosen.tolist()), tuple(slopes.tolist()), len(rows)))
    return made


def selections(gram: Floats, cross: Floats, samples: int, cap: int) -> list[Integers]:
    """The features picked under each cap 1..`cap`, never more than it, from centred products.

    The path is followed until well beyond the cap; choices are made on rounded products, which batching cannot flip.
    """
    largest = np.abs(cross).max(initial=0.0)
    if largest <= 1e-9 * samples:
        return [np.empty(0, dtype=np.int64)] * cap
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it ends early on collinear features; what it has is used
        _, _, path = lars_path_gram(
            np.round(cross / largest, 6), gram, n_samples=samples, method="lasso", max_iter=8 * cap + 100
        )
    counts = (path != 0).sum(axis=0)  # (points,)
    last = [np.flatnonzero(counts <= size)[-1] for size in range(1, cap + 1)]  # the path begins with none
    return [np.flatnonzero(path[:, point]) for point in last]


def _gram(rows: Rows, weights: Floats) -> Floats:
    """X'WX (F, F), not centred."""
    if issparse(rows.presence):
        numbers = rows.presence.astype(np.float64)
        return np.asarray((numbers.T @ diags_array(weights) @ numbers).toarray())
    numbers = rows.presence.astype(np.float64)
    return np.asarray(numbers.T @ (weights[:, None] * numbers))
