"""Control: the slope of a Parzen-window classifier of the model's answers (LIME paper, section 5.1)."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import clone
from sklearn.model_selection import cross_val_predict

from exegesis.core.types import Floats, Integers
from exegesis.explainers.parzen_window import ParzenWindow
from exegesis.trust.simulated.classifiers.folds import folds
from exegesis.trust.simulated.documents import Documents
from exegesis.trust.simulated.explainers import Classifier, WordExplainer, predicted, stacked
from exegesis.trust.simulated.table import Setting


@dataclass(frozen=True)
class ParzenWords:
    """The `k` words present whose presence the window's probability of the target depends on most, with that slope.

    The window stands in for the model: it has seen the model's labels of the training documents, and nothing else.
    """

    window: ParzenWindow
    k: int = 10

    def __call__(self, model: Classifier, rows: csr_matrix, targets: Integers, rng: np.random.Generator) -> csr_matrix:
        """(rows, vocabulary) of slopes, in probability of the target by word; the model is not asked."""
        columns: list[Integers] = []
        weights: list[Floats] = []
        for row, target in enumerate(targets):
            own = rows.indices[rows.indptr[row] : rows.indptr[row + 1]].astype(np.int64)
            slopes = self.window.slopes(own, int(target))
            best = np.argsort(-np.abs(slopes), kind="stable")[: self.k]
            columns.append(own[best])
            weights.append(slopes[best])
        return stacked(rows.shape, columns, weights)

    def probabilities(self, rows: csr_matrix) -> Floats:
        """(rows,) the window's own probability of class 1."""
        parts = np.split(rows.indices.astype(np.int64), rows.indptr[1:-1])
        return np.array([self.window.probability(own, 1) for own in parts])


def build(setting: Setting, train: Documents, model: Classifier, seed: int) -> WordExplainer:
    """A window over the training documents, labelled by the model where it was not trained on them."""
    return ParzenWords(fitted(train, labels_of(model, train)), setting.k)


def fitted(train: Documents, labels: Integers, sigma: float | None = None) -> ParzenWindow:
    """The window of `sigma`, or of the width (.1 .25 .5 .75 1 2 ... 10) that agrees most with labels left out.

    Of widths that agree equally the widest, where the authors' code takes the narrowest.
    """
    return ParzenWindow.fit(csr_array(train.counts), labels, sigma)


def labels_of(model: Classifier, train: Documents) -> Integers:
    """(train,) the model's answers by cross-validation in five parts, or in as many as the smaller class has documents.

    A model of several parts trained in its own way has `cross_validated(train)`; one that scikit-learn cannot train
    anew is asked for the documents as it stands.
    """
    own = getattr(model, "cross_validated", None)
    if callable(own):
        return np.asarray(own(train), dtype=np.int64)
    if not hasattr(model, "get_params") or not hasattr(model, "fit"):
        return predicted(model, train.counts)
    found = cross_val_predict(clone(model), train.counts, train.labels, cv=folds(train.labels))
    return np.asarray(found, dtype=np.int64)
