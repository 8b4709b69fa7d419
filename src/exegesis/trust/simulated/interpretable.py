"""Models that are themselves interpretable, and the words they really use (LIME paper, section 5.2)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sklearn
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.trust.simulated.documents import Documents

_STRENGTHS = tuple(round(0.1 - 0.01 * step, 2) for step in range(10))  # the paper's values of C


def sparse_logistic(train: Documents, k: int = 10) -> LogisticRegression:
    """L1 logistic regression, C lowered .10, .09 ... .01 until every training document has at most `k` active words."""
    for strength in _STRENGTHS:
        model = LogisticRegression(solver="liblinear", C=strength, random_state=1, **_lasso()).fit(
            train.counts, train.labels
        )
        if np.diff(linear_gold(model.coef_[0], train.counts).indptr).max() <= k:
            return model
    raise InputError(
        f"no C from .10 to .01 leaves at most {k} active words in every training document; "
        "raise k, or give shorter texts."
    )


def tree(train: Documents, k: int = 10) -> DecisionTreeClassifier:
    """A decision tree grown to its end, random_state 1; the paper caps nothing here."""
    return DecisionTreeClassifier(random_state=1).fit(train.counts, train.labels)


MODELS: dict[str, Callable[[Documents, int], Any]] = {"logistic": sparse_logistic, "tree": tree}


def gold(model: Any, rows: csr_matrix) -> csr_matrix:
    """(n, vocabulary) of ones: the words of each row that the model really uses for it.

    Those with a coefficient that is not 0, or that stand on the row's decision path; `UnsupportedError` for a model
    that has neither.
    """
    if getattr(model, "tree_", None) is not None:
        return tree_gold(model, rows)
    coefficients = np.asarray(getattr(model, "coef_", np.zeros(0)))
    if coefficients.size == rows.shape[1]:
        return linear_gold(coefficients.reshape(-1), rows)
    raise UnsupportedError(
        f"{type(model).__name__} has no coefficients and is no tree, so nobody knows the words it uses; "
        "give a linear model or a decision tree, or measure with `exegesis trust predictions`."
    )


def linear_gold(coefficients: Any, rows: csr_matrix) -> csr_matrix:
    """The words present whose coefficient (vocabulary,) is not 0."""
    return _marked(rows.multiply(coefficients != 0))


def tree_gold(model: DecisionTreeClassifier, rows: csr_matrix) -> csr_matrix:
    """The words present that the row's way from the root to its leaf asks for."""
    paths = model.decision_path(rows.astype(np.float32))  # (n, nodes)
    asked = np.flatnonzero(model.tree_.feature >= 0)
    words = model.tree_.feature[asked]
    uses = csr_matrix((np.ones(len(asked)), (asked, words)), shape=(model.tree_.node_count, rows.shape[1]))
    return _marked(rows.multiply(paths @ uses))


def _marked(used: Any) -> csr_matrix:
    made = csr_matrix(used)
    made.eliminate_zeros()
    made.data = np.ones_like(made.data)
    return made


def _lasso() -> dict[str, Any]:
    """How this version of scikit-learn is told to use the L1 norm."""
    version = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
    return {"l1_ratio": 1.0} if version >= (1, 8) else {"penalty": "l1"}
