"""LIME's two ways to draw masks (Ribeiro, Singh, Guestrin 2016): how many units stay is uniform, which ones too.

Row 0 is always the original, all units kept. The two differ in the sizes they draw: the authors' experiment code
never removes everything, the `lime` package does. More samples of one stream begin with the same rows as fewer.
"""

import numpy as np

from exegesis.core.types import Floats, Integers, Masks
from exegesis.explainers.sampling.paired import with_complements
from exegesis.explainers.sampling.subsets import drawn


def kept_uniform(n: int, samples: int, rng: np.random.Generator, *, paired: bool = False) -> Masks:
    """(samples, n): the number of kept units is uniform on 1..n-1, as in the experiments of the paper; needs n >= 2.

    Pairing leaves that distribution as it is: n - k is uniform on 1..n-1 when k is.
    """
    masks = drawn(_draws(samples, paired), n, rng, lambda chance: 1 + _uniform(chance, n - 1))
    return _behind_original(masks, samples, paired)


def removed_uniform(n: int, samples: int, rng: np.random.Generator, *, paired: bool = False) -> Masks:
    """(samples, n): the number of removed units is uniform on 1..n, as in the `lime` package 0.2.0.1.

    Pairing makes the sizes symmetric: 1..n-1 removed keep their probability 1/n each, while "all removed" gives half
    of its 1/n to its complement "none removed", a repetition of the original that costs no pass of its own.
    """
    masks = drawn(_draws(samples, paired), n, rng, lambda chance: _uniform(chance, n))
    return _behind_original(masks, samples, paired)


def kept_by_coin(n: int, samples: int, rng: np.random.Generator, *, paired: bool = False) -> Masks:
    """(samples, n): each unit is kept with chance 1/2, as for images in the `lime` package 0.2.0.1."""
    return _behind_original(rng.random((_draws(samples, paired), n)) < 0.5, samples, paired)


def _uniform(chance: Floats, count: int) -> Integers:
    """Whole numbers 0..count-1 from numbers in [0, 1)."""
    return np.minimum((chance * count).astype(np.int64), count - 1)


def _draws(samples: int, paired: bool) -> int:
    return samples // 2 if paired else samples - 1


def _behind_original(masks: Masks, samples: int, paired: bool) -> Masks:
    if paired:
        masks = with_complements(masks)[: samples - 1]
    return np.concatenate([np.ones((1, masks.shape[1]), dtype=np.bool_), masks])
