"""What is a series, in which form a model gets it, and what is refused in a line."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.kept_series import KeptSeries
from exegesis.data.series import Series
from exegesis.data.stretches import cuts_of, map_of, units_of

LINE = [1.0, 3.0, 2.0, 5.0]
TWO = [[1.0, 3.0, 2.0, 5.0], [0.0, 0.5, 0.25, 1.0]]


@pytest.mark.parametrize("given", [LINE, tuple(LINE), np.array(LINE), pd.Series(LINE), pl.Series(LINE), [1, 3, 2, 5]])
def test_a_line_is_one_channel_and_goes_to_the_model_as_a_line(given: Any) -> None:
    series = Series.of(given)
    assert (series.values.shape, series.channels, series.is_line) == ((1, 4), ("channel 1",), True)
    assert series.as_given(series.values).tolist() == LINE
    assert series.values.dtype == np.float64
    assert not series.values.flags.writeable


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (TWO, ("channel 1", "channel 2")),
        (np.array(TWO, dtype=np.float32), ("channel 1", "channel 2")),
        (pd.DataFrame({"pulse": TWO[0], "breath": TWO[1]}), ("pulse", "breath")),
        (pl.DataFrame({"pulse": TWO[0], "breath": TWO[1]}), ("pulse", "breath")),
    ],
)
def test_channels_come_first_and_frames_have_them_as_columns(given: Any, names: tuple[str, ...]) -> None:
    series = Series.of(given)
    assert series.channels == names
    np.testing.assert_array_equal(series.as_given(series.values), TWO)


def test_equal_series_are_equal_and_hash_alike() -> None:
    one, same, other = Series.of(TWO), Series.of(np.array(TWO)), Series.of(TWO, step=2.0)
    assert one == same
    assert len({one, same, other}) == 2
    assert Series.of(one) is one


def test_steps_are_said_as_a_person_counts_them() -> None:
    hours = Series.of(LINE, step=0.5, step_unit="h")
    assert [hours.when(0, 1), hours.when(1, 4)] == ["0 h", "0.5–1.5 h"]
    assert Series.of(LINE).when(1, 4) == "steps 1–3"
    assert Series.of(TWO, ["pulse", "breath"]).called(1, 0, 2) == "breath, steps 0–1"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1.0], "has 1 steps in 1 channels; at least 2"),
        ([], "at least 2 steps are needed"),
        ([1.0, np.nan, 2.0], "NaN or infinity in 1 places, the first at channel 0, step 1; fill them first"),
        ([1.0, np.inf], "NaN or infinity"),
        ([2.0, 2.0, 2.0], "the series is constant"),
        ([[1.0, 2.0], [1.0, 2.0, 3.0]], "channel 1 has 2 steps, channel 2 3; cut or fill"),
        (np.zeros((40, 3)), "has 40 channels of 3 steps. Turn it"),
        (np.zeros((2, 3, 4)), "shape \\(2, 3, 4\\).*explain_many"),
        ("co2.csv", "must not be of the type str"),
        (3.0, "must not be of the type float"),
        (["a", "b"], "give numbers"),
        (np.array([1 + 2j, 2]), "give numbers"),
        (pd.DataFrame({"a": ["x", "y"]}), "give numbers"),
    ],
)
def test_what_is_no_series_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Series.of(given)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"channels": ["a"]}, "there are 2 channels, and 1 names"),
        ({"channels": ["a", "a"]}, "two channels have one name: 'a'"),
        ({"step": 0}, "step must be a number above 0"),
        ({"step_unit": "h"}, "step_unit='h' has no effect without step"),
        ({"step": 1, "step_unit": 3}, "step_unit must be a text"),
    ],
)
def test_names_and_steps_are_checked(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Series.of(TWO, **options)


def test_many_short_channels_are_taken_by_their_names() -> None:
    values = np.random.default_rng(0).normal(size=(5, 3))
    assert Series.of(values, channels="abcde").channels == tuple("abcde")


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_what_is_kept_gives_the_series_again_to_the_bit(dtype: str) -> None:
    series = Series.of(np.array(TWO, dtype=dtype) / 3, ["a", "b"], 0.1, "s")
    assert KeptSeries.of(series).size == "2 channels × 4 steps"
    explained = exegesis.explain(
        exegesis.load(lambda many: [one.sum() for one in many], "regression", modality="series"),
        series,
        "occlusion",
        segments=2,
    )
    again = exegesis.Explanation.from_json(explained.to_json())
    assert again.input == series
    assert again.input.values.dtype == dtype  # type: ignore[union-attr]


def test_a_file_cannot_hold_a_series_that_is_none() -> None:
    kept = KeptSeries(("a", "b"), ((1.0, 2.0), (3.0,)), "float64", None, "", False)
    with pytest.raises(InputError, match="unequal length"):
        kept.input  # noqa: B018


def test_units_are_stretches_and_tell_their_cuts_again() -> None:
    series = Series.of(TWO, ["a", "b"])
    units = units_of(series, ((2,), (1, 3)))
    assert [unit.text for unit in units] == ["a, steps 0–1", "a, steps 2–3", "b, step 0", "b, steps 1–2", "b, step 3"]
    assert map_of(units, 2, 4).tolist() == [[0, 0, 1, 1], [2, 3, 3, 4]]
    assert cuts_of(units, 2) == [[2], [1, 3]]
    with pytest.raises(InputError, match="reaches beyond a series of 2 x 3 steps"):
        map_of(units, 2, 3)
