"""Rows that are alike are found, whatever they hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.rows import inputs_of
from exegesis.data.table_inputs import InputRow, RowBlock, distinct_rows

_CELLS = st.sampled_from([0.0, 1.0, -1.0, np.nan, 2.0**40, 0.1, -0.0])


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=30))
def test_alike_rows_share_one(cells: list[tuple[float, float, float]]) -> None:
    codes = np.array(cells)
    first, inverse = distinct_rows(codes)
    np.testing.assert_array_equal(codes[first][inverse], codes)
    assert len(first) == len({tuple(map(repr, row)) for row in codes.tolist()})


def test_where_numbers_collide_rows_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.data.table_inputs._ODD", 0)  # all have one number
    codes = np.array([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]])
    first, inverse = distinct_rows(codes)
    np.testing.assert_array_equal(codes[first][inverse], codes)
    assert len(first) == 2


def test_blocks_count_their_rows() -> None:
    block, row = RowBlock(np.zeros((3, 2))), InputRow(np.zeros(2))
    assert (inputs_of(block), block.size, inputs_of(row), inputs_of("a text")) == (3, 3, 1, 1)
    assert block.key != RowBlock(np.ones((3, 2))).key != row.key
    assert row.codes().shape == (1, 2)
