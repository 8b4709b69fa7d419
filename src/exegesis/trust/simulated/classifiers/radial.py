"""A support vector machine with a radial kernel over word presence, and Platt's probabilities."""

from typing import Self

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import SVC

from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.around import Answers, Kept
from exegesis.trust.simulated.classifiers.folds import folds

_ROWS_AT_ONCE = 2048


class RadialSvm(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """SVC (RBF) with a sigmoid fitted to its values by cross-validation in `folds` parts.

    As `SVC(probability=True)` of old, but its prediction is the likelier class and not the side of the margin.
    """

    def __init__(self, C: float = 10.0, gamma: float = 0.001, folds: int = 5) -> None:
        self.C = C
        self.gamma = gamma
        self.folds = folds

    def fit(self, rows: csr_matrix, labels: Integers) -> Self:
        """Fit the machine on all documents, and the sigmoid on values that parts of them give to the others."""
        machine = SVC(C=self.C, gamma=self.gamma, kernel="rbf")
        parts = folds(labels, self.folds)
        self.model_ = CalibratedClassifierCV(machine, ensemble=False, cv=parts, method="sigmoid").fit(rows, labels)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, rows: csr_matrix) -> Floats:
        """(n, 2)."""
        return np.asarray(self.model_.predict_proba(rows))

    def predict(self, rows: csr_matrix) -> Integers:
        """(n,)"""
        return np.asarray(np.argmax(self.predict_proba(rows), axis=1), dtype=np.int64)

    def around(self, columns: Integers) -> Answers:
        """Answers for subsets z of the words `columns`: |t - z|^2 = |z|^2 + |t|^2 - 2 z.t, with few products."""
        calibrated = self.model_.calibrated_classifiers_[0]
        machine, sigmoid = calibrated.estimator, calibrated.calibrators[0]
        vectors = csr_matrix(machine.support_vectors_)
        sizes = np.diff(vectors.indptr)
        duals = machine.dual_coef_
        heights = np.asarray(duals.todense() if hasattr(duals, "todense") else duals).reshape(-1)
        heights = heights * np.exp(-self.gamma * sizes)
        whole, small = float(heights.sum()), heights.astype(np.float32)  # exp(u) = 1 + small: the 1 in full precision
        weights = (2 * self.gamma * vectors[:, columns].toarray().T).astype(np.float32)  # (m, vectors)
        constant = float(machine.intercept_[0])

        def answers(kept: Kept) -> Floats:
            parts = []
            for start in range(0, len(kept), _ROWS_AT_ONCE):
                rows = kept[start : start + _ROWS_AT_ONCE]
                shared = rows @ weights
                np.exp(shared, out=shared)
                shared -= 1.0
                values = whole + (shared @ small).astype(np.float64)
                parts.append(values * np.exp(-self.gamma * rows.sum(axis=1)))
            found = np.concatenate(parts) + constant
            return np.asarray(expit(-(sigmoid.a_ * found + sigmoid.b_)))

        return answers
