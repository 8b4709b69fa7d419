"""Maps by pixels: kept to three digits, laid over the image where they belong, hostile files refused."""

from dataclasses import replace

import numpy as np
import pytest

from exegesis.core.codec import plain, read
from exegesis.core.errors import InputError
from exegesis.data.pixel_map import PixelMap

VALUES = np.random.default_rng(0).normal(size=(6, 8))


def test_numbers_come_back_to_three_digits_through_json() -> None:
    made = PixelMap.of(VALUES, (0, 0, 60, 80))
    again = read(PixelMap, plain(made), "a map")
    assert again == made
    np.testing.assert_allclose(again.numbers, VALUES, atol=1e-3 * np.abs(VALUES).max())
    assert not PixelMap.of(np.zeros((2, 2)), (0, 0, 1, 1)).numbers.any()


def test_they_stand_where_the_model_saw_them() -> None:
    made = PixelMap.of(VALUES, (10, 20, 22, 36))  # cells of two pixels
    found = made.over(40, 50, (40, 50))
    assert np.isnan(found[:10]).all()
    assert np.isnan(found[22:]).all()
    np.testing.assert_array_equal(found[10:22, 20:36], made.numbers.repeat(2, axis=0).repeat(2, axis=1))
    mirrored = PixelMap.of(VALUES, (0, 8, 6, 0)).over(6, 8, (6, 8))
    np.testing.assert_array_equal(mirrored, made.numbers[:, ::-1])


def test_smooth_ones_are_laid_over_as_torch_does_it() -> None:
    import torch

    made = PixelMap.of(VALUES, (0, 0, 30, 40), is_smooth=True)
    theirs = torch.nn.functional.interpolate(torch.from_numpy(made.numbers)[None, None], (30, 40), mode="bilinear")
    np.testing.assert_allclose(made.over(30, 40, (30, 40)), theirs[0, 0], atol=1e-9)


def test_many_cells_are_kept_as_means() -> None:
    values = np.random.default_rng(1).normal(size=(600, 300))
    made = PixelMap.of(values, (0, 0, 600, 300))
    assert (made.rows, made.columns) == (200, 100)
    np.testing.assert_allclose(made.numbers[3, 4], values[9:12, 12:15].mean(), atol=2e-3)
    assert PixelMap.of(np.ones((257, 2)), (0, 0, 1, 1)).numbers.shape == (129, 1)


@pytest.mark.parametrize("broken", ["!", "AAAA", "eJwDAAAAAAE="])
def test_what_cannot_be_read_is_one_line(broken: str) -> None:
    made = PixelMap.of(VALUES, (0, 0, 6, 8))
    with pytest.raises(InputError, match="map by pixels"):
        _ = replace(made, shares=broken).numbers
    with pytest.raises(InputError, match="map by pixels"):
        _ = replace(made, rows=5).numbers
