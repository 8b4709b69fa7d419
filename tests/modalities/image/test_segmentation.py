"""Ways to cut an image into regions."""

import sys
from typing import Any

import numpy as np
import pytest
from skimage import segmentation as oracle

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.image import Image
from exegesis.data.regions import numbered
from exegesis.modalities.image.segmentation import Felzenszwalb, Grid, Quickshift, Slic, cut, segmentation
from tests.modalities.image.pictures import picture, quarters

BYTES = picture(48, 64)
IMAGE = Image.of(BYTES)


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (Slic(20, 12.0), lambda x: oracle.slic(x, n_segments=20, compactness=12.0, start_label=0, channel_axis=-1)),
        (
            Quickshift(seed=3),
            lambda x: oracle.quickshift(x.astype(np.float64), kernel_size=4, max_dist=200, ratio=0.2, rng=3),
        ),
        (Felzenszwalb(50, 0.5, 20), lambda x: oracle.felzenszwalb(x, scale=50, sigma=0.5, min_size=20)),
    ],
)
def test_superpixels_are_those_of_scikit_image(way: Any, expected: Any) -> None:
    found = cut(IMAGE, way)
    np.testing.assert_array_equal(found, numbered(expected((BYTES / np.float32(255)).astype(np.float32))))
    assert found.max() > 1
    assert way.said()["segmentation"] == way.name


@pytest.mark.parametrize("way", [Slic(20), Quickshift(), Felzenszwalb(min_size=20), Grid(4, 5)])
def test_the_form_of_an_image_does_not_move_its_regions(way: Any) -> None:
    for given in (BYTES.astype(np.float32), BYTES.astype(np.float32) / 255):
        np.testing.assert_array_equal(cut(Image.of(given), way), cut(IMAGE, way))
    assert cut(Image.of(picture(48, 64, grey=True)), way).shape == (48, 64)


def test_a_grid_is_of_rectangles_as_equal_as_pixels_allow() -> None:
    found = cut(IMAGE, Grid(5, 3))
    assert found.max() == 14
    sizes = np.bincount(found.ravel())
    assert sizes.max() - sizes.min() <= 10 + 22  # a row or a column more
    np.testing.assert_array_equal(cut(IMAGE, Grid(2, 2)), quarters(48, 64))


def test_a_map_of_ones_own_and_a_function_that_gives_one() -> None:
    mine = quarters(48, 64) * 5 + 2
    mine[0, 0] = -1
    seen = []
    for unit in (mine, lambda pixels: (seen.append(pixels), mine)[1]):
        found = cut(IMAGE, segmentation(unit))
        assert (found[0, 0], found.max()) == (-1, 3)
    np.testing.assert_array_equal(seen[0], BYTES)  # in the form in which the model gets it


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("word", "unknown unit of an image 'word'.*Choose from: slic, quickshift, felzenszwalb, grid"),
        ("slik", "Did you mean 'slic'"),
        (7, "unit must be one of slic"),
        (np.zeros((3, 3), int), r"has the shape \(3, 3\), and the image \(48, 64\)"),
        (quarters(48, 64) / 2, "is of float64; give whole numbers"),
        (np.zeros((48, 64), int), "the image has 1 region"),
        (Grid(1, 1), "the image has 1 region"),
        (Grid(49, 1), "a grid of 49 x 1 does not fit an image of 48 x 64"),
        (Felzenszwalb(min_size=4000), "the image has 1 region"),
    ],
)
def test_what_cuts_nothing_is_refused_in_a_line(unit: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cut(IMAGE, segmentation(unit))


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        (Slic, {"segments": 1}, "segments must be a whole number of at least 2"),
        (Slic, {"compactness": 0}, "compactness must be a number above 0"),
        (Quickshift, {"max_dist": float("inf")}, "max_dist must be a number above 0"),
        (Quickshift, {"seed": -1}, "seed must be a whole number of at least 0"),
        (Felzenszwalb, {"sigma": "much"}, "sigma must be a number, 0 or more"),
        (Grid, {"rows": 2.0}, "rows must be a whole number"),
    ],
)
def test_settings_are_checked_when_they_are_said(kind: Any, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        kind(**settings)


def test_without_scikit_image_there_are_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skimage", None)
    with pytest.raises(UnsupportedError, match=r"pip install 'exegesis\[image\]'.*unit='grid'"):
        cut(IMAGE, Slic())
    assert cut(IMAGE, Grid()).max() == 48
