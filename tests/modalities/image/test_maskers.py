"""Masks over regions to images."""

import numpy as np
import pytest

from exegesis.data.image import Image, ImageRow
from exegesis.modalities.image.absent import absent
from exegesis.modalities.image.maskers import RegionMasker
from tests.modalities.image.pictures import picture, quarters

REGIONS = quarters()


def masker(name: str = "black", grey: bool = False, regions: np.ndarray = REGIONS) -> RegionMasker:
    image = Image.of(picture(grey=grey))
    return RegionMasker(image, regions, absent(name, image, regions, np.random.default_rng(0)))


@pytest.mark.parametrize("grey", [False, True])
def test_absent_regions_are_painted_and_the_others_left_alone(grey: bool) -> None:
    made = masker(grey=grey)
    masks = np.random.default_rng(1).random((9, 4)) < 0.5
    for mask, row in zip(masks, made.rows(0, masks), strict=True):
        stays = mask[REGIONS]
        np.testing.assert_array_equal(row.pixels()[stays], picture(grey=grey)[stays])
        assert not row.pixels()[~stays].any()
        assert row.size == 24 * 32


def test_draws_are_rows_beside_one_another() -> None:
    made = masker("noise")
    rows = made.rows(0, np.array([[True, True, False, True], [True] * 4]))
    assert len(rows) == 8 == 2 * len(made.draws)
    for row, noise in zip(rows, made.absent.images, strict=False):
        np.testing.assert_array_equal(row.pixels()[REGIONS == 2], noise[REGIONS == 2])
    assert len({row.key for row in rows[:4]}) == 4


def test_the_whole_image_is_one_row_whatever_masks_it() -> None:
    whole = np.ones((1, 4), dtype=np.bool_)
    keys = {row.key for name in ("black", "noise", "mean") for row in masker(name).rows(0, whole)}
    assert keys == {ImageRow(Image.of(picture())).key}


def test_keys_tell_masks_baselines_maps_and_images_apart() -> None:
    mask = np.array([[True, False, True, True]])
    other = np.where(REGIONS == 0, 1, np.where(REGIONS == 1, 0, REGIONS))
    made = [masker(), masker("white"), masker(regions=other), masker(grey=True)]
    assert len({one.rows(0, mask)[0].key for one in made}) == 4
    assert masker().rows(0, mask)[0].key == masker().rows(0, mask)[0].key
    assert masker().rows(0, ~mask)[0].key != masker().rows(0, mask)[0].key


def test_pixels_of_no_unit_always_stay() -> None:
    some = np.where(REGIONS == 0, -1, REGIONS - 1)
    (row,) = masker(regions=some).rows(0, np.zeros((1, 3), dtype=np.bool_))
    np.testing.assert_array_equal(row.pixels()[some < 0], picture()[some < 0])
    assert not row.pixels()[some >= 0].any()


def test_the_tree_is_of_the_regions() -> None:
    assert masker().tree().n == 4
