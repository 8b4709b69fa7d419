"""Rows as they are given: cells by name or place, missing ones, and what is no row."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from exegesis.core.errors import InputError
from exegesis.data.table_row import TableRow, rows_of, said

GIVEN = {"age": 39, "job": "clerk", "rate": 0.5, "single": True, "left": None}


def test_a_row_is_the_same_however_it_is_given() -> None:
    row = TableRow.of(GIVEN)
    assert row.names == tuple(GIVEN)
    assert row.cells == (39, "clerk", 0.5, True, None)
    assert TableRow.of(row) is row
    frame = pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in GIVEN.items()})
    assert TableRow.of(frame) == TableRow.of(frame.iloc[0]) == row
    assert TableRow.of(pl.DataFrame([GIVEN])) == row
    assert len({row, TableRow.of(frame)}) == 1
    assert pickle.loads(pickle.dumps(row)) == row


def test_numbers_of_numpy_and_all_that_means_missing_become_plain() -> None:
    row = TableRow.of({"a": np.int64(3), "b": np.float32(0.5), "c": np.nan, "d": pd.NA, "e": pd.NaT, "f": np.bool_(1)})
    assert row.cells == (3, 0.5, None, None, None, True)
    assert [type(cell) for cell in row.cells] == [int, float, type(None), type(None), type(None), bool]


def test_an_array_is_matched_by_place() -> None:
    assert TableRow.of(np.array([1.0, np.nan])) == TableRow((), (1.0, None)) == TableRow.of(np.array([[1.0, np.nan]]))
    assert TableRow.of(pd.Series([1.0, 2.0])).names == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (3, "type int"),
        ({}, "no columns"),
        (pd.DataFrame({"a": [1, 2]}), "2 rows; give one"),
        (np.zeros((3, 2)), "3 rows; give one"),
        ({"a": np.inf}, "'a' is infinite"),
        ({"a": pd.Timestamp(0)}, "'a' holds Timestamp.*make numbers of dates"),
        ({"a": [1]}, r"'a' holds \[1\] \(list\)"),
        ({"a": "\ud800"}, "cell in column 'a' has a lone surrogate"),
        (pd.Series([1, 2], index=["a", "a"]), "two columns called 'a'"),
    ],
)
def test_what_is_no_row_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        TableRow.of(given)
    assert "\n" not in str(refused.value)


def test_all_rows_of_a_frame() -> None:
    rows = rows_of(pl.DataFrame({"a": [1, None], "b": ["x", "y"]}))
    assert rows == [TableRow(("a", "b"), (1, "x")), TableRow(("a", "b"), (None, "y"))]


def test_the_digest_tells_rows_apart() -> None:
    digests = {TableRow.of(one).digest for one in ({"a": 1}, {"a": "1"}, {"b": 1}, {"a": None}, {"a": True})}
    assert len(digests) == 5


def test_cells_in_words() -> None:
    assert [said(one) for one in (None, True, 3, 0.123456, "x")] == ["missing", "true", "3", "0.1235", "x"]
    assert "\x1b" not in repr(TableRow.of({"a\x1b[31m": "b\x1b"}))
