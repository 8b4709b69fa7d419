"""Nearest neighbours over word presence, exact, with only those training documents looked at that can be near."""

from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.around import Answers, Kept

_ROWS_AT_ONCE = 4096
_EXACT = 2**24  # whole numbers up to it are exact in float32


class NearestNeighbours(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """The share of class 1 among the `k` nearest training documents (Euclidean), as KNeighborsClassifier does.

    Distances of word sets are whole numbers, so ties are common; they go by an order of the training documents that is
    shuffled once, not by the class that happened to stand first.
    """

    def __init__(self, k: int = 5) -> None:
        self.k = k

    def fit(self, rows: csr_matrix, labels: Integers) -> Self:
        """Remember the documents, shuffled."""
        if rows.shape[0] < self.k:
            raise InputError(f"{self.k} nearest neighbours need {self.k} training documents, not {rows.shape[0]}.")
        order = np.random.default_rng(0).permutation(rows.shape[0])
        self.classes_ = np.array([0, 1])
        self.rows_ = csr_matrix(rows)[order]
        self.sizes_ = np.diff(self.rows_.indptr).astype(np.int64)
        # Distance first, then the place in the order, then the label: one whole number that sorts and tells.
        self.scale_ = 2 * len(order)
        self.tails_ = 2 * np.arange(len(order)) + np.asarray(labels)[order]
        return self

    def predict_proba(self, rows: csr_matrix) -> Floats:
        """(n, 2)."""
        parts = [self._of(rows[start : start + 512]) for start in range(0, rows.shape[0], 512)]
        positive = np.concatenate([*parts, np.zeros(0)])
        return np.column_stack([1.0 - positive, positive])

    def predict(self, rows: csr_matrix) -> Integers:
        """(n,)"""
        return np.asarray(np.argmax(self.predict_proba(rows), axis=1), dtype=np.int64)

    def around(self, columns: Integers) -> Answers:
        """Answers for subsets of the words `columns`.

        A subset z of the document x has |t - z|^2 = |z|^2 + |t|^2 - 2 z.t, and z.t is at most x.t; so a training
        document t with |t|^2 - 2 x.t above the k-th smallest |t|^2 is never among the k nearest.
        """
        shared = self.rows_[:, columns].toarray()  # (train, m)
        least = np.partition(self.sizes_, self.k - 1)[self.k - 1]
        near = np.flatnonzero(self.sizes_ - 2 * shared.sum(axis=1) <= least)
        head, tails = self.sizes_[near], self.tails_[near]
        exact = (int(head.max()) + 2 * len(columns) + 1) * self.scale_ < _EXACT
        kind: Any = np.float32 if exact else np.float64
        weights = (-2.0 * self.scale_ * shared[near].T).astype(kind)
        offsets = (head * self.scale_ + tails).astype(kind)

        def answers(kept: Kept) -> Floats:
            starts = range(0, len(kept), _ROWS_AT_ONCE)
            parts = [kept[start : start + _ROWS_AT_ONCE].astype(kind) @ weights + offsets for start in starts]
            return np.concatenate([self._share(part) for part in parts])

        return answers

    def _of(self, rows: csr_matrix) -> Floats:
        shared = np.asarray((rows @ self.rows_.T).todense())
        return self._share((self.sizes_ - 2.0 * shared) * self.scale_ + self.tails_)

    def _share(self, keys: Any) -> Floats:
        """Keys (n, documents) to the share of class 1 among the k smallest."""
        nearest = np.partition(keys, self.k - 1, axis=1)[:, : self.k]
        return np.asarray(np.mod(nearest, 2.0).mean(axis=1), dtype=np.float64)
