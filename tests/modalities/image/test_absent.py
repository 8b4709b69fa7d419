"""What an absent region looks like."""

from typing import Any

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from exegesis.core.errors import InputError
from exegesis.data.image import Image
from exegesis.modalities.image.absent import absent
from tests.modalities.image.pictures import picture, quarters

BYTES, REGIONS = picture(), quarters()
FLOATS = BYTES / 255
FORMS = {"bytes": BYTES, "floats": FLOATS, "wide floats": BYTES.astype(np.float32), "grey": picture(grey=True)}


def made(name: Any, pixels: np.ndarray, regions: np.ndarray = REGIONS) -> Any:
    return absent(name, Image.of(pixels), regions, np.random.default_rng(0))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["auto", "mean", "blur", "light-blur", "noise", "black", "grey", "white", "#ff8000"])
def test_it_is_an_image_of_the_same_type_and_range(name: str, form: str) -> None:
    pixels = FORMS[form]
    found = made(name, pixels)
    for image in found.images:
        assert (image.shape, image.dtype) == (pixels.shape, pixels.dtype)
        assert 0 <= image.min() <= image.max() <= Image.of(pixels).top
    assert found.weights.sum() == pytest.approx(1)
    assert found.name in found.description or "blur" in found.name


def test_the_mean_of_each_region() -> None:
    (found,) = made("auto", FLOATS).images
    for region in range(4):
        inside = region == REGIONS
        np.testing.assert_allclose(found[inside], np.broadcast_to(FLOATS[inside].mean(axis=0), (192, 3)))
    (rounded,) = made("mean", BYTES).images
    np.testing.assert_array_equal(rounded, np.rint(found * 255))


def test_pixels_of_no_unit_stay() -> None:
    some = np.where(REGIONS == 0, -1, REGIONS - 1)
    (found,) = made("mean", FLOATS, some).images
    np.testing.assert_array_equal(found[some < 0], FLOATS[some < 0])


def test_colours() -> None:
    assert made("white", FLOATS).images[0].min() == 1
    assert made("grey", BYTES).images[0][0, 0].tolist() == [128, 128, 128]
    assert made("#ff8000", BYTES).images[0][0, 0].tolist() == [255, 128, 0]
    assert made("#ff0000", picture(grey=True)).images[0][0, 0] == round(0.299 * 255)


def test_the_blur_is_gaussian_and_says_how_wide() -> None:
    found = made("blur", FLOATS)
    np.testing.assert_allclose(found.images[0], gaussian_filter(FLOATS, (1.2, 1.2, 0), mode="nearest"))
    assert "sigma 1.2 pixels" in found.description
    light = made("light-blur", FLOATS).images[0]
    weights = np.exp(-(np.arange(-5, 6) ** 2) / 50)
    across = np.outer(weights, weights) / weights.sum() ** 2
    np.testing.assert_allclose(light[12, 16], np.einsum("ij,ijc->c", across, FLOATS[7:18, 11:22]))


def test_noise_is_several_draws_of_its_stream() -> None:
    one, other = made("noise", BYTES), made("noise", BYTES)
    assert len(one.images) == 4
    for mine, same in zip(one.images, other.images, strict=True):
        np.testing.assert_array_equal(mine, same)
    assert (one.images[0] != one.images[1]).mean() > 0.9


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("blurr", "Did you mean 'blur'"),
        ("mask", "unknown baseline of an image 'mask'"),
        ("#12", "unknown baseline of an image"),
        (("black", "white"), "baseline must be one of mean"),
    ],
)
def test_unknown_ways_are_a_line(name: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        made(name, BYTES)
