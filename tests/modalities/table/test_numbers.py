"""Rows of any cells as one number a column, and back."""

import gc
import weakref

import numpy as np
import pandas as pd

from exegesis.core.randomness import stream
from exegesis.data.table_background import TableBackground
from exegesis.modalities.table.numbers import NumberedTable
from exegesis.modalities.table.samplers import SAMPLERS, sampler


def frame() -> pd.DataFrame:
    """A number, a whole one, texts with a missing one, an order, a group of one-hots with none, and a constant."""
    rows = 60
    rng = np.random.default_rng(0)
    kinds = rng.integers(4, size=rows)
    return pd.DataFrame(
        {
            "height": np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows)),
            "age": rng.integers(18, 80, size=rows),
            "work": pd.Series(rng.choice(np.array(["Private", "State", None], dtype=object), rows), dtype=object),
            "grade": pd.Categorical(rng.choice(["low", "mid"], rows), ["low", "mid", "high"], ordered=True),
            "colour_red": (kinds == 0).astype(int),
            "colour_blue": (kinds == 1).astype(int),
            "colour_green": (kinds == 2).astype(int),
            "planet": "Earth",
        }
    )


BACKGROUND = TableBackground.of(frame())
NUMBERED = NumberedTable.of(BACKGROUND)


def test_numbers_are_one_a_column_and_come_back_as_the_cells_they_were() -> None:
    assert [column.column.name for column in NUMBERED.columns] == ["height", "age", "work", "grade", "colour", "planet"]
    numbers = NUMBERED.numbers(BACKGROUND.codes)
    assert (numbers[:, 2:] >= 0).all()
    for place in range(5):
        back = NUMBERED.codes(numbers, BACKGROUND.codes[place])
        np.testing.assert_array_equal(back, BACKGROUND.codes)
    assert NUMBERED.rows.categories == (0, 0, 3, 3, 4, 1)
    assert NUMBERED.rows.whole == (False, True, False, False, False, False)


def test_what_the_background_lacks_stays_as_the_row_has_it() -> None:
    row = dict(frame().iloc[0])
    codes = BACKGROUND.form.row_codes(
        BACKGROUND.form.row(BACKGROUND.codes[0]).of({**row, "work": "Never", "planet": "Mars", "colour_red": 7})
    )
    numbers = NUMBERED.numbers(codes[None])
    assert (numbers[0, [2, 4, 5]] == -1).all()
    np.testing.assert_array_equal(NUMBERED.codes(numbers, codes)[0], codes)


def test_groups_of_one_hots_are_drawn_together_and_whole_numbers_whole() -> None:
    row = BACKGROUND.codes[1]
    for name in SAMPLERS:
        drawn = sampler(name, NUMBERED.rows).draw(NUMBERED.numbers(row[None])[0], 200, stream(0, "row")).values
        made = BACKGROUND.form.frame(NUMBERED.codes(drawn, row))
        hots = made[["colour_red", "colour_blue", "colour_green"]].to_numpy()
        assert set(hots.ravel()) == {0, 1}
        assert set(hots.sum(axis=1)) == {0, 1}
        assert made["age"].dtype == frame()["age"].dtype
        assert (made["planet"] == "Earth").all()
        assert set(made["work"].dropna()) == {"Private", "State"}


def test_it_is_made_once_for_a_background_and_goes_with_it() -> None:
    background = TableBackground.of(frame())
    assert NumberedTable.of(background) is NumberedTable.of(background)
    gone = weakref.ref(NumberedTable.of(background))
    del background
    gc.collect()
    assert gone() is None
