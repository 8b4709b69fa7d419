"""Small sets of documents with known words."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from exegesis.core.types import Floats
from exegesis.trust.simulated.documents import Documents


def reviews(documents: int = 120, words: int = 30, length: int = 12, seed: int = 0) -> Documents:
    """Random documents; the word 0 stands in positive ones, the word 1 in negative ones, most of the time."""
    rng = np.random.default_rng(seed)
    labels = np.arange(documents) % 2
    dense = rng.random((documents, words)) < length / words
    telling = rng.random((documents, 2)) < 0.85
    dense[:, 0] = telling[:, 0] & (labels == 1)
    dense[:, 1] = telling[:, 1] & (labels == 0)
    return Documents(csr_matrix(dense.astype(np.float64)), labels, tuple(f"word{i:02}" for i in range(words)))


def logistic(weights: Floats, intercept: float = 0.0) -> LogisticRegression:
    """A logistic regression with the weights given."""
    model = LogisticRegression()
    model.coef_, model.intercept_ = np.array([weights], dtype=np.float64), np.array([intercept])
    model.classes_, model.n_features_in_ = np.array([0, 1]), len(weights)
    return model


def row(*present: int) -> csr_matrix:
    """One document, of presences 0 and 1."""
    return csr_matrix(np.array([present], dtype=np.float64))


def present_only(listed: csr_matrix, rows: csr_matrix) -> bool:
    """Whether each row lists words of its own document only."""
    return not ((listed.toarray() != 0) & (rows.toarray() == 0)).any()
