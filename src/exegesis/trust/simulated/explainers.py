"""What an explainer of these experiments is: from a classifier and documents to a few signed words for each."""

from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.types import Floats, Integers

FORMS = ("paper", "code")  # what the paper says, or what the code of its figures does
LISTED = 1e-12  # the weight of a word that is listed although it changed nothing


class Classifier(Protocol):
    """Two classes, over rows of word presence."""

    def predict_proba(self, rows: csr_matrix) -> Any:
        """(n, 2) probabilities of rows (n, vocabulary)."""


class WordExplainer(Protocol):
    """Lists at most K words of each document, with signed weights towards its target."""

    def __call__(self, model: Classifier, rows: csr_matrix, targets: Integers, rng: np.random.Generator) -> csr_matrix:
        """(rows, vocabulary): weights for the class `targets[i]` of row i; a word without an entry is not listed."""


def stacked(shape: tuple[int, int], columns: list[Integers], weights: list[Floats]) -> csr_matrix:
    """Weights of each row's listed words as one matrix; a weight of exactly 0 would say "not listed" and is dropped."""
    ends = np.concatenate([[0], np.cumsum([len(one) for one in columns])])
    made = csr_matrix((np.concatenate([*weights, []]), np.concatenate([*columns, np.zeros(0, np.int64)]), ends), shape)
    made.eliminate_zeros()
    made.sort_indices()
    return made


def predicted(model: Classifier, rows: csr_matrix) -> Integers:
    """(n,) the likelier class of each row; the first of equals."""
    likelier: Integers = np.argmax(np.asarray(model.predict_proba(rows)), axis=1).astype(np.int64)
    return likelier
