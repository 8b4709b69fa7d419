"""Control: words drawn by chance (LIME paper, section 5.1)."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.types import Floats, Integers
from exegesis.trust.simulated.explainers import Classifier, stacked


@dataclass(frozen=True)
class RandomWords:
    """K draws with replacement from the document's words, so that often fewer are listed; every weight is 1."""

    k: int = 10

    def __call__(self, model: Classifier, rows: csr_matrix, targets: Integers, rng: np.random.Generator) -> csr_matrix:
        """(rows, vocabulary) of ones; the model is not asked."""
        columns: list[Integers] = []
        weights: list[Floats] = []
        for row in range(rows.shape[0]):
            own = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
            drawn = np.unique(rng.choice(own, self.k)) if len(own) else own
            columns.append(drawn.astype(np.int64))
            weights.append(np.ones(len(drawn)))
        return stacked(rows.shape, columns, weights)
