"""Word vectors made on the spot from which words share documents: positive pointwise information, then an SVD."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.utils.extmath import randomized_svd

from exegesis.core.errors import InputError
from exegesis.trust.simulated.documents import Documents

LEAST = 3  # documents a word must stand in to get a vector
_SMOOTHING = 0.75  # of the documents' sizes, as word2vec does for contexts


@dataclass(frozen=True)
class WordVectors:
    """`vectors` (vocabulary, size) float32; a word without one has zeros and is not `known` (vocabulary,)."""

    vectors: NDArray[np.float32]
    known: NDArray[np.bool_]


def trained(train: Documents, others: Iterable[Documents] = (), size: int = 300, seed: int = 0) -> WordVectors:
    """Vectors for the words of `train`, from its documents and those of `others`; their labels are not looked at.

    M[word, document] = max(0, log(P(word, document) / (P(word) P(document)^.75 normalised))); the vectors are U sqrt(S)
    of its truncated SVD, each scaled to length 1. Words in fewer than three documents get none.
    """
    counts = _together([train, *others])
    often = np.flatnonzero(np.asarray((counts > 0).sum(axis=0)).reshape(-1) >= LEAST)
    size = min(size, len(often) - 1, counts.shape[0] - 1)
    if size < 1:
        raise InputError("too few documents for word vectors; give more, or another classifier.")
    left, heights, _ = randomized_svd(_information(counts[:, often]), size, n_iter=3, random_state=seed)
    made = left * np.sqrt(heights)
    made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-12)
    vectors = np.zeros((len(train.words), size), dtype=np.float32)
    inside = often < len(train.words)
    vectors[often[inside]] = made[inside]
    known = np.zeros(len(train.words), dtype=np.bool_)
    known[often[inside]] = True
    return WordVectors(vectors, known)


def _together(sets: list[Documents]) -> csr_matrix:
    """(documents of all, words of all): the words of the first set come first, in its order."""
    place: dict[str, int] = {}
    rows: list[Any] = []
    columns: list[Any] = []
    start = 0
    for one in sets:
        mapped = np.array([place.setdefault(word, len(place)) for word in one.words], dtype=np.int64)
        found = one.counts.tocoo()
        rows.append(found.row + start)
        columns.append(mapped[found.col])
        start += len(one)
    where = (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix((np.ones(len(where[0])), where), shape=(start, len(place)))


def _information(counts: csr_matrix) -> csr_matrix:
    """(words, documents) of positive pointwise mutual information."""
    words = np.asarray(counts.sum(axis=0)).reshape(-1)
    sizes = np.asarray(counts.sum(axis=1)).reshape(-1) ** _SMOOTHING
    ratio = csr_matrix(diags(1.0 / words) @ counts.T @ diags(sizes.sum() / np.maximum(sizes, 1e-12)))
    ratio.data = np.maximum(np.log(ratio.data), 0.0)
    ratio.eliminate_zeros()
    return ratio
