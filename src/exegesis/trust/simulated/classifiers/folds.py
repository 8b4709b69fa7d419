"""Into how many parts labelled documents can be cut for cross-validation."""

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Integers

FOLDS = 5


def folds(labels: Integers, most: int = FOLDS) -> int:
    """`most`, or as many as the smaller class has documents; an `InputError` for fewer than two."""
    parts = min(most, *np.bincount(labels, minlength=2).tolist())
    if parts < 2:
        raise InputError("cross-validation needs two training documents of each class; give more documents.")
    return int(parts)
