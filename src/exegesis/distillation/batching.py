"""Batches of texts of like lengths, so that little is padding, in random order."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def plan(
    lengths: NDArray[np.int64], batch_texts: int, batch_tokens: int, random: np.random.Generator | None
) -> list[Rows]:
    """Row numbers by batch: at most `batch_texts` texts and about `batch_tokens` padded pieces in each.

    With `random`, texts of like (not equal) lengths meet afresh at each call and the batches come in random order;
    without, the longest come first.
    """
    blurred = lengths if random is None else lengths * random.uniform(0.9, 1.1, len(lengths))
    order = np.argsort(-blurred, kind="stable")
    batches: list[Rows] = []
    start = 0
    while start < len(order):
        longest = int(lengths[order[start : start + batch_texts]].max())
        size = max(1, min(batch_texts, batch_tokens // longest))
        batches.append(order[start : start + size])
        start += size
    if random is not None:
        random.shuffle(batches)
    return batches
