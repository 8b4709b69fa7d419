"""Random sets of units to remove, shared by the measures that ask what sums of scores say about them."""

from itertools import combinations
from math import comb

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Masks
from exegesis.explainers.sampling.uniform import removed_uniform
from exegesis.metrics.base import Case

FEWEST = 3  # points through which a correlation says anything


def of_any_size(case: Case, samples: int) -> Masks:
    """(samples, n) keep masks whose number of removed units is uniform on 1..n."""
    _check(samples, 1)
    return removed_uniform(case.n, samples + 1, case.stream("sets of any size"))[1:]


def of_size(case: Case, size: int, samples: int) -> Masks:
    """At most `samples` distinct keep masks (B, n) that remove `size` units: all there are, where they are so few."""
    _check(samples, FEWEST)
    if comb(case.n, size) <= samples:
        chosen = np.array(list(combinations(range(case.n), size)))
    else:
        drawn = case.stream(f"sets of {size}").random((samples, case.n)).argsort(axis=1)[:, :size]
        chosen = np.unique(np.sort(drawn, axis=1), axis=0)
    masks = np.ones((len(chosen), case.n), dtype=np.bool_)
    np.put_along_axis(masks, chosen, False, axis=1)
    return masks


def _check(samples: int, fewest: int) -> None:
    if samples < fewest:
        raise InputError(f"samples must be at least {fewest}, not {samples}.")
