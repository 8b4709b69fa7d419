"""What stands for an absent stretch: each way on numbers that can be checked by hand."""

from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.data.series import Series
from exegesis.data.stretches import map_of, units_of
from exegesis.modalities.cells import AbsentCells
from exegesis.modalities.series.absent import absent_steps

SERIES = Series.of([[0.0, 9.0, 9.0, 6.0, 8.0], [1.0, 2.0, 3.0, 4.0, 5.0]])
OWNERS = map_of(units_of(SERIES, ((1, 3), ())), 2, 5)


def made(name: Any, series: Series = SERIES, background: Any = None) -> AbsentCells:
    return absent_steps(name, series, OWNERS, background, np.random.default_rng(0))


def values(name: str) -> Floats:
    (found,) = made(name).arrays
    return found


def test_a_bridge_goes_from_the_step_before_to_the_step_after() -> None:
    found = values("bridge")
    assert found[0].tolist() == [9.0, 2.0, 4.0, 9.0, 9.0]  # level at both ends
    assert found[1].tolist() == [3.0] * 5  # a whole channel: its mean
    assert made("auto").name == "bridge"


def test_means_are_the_stretchs_or_the_channels_own_and_zero_is_zero() -> None:
    assert values("level").tolist() == [[0.0, 9.0, 9.0, 7.0, 7.0], [3.0] * 5]
    assert values("mean").tolist() == [[6.4] * 5, [3.0] * 5]
    assert not values("zero").any()


def test_noise_is_the_same_for_the_same_series() -> None:
    one, other = made("noise"), made("noise")
    assert len(one.arrays) == 4
    np.testing.assert_array_equal(one.arrays, other.arrays)
    assert (one.arrays[0] != one.arrays[1]).all()


def test_other_rows_are_taken_in_turn_and_are_the_usual_where_there_are_any() -> None:
    background = np.arange(30.0).reshape(3, 2, 5)
    found = made("auto", background=background)
    assert found.name == "background"
    np.testing.assert_array_equal(found.arrays, background)
    np.testing.assert_allclose(found.weights, [1 / 3] * 3)


@pytest.mark.parametrize("name", ["bridge", "level", "mean", "zero", "noise"])
@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_values_are_of_the_series_own_type(name: str, dtype: str) -> None:
    found = made(name, Series.of(SERIES.values.astype(dtype)))
    assert all(array.dtype == dtype and array.shape == (2, 5) for array in found.arrays)


@pytest.mark.parametrize(
    ("name", "background", "said"),
    [
        ("mask", None, "unknown baseline of a series 'mask'"),
        (3, None, "unknown baseline of a series 3"),
        ("background", None, "needs other series: exegesis.load"),
        ("background", np.zeros((3, 2, 4)), "shape \\(2, 4\\), and the one to explain \\(2, 5\\)"),
    ],
)
def test_others_are_refused_in_a_line(name: Any, background: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(name, background=background)
