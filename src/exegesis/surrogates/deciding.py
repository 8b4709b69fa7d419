"""On which side of a threshold a number stands."""

import numpy as np

from exegesis.core.types import Floats, Masks

_DECIMALS = 9  # a sum of weights that ought to be 0.5 may miss it by a rounding error


def above(numbers: Floats, threshold: float) -> Masks:
    """(B,) whether each number reaches the threshold, rounding errors aside."""
    return np.asarray(np.round(numbers, _DECIMALS) >= round(threshold, _DECIMALS), dtype=np.bool_)
