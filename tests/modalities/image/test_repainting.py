"""Which pixels go at which step, on maps small enough to read."""

import numpy as np

from exegesis.modalities.image.repainting import steps_of

REGIONS = np.array([[0, 0, 1], [2, -1, 1]])


def test_whole_regions_go_in_their_order() -> None:
    assert steps_of(REGIONS, (1, 2, 0), whole_regions=True, pixels=None).tolist() == [[2, 2, 0], [1, -1, 0]]


def test_so_many_pixels_go_a_step_those_of_a_region_as_they_are_read() -> None:
    assert steps_of(REGIONS, (1, 0, 2), whole_regions=False, pixels=2).tolist() == [[1, 1, 0], [2, -1, 0]]
    assert steps_of(REGIONS, (1, 0, 2), whole_regions=False, pixels=3).tolist() == [[0, 1, 0], [1, -1, 0]]


def test_a_step_is_eight_rows_where_nothing_is_said() -> None:
    steps = steps_of(np.zeros((20, 5), dtype=int), (0,), whole_regions=False, pixels=None)
    assert np.bincount(steps.ravel()).tolist() == [40, 40, 20]
