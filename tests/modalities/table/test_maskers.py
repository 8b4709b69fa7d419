"""Keep masks over columns to rows, what stands for absent ones, and which columns belong together."""

import numpy as np
import pandas as pd
import pytest

from exegesis.data.table_background import TableBackground
from exegesis.modalities.table.absent import absent
from exegesis.modalities.table.maskers import ColumnMasker, MaskedRow
from exegesis.modalities.table.tree import column_tree, strengths
from tests.modalities.table.tables import frame

BACKGROUND = TableBackground.of(frame())


def _masker(rows: int | None = None) -> ColumnMasker:
    return ColumnMasker(BACKGROUND.codes[3], BACKGROUND, [0, 2, 3], absent("rows", BACKGROUND, rows))


def test_absent_columns_come_from_one_row_each_and_a_group_as_a_whole() -> None:
    masker, own, others = _masker(), BACKGROUND.codes[3], BACKGROUND.codes
    (row,) = masker.rows(0, np.array([[True, False, False]]))
    assert isinstance(row, MaskedRow)
    codes = row.codes()
    assert codes.shape == others.shape
    absent_ones = [2, 3, 4, 5]  # of the frame: job, and the three of colour
    stays = [0, 1, 6, 7]
    np.testing.assert_array_equal(codes[:, absent_ones], others[:, absent_ones])
    np.testing.assert_array_equal(codes[:, stays], np.broadcast_to(own[stays], (len(others), 4)))


def test_a_row_counts_what_it_stands_for() -> None:
    whole, some = _masker(5).rows(0, np.array([[True] * 3, [True, False, True]]))
    assert isinstance(whole, MaskedRow)
    assert isinstance(some, MaskedRow)
    assert (whole.inputs, some.inputs, some.size) == (1, 5, 5)
    assert whole.key != some.key
    assert some.key == _masker(5).rows(0, np.array([[True, False, True]]))[0].key  # type: ignore[union-attr]
    assert some.key != _masker(6).rows(0, np.array([[True, False, True]]))[0].key  # type: ignore[union-attr]


def test_the_middle_fits_the_type_of_each_column() -> None:
    table = frame().astype({"rate": "float32"})
    table["grade"] = pd.Categorical(["low", "mid", "mid", "top"] * 10, categories=["low", "mid", "top"], ordered=True)
    background = TableBackground.of(table)
    mean, median = (background.form.frame(absent(name, background).rows).iloc[0] for name in ("mean", "median"))
    assert mean["age"] == round(table["age"].mean())
    assert median["rate"] == pytest.approx(table["rate"].median())
    assert mean["job"] == table["job"].mode()[0]
    assert sum(mean[["colour_blue", "colour_red", "colour_green"]]) == 1
    assert median["grade"] == "mid"


def test_columns_that_go_together_are_merged_first() -> None:
    rng = np.random.default_rng(0)
    size, job = rng.normal(size=300), rng.integers(0, 3, 300)
    table = pd.DataFrame(
        {
            "size": size,
            "noise": rng.normal(size=300),
            "job": np.array(["a", "b", "c"])[job],
            "weight": np.exp(size),
            "code": job.astype(str),
            "gaps": np.where(np.arange(300) < 3, np.nan, rng.normal(size=300)),
        }
    )
    background = TableBackground.of(table)
    found = strengths(background)
    assert found[0, 3] == pytest.approx(1.0)  # of ranks: the exponential is no other
    assert found[2, 4] == pytest.approx(1.0)
    assert found[0, 2] < 0.2
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found, found.T)
    tree = column_tree(background, range(6))
    assert tree is not None
    assert {tuple(sorted(pair)) for pair in tree.children[:2].tolist()} == {(0, 3), (2, 4)}
    assert column_tree(background, [0]) is None


def test_constant_and_missing_columns_go_with_nothing() -> None:
    table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [7, 7, 7, 7], "c": [np.nan] * 4, "d": [4.0, 3, 2, 1]})
    found = strengths(TableBackground.of(table))
    assert found[0, 3] == pytest.approx(1.0)
    assert found[0, 1] == found[0, 2] == found[1, 2] == 0
