"""Sparse LIME over bags of words, as in the experiments of its paper, made for thousands of documents.

What makes it fast: masks depend on a document's number of words alone, so documents of equal length share them and
their weighted Gram matrix Z'WZ, and documents of similar length the random numbers behind them. What remains for each
is its answers, Z'Wy and a short lasso path, which needs no more than these. The errors of documents explained
together are then not independent; each one's own distribution is what separate draws would give it.
"""

import warnings
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lars_path_gram

from exegesis.core.errors import unknown
from exegesis.core.types import Floats, Integers
from exegesis.explainers.lime_surrogate import distances
from exegesis.trust.simulated.around import Kept, around
from exegesis.trust.simulated.explainers import FORMS, LISTED, Classifier, stacked
from exegesis.trust.simulated.lime_masks import MaskNumbers

_RHO = 25.0
_TOGETHER = 64  # documents that share random numbers
_BEYOND = 6  # steps of the lasso path past the k-th


@dataclass(frozen=True)
class LimeWords:
    """K-LASSO LIME (paper, algorithm 1): weights of at most `k` words.

    `samples` masks, the whole document first; the number of kept words is uniform on 1..n-1; D is 100 times the cosine
    distance and pi(z) = exp(-D^2 / rho^2) with rho = 25; the target's probability less its plain mean, no intercept;
    the lasso path scanned from its end to the first point with at most `k` words, then unpenalised least squares.
    A document of one word is scored by its removal; one without words has no explanation.

    Where the target never varies there is no path, and no word is listed. `form` "code" then lists every word of the
    document, more than `k`, as the authors' code does (its loop over the path's points has none to stop at).
    """

    k: int = 10
    samples: int = 15000
    form: str = "paper"

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise unknown("form of LIME", self.form, FORMS)

    def __call__(self, model: Classifier, rows: csr_matrix, targets: Integers, rng: np.random.Generator) -> csr_matrix:
        """(rows, vocabulary) of weights, in probability of the target."""
        parts = np.split(rows.indices.astype(np.int64), rows.indptr[1:-1])[
            : rows.shape[0]
        ]  # the words of each document
        columns: list[Integers] = [one[:0] for one in parts]
        weights: list[Floats] = [np.zeros(0) for _ in parts]
        order = sorted((row for row, own in enumerate(parts) if len(own)), key=lambda row: len(parts[row]))
        for start in range(0, len(order), _TOGETHER):
            together = order[start : start + _TOGETHER]
            numbers = MaskNumbers.draw(len(parts[together[-1]]), self.samples, rng)
            for size, equal in groupby(together, key=lambda row: len(parts[row])):
                sample = Sample.of(numbers, size, rng)
                for row in equal:
                    positive = around(model, parts[row], rows.shape[1])(sample.kept)
                    places, weights[row] = self._fit(sample, positive if targets[row] == 1 else 1.0 - positive)
                    columns[row] = parts[row][places]
        return stacked(rows.shape, columns, weights)

    def _fit(self, sample: "Sample", values: Floats) -> tuple[Integers, Floats]:
        places, weights = sample.fit(values, self.k)
        if not len(places) and self.form == "code":
            return np.arange(len(sample.gram)), np.full(len(sample.gram), LISTED)
        return places, weights


@dataclass(frozen=True)
class Sample:
    """Masks over n words, row 0 keeping all, with what least squares needs of them."""

    kept: Kept  # (B, n)
    pull: Floats  # (B,) pi of each mask
    gram: Floats  # (n, n) Z'WZ

    @classmethod
    def draw(cls, n: int, samples: int, rng: np.random.Generator) -> "Sample":
        """`samples` masks of their own; a single word has only two."""
        return cls.of(MaskNumbers.draw(n, samples, rng), n, rng)

    @classmethod
    def of(cls, numbers: MaskNumbers, n: int, rng: np.random.Generator) -> "Sample":
        """Masks over n words made of `numbers`; a single word has only two."""
        kept = np.array([[1.0], [0.0]], dtype=np.float32) if n == 1 else numbers.masks(n, rng)
        counts = np.rint(kept @ np.ones(n, dtype=np.float32)).astype(np.int64)
        by_count = np.exp(-((distances(np.tri(n + 1, n, -1, dtype=np.bool_)) / _RHO) ** 2))
        pull = by_count[counts]
        scaled = kept * np.sqrt(pull).astype(np.float32)[:, None]
        return cls(kept, pull, (scaled.T @ scaled).astype(np.float64))

    def fit(self, values: Floats, k: int) -> tuple[Integers, Floats]:
        """(places, weights) of at most `k` words for the masks' `values` (B,)."""
        if len(self.gram) == 1:
            return np.zeros(1, np.int64), np.array([values[0] - values[1]])
        weighted = (self.pull * (values - values.mean())).astype(np.float32)
        cross = (weighted @ self.kept).astype(np.float64)
        places = k_lasso(self.gram, cross, len(self.kept), k)
        return places, np.linalg.lstsq(self.gram[np.ix_(places, places)], cross[places], rcond=1e-10)[0]


def k_lasso(gram: Floats, cross: Floats, samples: int, k: int) -> Integers:
    """The words at the last point of the lasso path with at most `k` of them; none for a target that never varies.

    The path is not followed to its end but until it has clearly left `k` words behind: at `k` + 6 steps, or where
    words were dropped again on the way, at thrice as many.
    """
    if np.abs(cross).max() <= 1e-7 * samples:
        return np.zeros(0, np.int64)
    path = _path(gram, cross, samples, k + _BEYOND)
    if (path[:, -1] != 0).sum() < min(k + _BEYOND - 2, len(cross)):
        path = _path(gram, cross, samples, 3 * (k + _BEYOND))
    fitting = np.flatnonzero((path != 0).sum(axis=0) <= k)
    return np.flatnonzero(path[:, fitting[-1]])


def _path(gram: Floats, cross: Floats, samples: int, steps: int) -> Floats:
    """(n, points) coefficients along the lasso path, `steps` steps of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it ends early on collinear words; what it has is used
        largest = np.abs(cross).max()
        found = lars_path_gram(cross / largest, gram, n_samples=samples, method="lasso", max_iter=steps)
    path: Floats = found[2]
    return path
