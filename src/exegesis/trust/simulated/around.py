"""A classifier around one document: its probabilities where only some of the document's words are kept.

A linear model, a tree, or a classifier with a method `around(columns)` answers from the masks themselves, thousands a
millisecond; any other is asked through `predict_proba`, with the masks as sparse rows.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from exegesis.core.errors import ModelError
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.explainers import Classifier

Kept: TypeAlias = NDArray[np.float32]  # (B, m)  1 = the word is kept
Answers: TypeAlias = Callable[[Kept], Floats]  # (B,) probability of class 1

_CELLS_AT_ONCE = 2**22


def around(model: Classifier, columns: Integers, width: int) -> Answers:
    """How `model` answers about a document with the words `columns` of a vocabulary of `width`.

    A model's own `around(columns)` returns such a function; it must equal what `predict_proba` says.
    """
    own = getattr(model, "around", None)
    if callable(own):
        return _checked(own(columns), model)
    fitted: Any = model
    if type(fitted) is LogisticRegression and fitted.coef_.shape[0] == 1:
        return linear(fitted.coef_[0], float(fitted.intercept_[0]), columns)
    if type(fitted) is DecisionTreeClassifier:
        return _tree(fitted.tree_, columns)
    return _checked(_rows(model, columns, width), model)


def linear(weights: Floats, intercept: float, columns: Integers) -> Answers:
    """Of a logistic model with `weights` (vocabulary,): words without a weight are not even looked at."""
    used = np.flatnonzero(weights[columns])
    own = weights[columns[used]].astype(np.float32)
    if len(used) == len(columns):
        return lambda kept: np.asarray(expit((kept @ own).astype(np.float64) + intercept))
    return lambda kept: np.asarray(expit((kept[:, used] @ own).astype(np.float64) + intercept))


def _tree(tree: Any, columns: Integers) -> Answers:
    """Of a decision tree: the masks walk down together, and part where the tree asks for a word that is there."""
    place = {int(column): index for index, column in enumerate(columns)}
    values = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)

    def answers(kept: Kept) -> Floats:
        found = np.empty(len(kept))
        waiting = [(0, np.arange(len(kept)))]
        while waiting:
            node, rows = waiting.pop()
            left, right = int(tree.children_left[node]), int(tree.children_right[node])
            if left == right:  # a leaf
                found[rows] = values[node, 1]
                continue
            index = place.get(int(tree.feature[node]))
            present = np.zeros(len(rows)) if index is None else kept[rows, index]
            low = present <= tree.threshold[node]
            waiting += [(child, part) for child, part in ((left, rows[low]), (right, rows[~low])) if len(part)]
        return found

    return answers


def _rows(model: Classifier, columns: Integers, width: int) -> Answers:
    """Of any classifier, in batches of sparse rows."""

    def answers(kept: Kept) -> Floats:
        at_once = max(1, _CELLS_AT_ONCE // max(1, kept.shape[1]))
        parts = [_as_rows(kept[start : start + at_once], columns, width) for start in range(0, len(kept), at_once)]
        return np.concatenate([np.asarray(model.predict_proba(part), dtype=np.float64)[:, 1] for part in parts])

    return answers


def _as_rows(kept: Kept, columns: Integers, width: int) -> csr_matrix:
    rows, places = np.nonzero(kept)
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(kept)))])
    return csr_matrix((np.ones(len(places)), columns[places], ends), shape=(len(kept), width))


def _checked(answers: Answers, model: Classifier) -> Answers:
    """Answers that are no probabilities are told, not fitted."""

    def checked(kept: Kept) -> Floats:
        found = answers(kept)
        if found.shape != (len(kept),) or not np.isfinite(found).all():
            raise ModelError(f"{type(model).__name__} gave no finite probability for each row.")
        return found

    return checked
