"""Array aliases whose names say their shapes, and the half-open character range.

Letters: B masks or rows, T targets, n units, P positions (word pieces of all windows, one after another),
D the width of an embedding, S points of a path, C the model's outputs.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Masks: TypeAlias = NDArray[np.bool_]  # (B, n)  True = the unit is kept
Values: TypeAlias = NDArray[np.float64]  # (B, T)
Scores: TypeAlias = NDArray[np.float64]  # (n,)  signed towards the target
TargetScores: TypeAlias = NDArray[np.float64]  # (T, n)
Outputs: TypeAlias = NDArray[np.float64]  # (B, C)
Points: TypeAlias = NDArray[np.float32]  # (S, P, D)
PointGradients: TypeAlias = NDArray[np.float32]  # (S, T, P, D)
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


class Span(NamedTuple):
    """A half-open range of characters in the user's own text."""

    start: int
    end: int
