"""Batches of texts of like lengths, so that little is padding, in random order."""

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_CLASS = 1.15  # lengths of one class differ by this factor at most


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


def steady_plan(
    lengths: NDArray[np.int64], batch_texts: int, batch_tokens: int, random: np.random.Generator
) -> list[Rows]:
    """As `plan`, with as many batches at every call: texts are sorted by classes of like lengths, and shuffled within.

    A batch is cut as if its texts were as long as the longest of their class, a seventh more at most.
    """
    classes = np.ceil(np.log(np.maximum(lengths, 1)) / np.log(_CLASS)).astype(np.int64)
    shuffled = random.permutation(len(lengths))
    order = shuffled[np.argsort(-classes[shuffled], kind="stable")]
    batches: list[Rows] = []
    start = 0
    while start < len(order):
        longest = int(_CLASS ** int(classes[order[start]]))
        size = max(1, min(batch_texts, batch_tokens // max(1, longest)))
        batches.append(order[start : start + size])
        start += size
    random.shuffle(batches)
    return batches
