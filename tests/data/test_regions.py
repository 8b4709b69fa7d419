"""Maps of regions: numbered without gaps, as runs of pixels and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exegesis.core.errors import InputError
from exegesis.data.place import Column, Pixels
from exegesis.data.records import Unit
from exegesis.data.regions import map_of, numbered, units_of

MAPS = arrays(np.int64, st.tuples(st.integers(2, 7), st.integers(2, 7)), elements=st.integers(-2, 9)).filter(
    lambda labels: len(set(labels[labels >= 0].tolist())) > 1
)


@given(MAPS)
def test_labels_become_numbers_without_gaps_in_the_order_of_reading(labels: np.ndarray) -> None:
    found = numbered(labels)
    inside = labels >= 0
    assert ((found >= 0) == inside).all()
    assert np.unique(found[inside]).tolist() == list(range(len(np.unique(labels[inside]))))
    firsts = [np.flatnonzero(found.ravel() == region)[0] for region in range(found.max() + 1)]
    assert firsts == sorted(firsts)
    assert len(set(zip(labels[inside].tolist(), found[inside].tolist(), strict=True))) == len(firsts)  # one to one


@given(MAPS)
def test_units_are_runs_of_pixels_and_the_map_comes_back(labels: np.ndarray) -> None:
    found = numbered(labels)
    units = units_of(found)
    assert [unit.text for unit in units] == [f"region {place}" for place in range(1, len(units) + 1)]
    np.testing.assert_array_equal(map_of(units, *found.shape), found)


def test_runs_go_on_over_the_end_of_a_row() -> None:
    units = units_of(np.array([[0, 0, 0], [0, 1, 1]]))
    assert [unit.at for unit in units] == [Pixels(((0, 4),)), Pixels(((4, 2),))]


@pytest.mark.parametrize("labels", [np.full((3, 3), 4), np.full((3, 3), -1)])
def test_one_region_is_refused(labels: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"the image has [01] region, and at least 2 are needed; take more"):
        numbered(labels)


def test_units_of_other_data_and_of_other_images_are_no_map() -> None:
    with pytest.raises(InputError, match="is no region of an image"):
        map_of([Unit("age", at=Column(0))], 3, 3)
    with pytest.raises(InputError, match="reaches beyond an image of 2 x 2 pixels"):
        map_of([Unit("region 1", at=Pixels(((2, 3),)))], 2, 2)
