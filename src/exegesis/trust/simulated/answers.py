"""A classifier's answers to whole documents, checked."""

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.core.errors import ModelError
from exegesis.core.types import Floats
from exegesis.trust.simulated.explainers import Classifier


def positive(model: Classifier, rows: csr_matrix) -> Floats:
    """(n,) probabilities of class 1; a `ModelError` where a classifier gives something else."""
    found = np.asarray(model.predict_proba(rows), dtype=np.float64)
    if found.shape != (rows.shape[0], 2) or not np.isfinite(found).all():
        raise ModelError(f"{type(model).__name__} gave no two finite probabilities for each document.")
    return np.asarray(found[:, 1])
