"""Where series are cut, beside what the package ruptures finds; and what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.series import Series
from exegesis.modalities.series.cutting import Changes, Slices, binary_segmentation, cutting

RNG = np.random.default_rng(0)
LEVELS = Series.of(np.repeat([0.0, 5.0, 1.0, 9.0], [20, 30, 10, 40]) + RNG.normal(scale=0.1, size=100))
TWO = Series.of(RNG.normal(size=(2, 30)))


def test_slices_are_as_equal_as_whole_steps_allow() -> None:
    assert Slices(4).cuts(LEVELS) == ((25, 50, 75),)
    assert Slices(7).cuts(TWO) == ((4, 8, 12, 17, 21, 25),) * 2


def test_changes_are_found_where_the_level_changes() -> None:
    assert Changes(4).cuts(LEVELS) == ((20, 50, 60),)
    one, other = Changes(3).cuts(TWO)
    assert one != other  # each channel by itself


@pytest.mark.parametrize("segments", [2, 5, 9])
@pytest.mark.parametrize("seed", range(4))
def test_they_are_those_of_ruptures(segments: int, seed: int) -> None:
    ruptures = pytest.importorskip("ruptures")
    line = np.cumsum(np.random.default_rng(seed).normal(size=80))
    theirs = ruptures.Binseg(model="l2", min_size=3, jump=1).fit(line).predict(n_bkps=segments - 1)
    assert binary_segmentation(line, segments, 3) == tuple(theirs[:-1])


def test_a_channel_of_flat_stretches_is_cut_no_more() -> None:
    steps = Series.of(np.repeat([1.0, 4.0, 2.0], 10))
    assert Changes(10).cuts(steps) == ((10, 20),)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40), st.integers(1, 12), st.integers(1, 5))
def test_cuts_rise_and_leave_the_fewest_steps(line: list[float], segments: int, least: int) -> None:
    cuts = binary_segmentation(np.array(line), segments, least)
    edges = np.array([0, *cuts, len(line)])
    assert len(cuts) < segments or not cuts
    assert not cuts or (np.diff(edges) >= least).all()


def test_cuts_of_ones_own() -> None:
    assert cutting([5, 10]).cuts(TWO) == ((5, 10), (5, 10))
    assert cutting(np.array([5, 10])).cuts(TWO) == ((5, 10), (5, 10))
    assert cutting([[5], []]).cuts(TWO) == ((5,), ())
    assert cutting(lambda array: [array.shape[1] // 2]).cuts(TWO) == ((15,), (15,))
    assert cutting(None) == Slices()
    assert cutting("changes") == Changes()


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("word", "unknown unit of a series 'word'"),
        (3, "unit must be one of equal, changes"),
        ([0, 5], "the cuts must be whole steps, rising, from 1 to 29"),
        ([5, 30], "the cuts must be whole steps"),
        ([9, 5], "the cuts must be whole steps"),
        ([2.5], "the cuts must be whole steps"),
        ([[5]], "the series has 2 channels; give the steps"),
        ([[5], 6], "the series has 2 channels"),
        (Slices(31), "a series of 30 steps cannot be cut into 31 segments"),
    ],
)
def test_other_units_are_refused_in_a_line(unit: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cutting(unit).cuts(TWO)


@pytest.mark.parametrize("made", [lambda: Slices(0), lambda: Changes(2.5), lambda: Changes(3, min_size=0)])
def test_settings_are_checked(made: Any) -> None:
    with pytest.raises(InputError, match="must be a whole number of at least 1"):
        made()
