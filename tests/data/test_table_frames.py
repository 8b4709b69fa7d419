"""Frames to codes and back: no cell, column or type comes back changed."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from exegesis.core.errors import InputError
from exegesis.data.table_background import TableBackground
from exegesis.data.table_row import TableRow, rows_of


def _mixed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": np.array([39, 50, 38, 53], dtype=np.int16),
            "rate": np.array([0.1, np.nan, 3.5, -2.0], dtype=np.float32),
            "job": ["clerk", None, "cook", "clerk"],
            "grade": pd.Categorical(["low", "high", "low", None], categories=["low", "mid", "high"], ordered=True),
            "count": pd.array([1, None, 3, 4], dtype="Int64"),
            "single": [True, False, True, True],
            "any": pd.Series([1, "1", True, None], dtype=object),
        }
    )


def test_a_frame_of_pandas_comes_back_as_it_was() -> None:
    frame = _mixed()
    assert_frame_equal(TableBackground.of(frame).frame(), frame)
    other = frame.assign(any=pd.Series([np.nan, "1", "2", np.nan], dtype=object)).set_index("age", drop=False)
    assert_frame_equal(TableBackground.of(other).frame(), other.reset_index(drop=True))


@pytest.mark.parametrize("kind", ["string", "object", "category"])
def test_a_missing_cell_of_pandas_own_comes_back(kind: str) -> None:
    frame = pd.DataFrame({"job": pd.Series(["cook", pd.NA, "clerk", pd.NA], dtype=kind), "age": [1, 2, 3, 4]})
    assert_frame_equal(TableBackground.of(frame).frame(), frame)
    assert np.isnan(TableBackground.of(frame).codes[:, 0]).tolist() == [False, True, False, True]


def test_types_of_pandas_own_come_back() -> None:
    frame = _mixed().drop(columns="any").convert_dtypes()
    assert_frame_equal(TableBackground.of(frame).frame(), frame)


def test_a_missing_cell_of_pandas_own_stands_in_an_array() -> None:
    array = np.array([["cook", 1], [pd.NA, pd.NA], ["clerk", 3]], dtype=object)
    background = TableBackground.of(array)
    assert np.isnan(background.codes).tolist() == [[False, False], [True, True], [False, False]]
    assert [column.is_number for column in background.schema] == [False, True]


def test_an_array_in_a_cell_is_refused_in_a_line() -> None:
    with pytest.raises(InputError, match=r"holds array.*columns of lists"):
        TableBackground.of(pd.DataFrame({"pair": [np.array([1, 2]), np.array([3, 4])]}))


def test_a_frame_of_polars_comes_back_as_it_was() -> None:
    frame = pl.DataFrame(
        {
            "age": pl.Series([39, None, 3], dtype=pl.UInt8),
            "null": [0.5, None, 1.0],
            "nan": pl.Series([0.5, float("nan"), 1.0], dtype=pl.Float32),
            "job": ["clerk", None, "cook"],
            "single": [True, None, False],
            "grade": pl.Series(["low", "high", "low"], dtype=pl.Enum(["low", "high"])),
        }
    )
    assert TableBackground.of(frame).frame().equals(frame)
    assert TableBackground.of(frame).frame().schema == frame.schema


@pytest.mark.parametrize("kind", ["int32", "float32", "float64", "bool"])
def test_an_array_comes_back_in_its_type(kind: str) -> None:
    array = np.array([[1, 0], [0, 1], [1, 1]]).astype(kind)
    found = TableBackground.of(array).frame()
    assert found.dtype == array.dtype
    assert (found == array).all()


def test_a_dict_of_columns_comes_back_as_arrays() -> None:
    found = TableBackground.of({"a": [1, 2], "b": ["x", None], "c": np.array([True, False])}).frame()
    assert {name: values.tolist() for name, values in found.items()} == {
        "a": [1, 2],
        "b": ["x", None],
        "c": [True, False],
    }
    assert found["c"].dtype == bool


@given(st.lists(st.tuples(st.integers(-99, 99), st.floats(allow_infinity=False), st.text()), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_any_row_comes_back(cells: list[tuple[int, float, str]]) -> None:
    cells = [(a, b, c.encode("utf-8", "ignore").decode()) for a, b, c in cells]
    frame = pd.DataFrame(cells, columns=["a", "b", "c"])
    form = TableBackground.of(frame).form
    for row in rows_of(frame):
        assert form.row(form.row_codes(row)) == row


def test_columns_are_matched_by_name() -> None:
    form = TableBackground.of(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})).form
    assert form.codes(pl.DataFrame({"b": ["y"], "a": [5]})).tolist() == [[5.0, 1.0]]
    assert form.row_codes(TableRow.of({"b": "y", "a": 5})).tolist() == [5.0, 1.0]
    assert form.row_codes(TableRow.of(np.array([5, "y"], dtype=object))).tolist() == [5.0, 1.0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"age": 1},
            "the row lacks 'rate', 'job', 'grade', 'count', 'single' and 1 other; columns are matched by name",
        ),
        ({"Age": 1, "rate": 1}, "lacks.* and has 'Age', which the background has not"),
        ({"age": "39"}, "'age' holds numbers, not the text '39'"),
        ({"age": 39.5}, "'age' holds whole numbers from -32768 to 32767, not 39.5"),
        ({"age": 40_000}, "'age' holds whole numbers from -32768 to 32767"),
        ({"age": None}, "'age' is missing in the row, and its type has no missing cells"),
        ({"grade": "top"}, "'grade' is of fixed categories .'low', 'mid', 'high'.; 'top' is none"),
        ({"job": 3}, "'job' holds texts, not 3"),
        ({"single": "yes"}, "'single' holds true or false, not 'yes'"),
        ({"count": 2**53 + 1}, "beyond 2.53; give such numbers as texts"),
    ],
)
def test_a_row_of_another_schema_is_refused_in_a_line(row: dict[str, Any], said: str) -> None:
    form = TableBackground.of(_mixed()).form
    whole = {**dict(zip(form.names, form.row(TableBackground.of(_mixed()).codes[0]).cells, strict=True)), **row}
    with pytest.raises(InputError, match=said):
        form.row_codes(TableRow.of(row if "lack" in said else whole))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"a": pd.to_datetime(["2020-01-01"])}), "'a' holds dates or times"),
        (pl.DataFrame({"a": [[1]]}), "'a' is of the type List"),
        (pd.DataFrame({"a": [1.0, np.inf]}), "'a' is infinite in row 1"),
        (pd.DataFrame({"a": [2**60]}), "'a' holds 1152921504606846976, a whole number beyond 2.53"),
        (pd.DataFrame({"a": [[1]]}), r"'a' holds \[1\] .list."),
        (pd.DataFrame(), "no columns"),
        (pd.DataFrame({"a": []}), "no rows"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns called 'a'"),
        (pd.DataFrame([[1, 2]], columns=[1, "1"]), "two columns called '1'"),
        (np.zeros(3), "type ndarray"),
        ({"a": [1], "b": [1, 2]}, "1 and 2 cells"),
    ],
)
def test_what_is_no_background_is_refused_in_a_line(frame: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        TableBackground.of(frame)
    assert "\n" not in str(refused.value)


def test_an_unseen_text_has_a_code_of_its_own() -> None:
    form = TableBackground.of(pd.DataFrame({"job": ["clerk", "cook"]})).form
    codes = form.row_codes(TableRow.of({"job": "astronaut"}))
    assert form.frame(codes[None])["job"].tolist() == ["astronaut"]
    assert form.row_codes(TableRow.of({"job": "cook"})).tolist() == [1.0]


def test_the_drawn_rows_are_the_same_each_time() -> None:
    background = TableBackground.of(pd.DataFrame({"a": range(50)}))
    assert background.drawn(5).tolist() == background.drawn(5).tolist()
    assert len(set(background.drawn(5).tolist())) == 5
    assert background.drawn(80).tolist() == list(range(50))
