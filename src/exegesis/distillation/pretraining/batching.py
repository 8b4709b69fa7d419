"""Effective batches of texts of like lengths, and how a process cuts its share of one into micro-batches."""

import numpy as np
from numpy.typing import NDArray

from exegesis.training.batching import Rows
from exegesis.training.objective import Share

_POOL = 50  # effective batches whose texts are sorted by length together


def effective_batches(lengths: NDArray[np.int32], batch: int, seed: int, epoch: int) -> list[Rows]:
    """All examples in batches of `batch` (the last may be smaller), in an order of (seed, epoch) alone.

    Texts are shuffled, sorted by length within pools of some batches, and the batches of a pool are shuffled.
    """
    random = np.random.default_rng([seed, epoch, 1])
    order = random.permutation(len(lengths))
    found: list[Rows] = []
    for start in range(0, len(order), _POOL * batch):
        pool = order[start : start + _POOL * batch]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        batches = [pool[first : first + batch] for first in range(0, len(pool), batch)]
        found += [batches[number] for number in random.permutation(len(batches))]
    return found


def micro_batches(rows: Rows, lengths: NDArray[np.int32] | NDArray[np.int64], tokens: int, share: Share) -> list[Rows]:
    """A process's examples of a batch, those of like lengths together; `tokens` padded pieces at most, or one text."""
    order = rows[np.argsort(lengths[rows], kind="stable")][share.rank :: share.size]
    found: list[Rows] = []
    first = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or int(lengths[order[end]]) * (end + 1 - first) > tokens:
            found.append(order[first:end])
            first = end
    return found
