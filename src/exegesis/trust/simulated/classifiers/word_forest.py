"""A random forest over word presence, asked around a document: only nodes about its words part the masks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_predict

from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.around import Answers, Kept
from exegesis.trust.simulated.classifiers.folds import folds
from exegesis.trust.simulated.documents import Documents


class WordForest:
    """The mean of trees (`tree_` of scikit-learn's) over rows of 0 and 1, as its forest gives. `depth`: their limit."""

    def __init__(self, trees: Sequence[Any], depth: int | None = None) -> None:
        self.trees = [_Tree(tree) for tree in trees]
        self.depth = depth

    def cross_validated(self, train: Documents) -> Integers:
        """(train,) answers in five parts, by forests grown in the same way."""
        forest = RandomForestClassifier(len(self.trees), max_depth=self.depth, random_state=len(train))
        return np.asarray(cross_val_predict(forest, train.counts, train.labels, cv=folds(train.labels)), dtype=np.int64)

    def predict_proba(self, rows: csr_matrix) -> Floats:
        """(n, 2)."""
        dense = csr_matrix(rows, dtype=np.float32)
        positive = np.mean([tree.answers(dense) for tree in self.trees], axis=0)
        return np.column_stack([1.0 - positive, positive])

    def around(self, columns: Integers) -> Answers:
        """Answers for subsets of the words `columns`."""
        place = {int(column): index for index, column in enumerate(columns)}
        used = sorted({place[word] for tree in self.trees for word in tree.words if word in place})
        rank = {int(columns[index]): number for number, index in enumerate(used)}

        def answers(kept: Kept) -> Floats:
            masks = np.ascontiguousarray(kept[:, used].T)  # (used, B)
            total = np.zeros(len(kept), dtype=np.float64)
            for tree in self.trees:
                total += tree.around(rank, masks)
            return total / len(self.trees)

        return answers


class _Tree:
    """A fitted tree as plain lists: children, the word asked for (-1 at a leaf), the probability of class 1."""

    def __init__(self, tree: Any) -> None:
        values = tree.value[:, 0, :]
        self.tree = tree
        self.left: list[int] = tree.children_left.tolist()
        self.right: list[int] = tree.children_right.tolist()
        self.word: list[int] = tree.feature.tolist()
        self.value: list[float] = (values[:, 1] / values.sum(axis=1)).tolist()
        self.words = {word for word in self.word if word >= 0}

    def answers(self, rows: csr_matrix) -> Floats:
        """(n,) of sparse float32 rows."""
        return np.asarray(np.array(self.value)[self.tree.apply(rows)])

    def around(self, rank: dict[int, int], masks: NDArray[np.float32], node: int = 0) -> Any:
        """(B,) probabilities of class 1, or one number where the masks make no difference."""
        word = self.word[node]
        while word >= 0 and word not in rank:  # an absent word
            node = self.left[node]
            word = self.word[node]
        if word < 0:
            return self.value[node]
        absent, present = self.around(rank, masks, self.left[node]), self.around(rank, masks, self.right[node])
        return absent + masks[rank[word]] * (present - absent)
