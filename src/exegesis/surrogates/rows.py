"""What surrogates are fitted on: which features each row has, the model's number for it, and its weight."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.sparse import issparse

from exegesis.core.types import Floats, Integers, Masks


@dataclass(frozen=True)
class Rows:
    """`presence` (B, F) is a dense array of bools around one input, a sparse CSR matrix of them over texts.

    `groups` (B,) names rows that are the same thing (equal masks, equal texts): they must never be parted into fitted
    and held-out ones.
    """

    presence: Any
    values: Floats  # (B,)
    weights: Floats  # (B,)
    groups: Integers  # (B,)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def n_features(self) -> int:
        """How many features there are."""
        return int(self.presence.shape[1])

    def take(self, chosen: Masks | Integers) -> Self:
        """Some of the rows."""
        return replace(
            self,
            presence=self.presence[chosen],
            values=self.values[chosen],
            weights=self.weights[chosen],
            groups=self.groups[chosen],
        )

    def counts(self) -> Integers:
        """(F,) how many rows have each feature."""
        return np.asarray(self.presence.sum(axis=0), dtype=np.int64).reshape(-1)

    def columns(self, features: tuple[int, ...]) -> Masks:
        """(B, k) dense: the presence of these features."""
        part = self.presence[:, list(features)]
        return np.asarray(part.toarray() if issparse(part) else part, dtype=np.bool_)

    @property
    def shares(self) -> Floats:
        """(B,) the weights, summing to 1."""
        return np.asarray(self.weights / self.weights.sum())
