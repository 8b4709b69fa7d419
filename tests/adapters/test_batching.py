from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.batching import batches, out_of_memory, row_size, run_batched
from exegesis.core.errors import ModelError
from exegesis.core.types import Outputs
from exegesis.data.rows import Row, TokenRow

SIZES = st.lists(st.integers(0, 50), max_size=40)
BUDGETS = st.integers(1, 200)


def rows_of(sizes: Sequence[int]) -> list[Row]:
    """Rows of these lengths, told apart by their first id."""
    return [TokenRow((index, *[0] * (size - 1))) if size else TokenRow(()) for index, size in enumerate(sizes)]


def firsts(rows: Sequence[Row]) -> Outputs:
    """A model that answers each row with its first id and its length."""
    return np.array([[row.ids[0], len(row)] for row in rows if isinstance(row, TokenRow)], dtype=float)


# -- batches ------------------------------------------------------------------------------------------------------


@given(SIZES, BUDGETS)
def test_every_row_is_in_one_batch(sizes: list[int], budget: int) -> None:
    found = [index for batch in batches(sizes, budget) for index in batch]
    assert sorted(found) == list(range(len(sizes)))


@given(SIZES, BUDGETS)
def test_the_padded_batch_keeps_to_the_budget(sizes: list[int], budget: int) -> None:
    for batch in batches(sizes, budget):
        assert batch
        padded = len(batch) * max(sizes[index] for index in batch)
        assert padded <= budget or len(batch) == 1


@given(SIZES, BUDGETS)
def test_the_longest_come_first_and_equals_in_their_order(sizes: list[int], budget: int) -> None:
    order = [(-sizes[index], index) for batch in batches(sizes, budget) for index in batch]
    assert order == sorted(order)


def test_batches_are_filled() -> None:
    assert list(batches([2, 9, 3, 3, 2], 6)) == [[1], [2, 3], [0, 4]]


def test_a_string_is_sized_by_its_length() -> None:
    assert row_size("") == 1
    assert row_size("a" * 400) == 101
    assert row_size(TokenRow((1, 2, 3))) == 3


# -- outputs ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40), BUDGETS)
def test_outputs_come_in_the_rows_order(sizes: list[int], budget: int) -> None:
    outputs = run_batched(firsts, rows_of(sizes), budget)
    assert outputs[:, 0].tolist() == list(range(len(sizes)))
    assert outputs[:, 1].tolist() == sizes


def test_no_rows_need_no_pass() -> None:
    assert run_batched(lambda rows: pytest.fail("called"), [], 10).shape == (0, 0)


def test_finished_rows_are_told() -> None:
    heard: list[int] = []
    run_batched(firsts, rows_of([5, 5, 5]), 10, heard.append)
    assert heard == [2, 1]


# -- memory -------------------------------------------------------------------------------------------------------


class Small:
    """A model with room for so many rows at once."""

    def __init__(self, room: int, error: BaseException) -> None:
        self.room, self.error, self.tried = room, error, list[int]()

    def __call__(self, rows: Sequence[Row]) -> Outputs:
        self.tried.append(len(rows))
        if len(rows) > self.room:
            raise self.error
        return firsts(rows)


OUT_OF_MEMORY = [
    MemoryError(),
    RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB"),
    RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: you tried"),
]


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("room", [1, 2, 3, 7])
def test_a_batch_that_does_not_fit_is_halved(error: BaseException, room: int) -> None:
    small = Small(room, error)
    outputs = run_batched(small, rows_of([4] * 11), 1000)
    assert outputs[:, 0].tolist() == list(range(11))
    assert small.tried[0] == 11


@pytest.mark.parametrize("error", OUT_OF_MEMORY, ids=lambda error: type(error).__name__)
def test_one_row_that_does_not_fit_is_told(error: BaseException) -> None:
    with pytest.raises(ModelError, match="memory ran out on a single input of 4 tokens"):
        run_batched(Small(0, error), rows_of([4, 4]), 1000)


def test_other_errors_are_not_taken_for_memory() -> None:
    small = Small(0, RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        run_batched(small, rows_of([4, 4]), 1000)
    assert small.tried == [2]
    assert not out_of_memory(ValueError("out of memory"))
