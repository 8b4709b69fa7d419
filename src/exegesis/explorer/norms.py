"""Norm-weighted attention from inner products: no vectors need be kept (Kobayashi et al. 2020)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.types import Floats


def norms(weights: NDArray[Any], products: NDArray[Any], signs: Floats) -> Floats:
    """|sum_h w_h a_h(q, k) f_h(k)| of each cell: (Q, K).

    `weights`: a, (h, Q, K); `products`: f_h(k) . f_g(k), (K, h, h); `signs`: w, (h,).
    """
    scaled = (weights.astype(np.float64) * signs[:, None, None]).transpose(2, 1, 0)  # (K, Q, h)
    squared = ((scaled @ products.astype(np.float64)) * scaled).sum(axis=-1)
    found: Floats = np.sqrt(np.maximum(squared, 0.0)).T  # rounding may leave a square just below 0
    return found
