"""Rows as one line of tokens: sizes are rounded up with tokens that belong to no row."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.packed.batch import batch_of
from exegesis.data.rows import TokenRow

DEVICE = torch.device("cpu")


def rows_of(lengths: list[int]) -> list[TokenRow]:
    return [TokenRow(tuple(range(1, length + 1))) for length in lengths]


@given(st.lists(st.integers(1, 90), min_size=1, max_size=9))
def test_an_even_batch_holds_the_same_rows_and_idle_tokens_behind_them(lengths: list[int]) -> None:
    plain, even = (batch_of(rows_of(lengths), None, DEVICE, even=even) for even in (False, True))
    real = sum(lengths)
    assert plain.ids.shape == (real,)
    assert even.groups == plain.groups
    for name in ("ids", "types", "positions"):
        found = getattr(even, name)
        assert torch.equal(found[:real], getattr(plain, name))
        assert not found[real:].any()
        assert len(found) == (real if len(even.groups) == 1 else -(-real // 64) * 64)


def test_idle_tokens_are_in_no_row_of_the_table() -> None:
    batch = batch_of(rows_of([2, 3]), None, DEVICE, even=True)
    hidden = torch.arange(64.0)[:, None]
    np.testing.assert_array_equal(batch.padded(hidden)[..., 0].numpy(), [[3, 4, 0], [0, 1, 2]])


def test_a_row_without_type_ids_has_zeros_beside_one_that_has_them() -> None:
    batch = batch_of([TokenRow((5, 6)), TokenRow((7, 8, 9), (0, 1, 1))], None, DEVICE)
    assert batch.ids.tolist() == [7, 8, 9, 5, 6]
    assert batch.types.tolist() == [0, 1, 1, 0, 0]
