"""Which predictions a simulated user mistrusts, and how right that is (LIME paper, section 5.3)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from exegesis.core.errors import unknown
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.explained import ExplainedDocument

COMPARE = ("paper", "code")
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class TrustAgreement:
    """Precision, recall and F1 of a user's trust against the oracle's, trustworthy as the positive class."""

    precision: float
    recall: float
    f1: float


def changed(before: Floats, after: Floats) -> Flags:
    """Whether a probability of class 1 changed side; .5 belongs to class 0."""
    return np.asarray((before > 0.5) != (after > 0.5))


def mistrusted(found: ExplainedDocument, unworthy: Integers, probabilities: Floats, compare: str = "paper") -> Flags:
    """(documents,) which predictions the user mistrusts who holds the words `unworthy` for untrustworthy.

    With weights: the explanation's own prediction less the weights of those words is on the other side than, in the
    paper, that own prediction, and in the authors' code, for LIME, the model's (`probabilities`, of class 1). A mere
    list of words: one of them is listed.
    """
    if compare not in COMPARE:
        raise unknown("form of comparison", compare, COMPARE)
    marks = np.zeros(found.weights.shape[1])
    marks[unworthy] = 1.0
    if found.own is None:
        return np.asarray(_listed(found.weights) @ marks > 0)
    before = found.own if compare == "paper" or found.own_alone else probabilities
    return changed(before, found.own - found.weights @ marks)


def agreement(mistrusted: Flags, unworthy: Flags) -> TrustAgreement:
    """The user's mistrust against the oracle's verdict, both (documents,); 0 where nothing is trusted or worthy."""
    right = int((~mistrusted & ~unworthy).sum())
    trusted, worthy = int((~mistrusted).sum()), int((~unworthy).sum())
    precision, recall = right / trusted if trusted else 0.0, right / worthy if worthy else 0.0
    return TrustAgreement(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def _listed(weights: csr_matrix) -> csr_matrix:
    return csr_matrix((np.ones(len(weights.data)), weights.indices, weights.indptr), weights.shape)
