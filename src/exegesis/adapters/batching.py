"""Rows to batches: sorted by length, cut by a token budget, halved and tried again when memory runs out."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from exegesis.core.errors import ModelError
from exegesis.core.types import Outputs
from exegesis.data.rows import Row, TokenRow

Forward = Callable[[Sequence[Row]], Outputs]


def row_size(row: Row) -> int:
    """Tokens of a row; of a string a guess by its length, good enough for a budget; what is no text says it itself."""
    match row:
        case str():
            return len(row) // 4 + 1
        case tuple():
            return sum(map(row_size, row))
        case TokenRow():
            return len(row)
    return row.size


def batches(sizes: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices in batches of similar sizes whose padded size (rows x longest) keeps to the budget, longest first.

    A row larger than the budget gets a batch of its own. Longest first: memory that fails, fails at once.
    """
    order = sorted(range(len(sizes)), key=lambda index: (-sizes[index], index))
    start = 0
    while start < len(order):
        rows = max(1, budget // max(1, sizes[order[start]]))
        yield order[start : start + rows]
        start += rows


def in_batches(
    work: Callable[[list[int]], None], sizes: Sequence[int], budget: int, done: Callable[[int], None] | None = None
) -> None:
    """`work` on the indices of one batch after another. `done` hears of every finished batch's rows.

    A batch that runs out of memory is halved and tried again, so that an index may be worked on twice.
    """
    for batch in batches(sizes, budget):
        _work_or_halve(work, batch, sizes)
        if done is not None:
            done(len(batch))


def run_batched(
    forward: Forward, rows: Sequence[Row], budget: int, done: Callable[[int], None] | None = None
) -> Outputs:
    """`forward` over all rows, outputs in the rows' own order (B, C). `done` hears of every finished batch's rows."""
    outputs: Outputs | None = None

    def work(batch: list[int]) -> None:
        nonlocal outputs
        part = forward([rows[index] for index in batch])
        if outputs is None:
            outputs = np.empty((len(rows), part.shape[1]))
        outputs[batch] = part

    in_batches(work, [row_size(row) for row in rows], budget, done)
    return np.empty((0, 0)) if outputs is None else outputs


def out_of_memory(error: BaseException) -> bool:
    """Whether torch or Python says that memory ran out (torch's CPU allocator says it in a RuntimeError's text)."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)
    )


def _work_or_halve(work: Callable[[list[int]], None], batch: list[int], sizes: Sequence[int]) -> None:
    try:
        return work(batch)
    except (RuntimeError, MemoryError) as error:
        if not out_of_memory(error):
            raise
        if len(batch) == 1:
            raise ModelError(
                f"memory ran out on a single input of {sizes[batch[0]]} tokens; give a shorter text or free memory."
            ) from error
    half = len(batch) // 2
    _work_or_halve(work, batch[:half], sizes)
    _work_or_halve(work, batch[half:], sizes)
