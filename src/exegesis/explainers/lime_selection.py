"""Which units LIME's surrogate may use: forward selection, highest weights or lasso path, all from the Gram matrix."""

import warnings

import numpy as np

from exegesis.core.errors import unknown
from exegesis.core.types import Floats, Integers
from exegesis.explainers.lime_surrogate import WeightedRows

SELECTIONS = ("auto", "forward", "lasso_path", "highest_weights", "none")
_FORWARD_UP_TO = 6
_RIDGE_OF_HIGHEST = 0.01


def select(data: WeightedRows, target: int, features: int, selection: str) -> Integers:
    """Indices of at most `features` units for one target, as the `lime` package picks them under `selection`."""
    n = len(data.gram)
    if selection == "auto":
        selection = "forward" if features <= _FORWARD_UP_TO else "highest_weights"
    if selection == "none":
        return np.arange(n)
    if selection == "forward":
        return forward(data.gram, data.cross[:, target], float(data.total[target]), min(features, n))
    if selection == "highest_weights":
        return highest_weights(data.gram, data.cross[:, target], features)
    if selection == "lasso_path":
        return lasso_path(data.gram, data.cross[:, target], len(data.rows), features)
    raise unknown("selection", selection, SELECTIONS)


def forward(gram: Floats, cross: Floats, total: float, features: int) -> Integers:
    """One unit after another, each time the one that raises R^2 of plain least squares most.

    What the chosen units explain is taken out of the others as it goes (a pivoted Cholesky factorisation of `gram`), so
    a candidate's gain is its remaining covariance with the values, squared, over its remaining variance: no refits.
    """
    variance, covariance = np.diag(gram).copy(), cross.copy()
    factor = np.zeros((len(gram), features))
    least = 1e-10 * max(float(variance.max(initial=0.0)), 1e-300)
    chosen: list[int] = []
    for step in range(features):
        free = variance > least
        gains = np.divide(covariance**2, variance, out=np.zeros_like(variance), where=free)
        gains = np.round(gains / total, 6) if total > 0 else np.zeros_like(gains)
        gains[chosen] = -1.0
        best = int(np.argmax(gains))
        chosen.append(best)
        if free[best]:
            column = (gram[:, best] - factor[:, :step] @ factor[best, :step]) / np.sqrt(variance[best])
            factor[:, step] = column
            covariance -= column * (covariance[best] / np.sqrt(variance[best]))
            variance -= column**2
    return np.array(chosen)


def highest_weights(gram: Floats, cross: Floats, features: int) -> Integers:
    """The units with the highest absolute weight in a ridge regression (penalty 0.01) on all of them."""
    weights = np.linalg.solve(gram + _RIDGE_OF_HIGHEST * np.eye(len(gram)), cross)
    return np.argsort(-np.round(np.abs(weights), 6), kind="stable")[:features]


def lasso_path(gram: Floats, cross: Floats, samples: int, features: int) -> Integers:
    """K-LASSO: the lasso path, scanned from its end to the first point with at most `features` non-zero weights."""
    # Not for the other ways to choose: scikit-learn takes a second to import.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import lars_path_gram

    largest = np.abs(cross).max(initial=0.0)
    if largest <= 1e-12 * samples:
        return np.arange(min(features, len(gram)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it ends early on collinear units; what it has is used
        _, _, path = lars_path_gram(np.round(cross / largest, 6), gram, n_samples=samples, method="lasso")
    counts = (path != 0).sum(axis=0)  # (points,)
    fitting = np.flatnonzero((counts <= features) & (np.arange(len(counts)) > 0))
    return np.flatnonzero(path[:, fitting[-1] if len(fitting) else -1])
