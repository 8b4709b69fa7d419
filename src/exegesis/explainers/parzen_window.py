"""The Parzen-window classifier of word presence, its probabilities, slopes and leave-one-out agreement."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array
from scipy.special import softmax

from exegesis.core.types import Floats, Integers

SIGMAS = (0.1, 0.25, 0.5, 0.75, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


@dataclass(frozen=True)
class ParzenWindow:
    """P(c | x) = sum of exp(-|x - x_i|^2 / 2 sigma^2) over the texts i labelled c, divided by the sum over all texts.

    `presence` (m, words) holds 0 or 1; `agreement` is the share of texts whose label comes out right when they are left
    out, None if never computed. Only distances matter, so words that no text has change nothing.
    """

    presence: csr_array  # (m, words)
    labels: Integers  # (m,)
    sigma: float
    agreement: float | None = None

    @classmethod
    def fit(cls, presence: csr_array, labels: Integers, sigma: float | None = None) -> Self:
        """With `sigma`, or with that of `SIGMAS` which agrees most often with the labels (the widest of equals).

        The widest, where the authors' code takes the narrowest: slopes vanish in a window narrower than the distances.
        """
        distances = _between(presence)
        tried = SIGMAS if sigma is None else (sigma,)
        agreements = [_agreement(distances, labels, width) for width in tried]
        best = len(tried) - 1 - int(np.argmax(agreements[::-1]))
        return cls(presence, labels, tried[best], agreements[best])

    def closeness(self, columns: Integers) -> Floats:
        """(m,): each text's share of the window around the text that has exactly the words `columns`."""
        present = np.zeros(self.presence.shape[1])
        present[columns] = 1.0
        squared = self.presence.sum(axis=1) + len(columns) - 2 * (self.presence @ present)
        shares: Floats = softmax(-squared / (2 * self.sigma**2))
        return shares

    def probability(self, columns: Integers, label: int) -> float:
        """Of `label`, for the text that has exactly the words `columns`."""
        return float(self.closeness(columns)[self.labels == label].sum())

    def slopes(self, columns: Integers, label: int) -> Floats:
        """(len(columns),): derivative of `label`'s probability by the presence of each of the words that are there."""
        closeness = self.closeness(columns)
        own = closeness * (self.labels == label)
        pull = self.presence.T @ (own - own.sum() * closeness)  # (words,)
        slopes: Floats = pull[columns] / self.sigma**2
        return slopes


def _between(presence: csr_array) -> Floats:
    """(m, m): squared distances between the texts, infinite on the diagonal, where a text would vote for itself."""
    overlap: Floats = (presence @ presence.T).toarray()
    sizes = np.diag(overlap)
    distances: Floats = sizes[:, None] + sizes - 2 * overlap
    np.fill_diagonal(distances, np.inf)
    return distances


def _agreement(distances: Floats, labels: Integers, sigma: float) -> float:
    votes = softmax(-distances / (2 * sigma**2), axis=1) @ np.eye(int(labels.max()) + 1)[labels]  # (m, C)
    return float(np.mean(np.argmax(np.round(votes, 6), axis=1) == labels))
