"""A random forest on the average of a document's word vectors."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_predict

from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.around import Answers, Kept
from exegesis.trust.simulated.classifiers.folds import folds
from exegesis.trust.simulated.classifiers.word_vectors import WordVectors
from exegesis.trust.simulated.documents import Documents

_ROWS_AT_ONCE = 8192
_TREES_TO_VALIDATE = 200


class AveragedForest:
    """`trees` trees, class weights balanced by subsample, on the mean vector of the words that have one.

    A document without such words is at the origin, as in the authors' code.
    """

    def __init__(self, vectors: WordVectors, trees: int = 1000, seed: int = 1) -> None:
        self.vectors = vectors
        self.trees = trees
        self.seed = seed

    def fit(self, rows: csr_matrix, labels: Integers) -> Self:
        """Grow the trees."""
        forest = self._forest(self.trees).fit(self.averages(rows), labels)
        self._trees = [one.tree_ for one in forest.estimators_]
        self._leaves = [_positive(tree) for tree in self._trees]
        return self

    def averages(self, rows: csr_matrix) -> NDArray[np.float32]:
        """(n, size) mean vectors."""
        counts = rows @ self.vectors.known.astype(np.float64)
        sums = np.asarray(rows @ self.vectors.vectors)
        return np.asarray(sums / np.maximum(counts, 1.0)[:, None], dtype=np.float32)

    def predict_proba(self, rows: csr_matrix) -> Floats:
        """(n, 2)."""
        positive = self._of(self.averages(rows))
        return np.column_stack([1.0 - positive, positive])

    def cross_validated(self, train: Documents) -> Integers:
        """(train,) answers in five parts, by forests of at most 200 trees."""
        forest = self._forest(min(self.trees, _TREES_TO_VALIDATE))
        found = cross_val_predict(forest, self.averages(train.counts), train.labels, cv=folds(train.labels))
        return np.asarray(found, dtype=np.int64)

    def around(self, columns: Integers) -> Answers:
        """Answers for subsets of the words `columns`, whose vectors are fetched once."""
        known = self.vectors.known[columns]
        own = self.vectors.vectors[columns[known]]

        def answers(kept: Kept) -> Floats:
            parts = []
            for start in range(0, len(kept), _ROWS_AT_ONCE):
                rows = np.ascontiguousarray(kept[start : start + _ROWS_AT_ONCE][:, known])
                sums = rows @ own / np.maximum(rows.sum(axis=1), 1.0)[:, None]
                parts.append(self._of(np.ascontiguousarray(sums, dtype=np.float32)))
            return np.concatenate(parts)

        return answers

    def _forest(self, trees: int) -> Any:
        return RandomForestClassifier(trees, class_weight="balanced_subsample", random_state=self.seed)

    def _of(self, averages: NDArray[np.float32]) -> Floats:
        """(n,) of mean vectors (n, size): the trees one after another, without what scikit-learn does around them."""
        total = np.zeros(len(averages))
        for tree, leaves in zip(self._trees, self._leaves, strict=True):
            total += leaves[tree.apply(averages)]
        return np.asarray(total / len(self._trees))


def _positive(tree: Any) -> Floats:
    values = tree.value[:, 0, :]
    return np.asarray(values[:, 1] / values.sum(axis=1))
