"""LIME's two ways to draw masks (Ribeiro, Singh, Guestrin 2016): how many units stay is uniform, which ones too.

Row 0 is always the original, all units kept. The two differ in the sizes they draw: the authors' experiment code
never removes everything, the `lime` package does.
"""

import numpy as np

from exegesis.sampling.paired import with_complements
from exegesis.types import Integers, Masks


def kept_uniform(n: int, samples: int, rng: np.random.Generator, *, paired: bool = False) -> Masks:
    """(samples, n): the number of kept units is uniform on 1..n-1, as in the experiments of the paper; needs n >= 2.

    Pairing leaves that distribution as it is: n - k is uniform on 1..n-1 when k is.
    """
    return _behind_original(rng.integers(1, n, _draws(samples, paired)), n, samples, rng, paired)


def removed_uniform(n: int, samples: int, rng: np.random.Generator, *, paired: bool = False) -> Masks:
    """(samples, n): the number of removed units is uniform on 1..n, as in the `lime` package 0.2.0.1.

    Pairing makes the sizes symmetric: 1..n-1 removed keep their probability 1/n each, while "all removed" gives half
    of its 1/n to its complement "none removed", a repetition of the original that costs no pass of its own.
    """
    return _behind_original(n - rng.integers(1, n + 1, _draws(samples, paired)), n, samples, rng, paired)


def subsets(sizes: Integers, n: int, rng: np.random.Generator) -> Masks:
    """(B, n): in row i `sizes[i]` of the n units are kept, every such subset being equally likely."""
    return rng.permuted(np.arange(n) < sizes[:, None], axis=1)


def _draws(samples: int, paired: bool) -> int:
    return samples // 2 if paired else samples - 1


def _behind_original(kept: Integers, n: int, samples: int, rng: np.random.Generator, paired: bool) -> Masks:
    masks = subsets(kept, n, rng)
    if paired:
        masks = with_complements(masks)[: samples - 1]
    return np.concatenate([np.ones((1, n), dtype=np.bool_), masks])
