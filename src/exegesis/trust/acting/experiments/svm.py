"""The support vector machine of the LIME paper's section 6, over word presence, quick to ask around a text.

RBF kernel; probabilities by Platt's logistic curve over decision values of cross-validation (as libsvm makes them).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers

C, GAMMA = 10.0, 0.001
_FOLDS = 5
_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class RbfSvm:
    """f(x) = sum over support vectors of alpha exp(-gamma |x - s|^2) + b; p = sigmoid(slope f + offset)."""

    support: Any  # CSC (vectors, words) of 0 and 1
    sizes: Floats  # (vectors,) words of each
    alphas: Floats  # (vectors,)
    intercept: float
    slope: float
    offset: float
    gamma: float

    def predict_proba(self, rows: Any) -> Floats:
        """(n, 2) of CSR rows of word presence."""
        dots = np.asarray((rows @ self.support.T).todense())
        positive = self._positive(dots, np.asarray(rows.sum(axis=1), dtype=np.float64).reshape(-1))
        return np.stack([1.0 - positive, positive], axis=1)

    def around(self, columns: Integers) -> Callable[[Any], Floats]:
        """How it answers about a text with the words `columns`, from masks (B, m) of what is kept of them: (B,)."""
        own = self.support[:, columns].toarray().astype(np.float32).T  # (m, vectors)
        used = np.flatnonzero(own.any(axis=0))

        def answers(kept: Any) -> Floats:
            parts = [kept[start : start + _ROWS_AT_ONCE] for start in range(0, len(kept), _ROWS_AT_ONCE)]
            return np.concatenate([self._around(np.asarray(part, dtype=np.float32), own, used) for part in parts])

        return answers

    def _around(self, kept: Any, own: Any, used: Integers) -> Floats:
        """Kernel = exp(-gamma |x|) exp(-gamma |s|) exp(2 gamma x.s); vectors that share no word have x.s = 0."""
        pull = self.alphas * np.exp(-self.gamma * self.sizes)  # (vectors,)
        grown = np.expm1(np.float32(2 * self.gamma) * (kept @ own[:, used]))
        inner = (grown @ pull[used].astype(np.float32)).astype(np.float64) + pull.sum()
        decision = np.exp(-self.gamma * kept.sum(axis=1, dtype=np.float64)) * inner + self.intercept
        return np.asarray(expit(self.slope * decision + self.offset))

    def _positive(self, dots: Floats, sizes: Floats) -> Floats:
        kernel = np.exp(-self.gamma * (sizes[:, None] + self.sizes[None, :] - 2 * dots))
        return np.asarray(expit(self.slope * (kernel @ self.alphas + self.intercept) + self.offset))


def fit(rows: Any, labels: Integers, c: float = C, gamma: float = GAMMA) -> RbfSvm:
    """Train on CSR rows of 0 and 1. `InputError` where no row has a word, or a class has too few rows."""
    if rows.nnz == 0:
        raise InputError("no training text has a word left: the vocabulary is empty; mark fewer words.")
    if np.bincount(labels, minlength=2).min() < _FOLDS:
        raise InputError(f"each class needs at least {_FOLDS} training texts.")
    sizes = np.asarray(rows.sum(axis=1), dtype=np.float64).reshape(-1)
    dots = np.asarray((rows @ rows.T).todense())
    kernel = np.exp(-gamma * (sizes[:, None] + sizes[None, :] - 2 * dots))
    machine = _machine(kernel, labels, c)
    slope, offset = _platt(_held_out(kernel, labels, c), labels)
    support = machine.support_
    return RbfSvm(
        rows[support].tocsc(), sizes[support], machine.dual_coef_[0], float(machine.intercept_[0]), slope, offset, gamma
    )


def accuracy(model: RbfSvm, rows: Any, labels: Integers) -> float:
    """Share of rows whose likelier class is their label."""
    return float(np.mean(model.predict_proba(rows).argmax(axis=1) == labels))


def _machine(kernel: Floats, labels: Integers, c: float) -> Any:
    from sklearn.svm import SVC

    return SVC(C=c, kernel="precomputed").fit(kernel, labels)


def _held_out(kernel: Floats, labels: Integers, c: float) -> Floats:
    """The decision value of each row by a machine that was not trained on it."""
    from sklearn.model_selection import StratifiedKFold

    found = np.zeros(len(labels))
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(kernel, labels):
        found[test] = _machine(kernel[np.ix_(train, train)], labels[train], c).decision_function(
            kernel[np.ix_(test, train)]
        )
    return found


def _platt(values: Floats, labels: Integers) -> tuple[float, float]:
    """The logistic curve of the labels over decision values, with Platt's softened targets (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    counts = np.bincount(labels, minlength=2)
    hope = np.where(labels == 1, (counts[1] + 1) / (counts[1] + 2), 1 / (counts[0] + 2))
    twice, sides = np.concatenate([values, values])[:, None], np.repeat([1, 0], len(values))
    curve = LogisticRegression(C=1e8).fit(twice, sides, sample_weight=np.concatenate([hope, 1 - hope]))
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])
