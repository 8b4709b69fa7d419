"""Where a model's input stands in the image: known preprocessings are found again, areas are counted by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as pil

from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats
from exegesis.data.image import Image
from exegesis.modalities.image.placing import Placing, Stride, areas, of_cells, placing
from tests.modalities.image.pictures import picture, quarters

Made = Callable[[Any], Any]
NORMALISED = np.array([0.4, 0.5, 0.6])


def found(image: np.ndarray, made: Made) -> Placing:
    return placing(Image.of(image), lambda one: _entering(made(one.as_given(one.pixels))), "a model")


def _entering(pixels: Any) -> np.ndarray:
    """Normalised, channels first."""
    array = np.asarray(pixels).astype(np.float32) / 255
    return ((array - NORMALISED) / 0.25).astype(np.float32).transpose(2, 0, 1)


def resized(height: int, width: int, kind: Any = pil.Resampling.BILINEAR) -> Made:
    return lambda image: pil.fromarray(image).resize((width, height), kind)


def test_a_pixel_is_a_pixel_where_nothing_is_done() -> None:
    done = found(picture(24, 32), lambda image: image)
    assert (done.down, done.across) == (Stride(0.0, 1.0, 24), Stride(0.0, 1.0, 32))
    assert done.shown.all()
    regions = quarters(24, 32)
    parts = areas(done, regions).parts.toarray()
    np.testing.assert_array_equal(parts.argmax(axis=0).reshape(24, 32), regions)
    np.testing.assert_array_equal(parts.sum(axis=0), 1)


@pytest.mark.parametrize("kind", [pil.Resampling.BILINEAR, pil.Resampling.BICUBIC, pil.Resampling.NEAREST])
@pytest.mark.parametrize("size", [(16, 16), (60, 80), (224, 224)])
def test_the_whole_image_in_another_size(kind: Any, size: tuple[int, int]) -> None:
    done = found(picture(90, 120), resized(*size, kind))
    assert done.rectangle == (0.0, 0.0, 90.0, 120.0)
    assert done.grid == size


def test_resized_and_cut_in_the_middle() -> None:
    """To 64 x 96 and of that the middle 56 x 56."""
    done = found(picture(128, 192), lambda image: resized(64, 96)(image).crop((20, 4, 76, 60)))
    np.testing.assert_allclose(done.rectangle, (8, 40, 120, 152), atol=0.5)
    assert areas(done, quarters(128, 192)).parts.sum() == pytest.approx(56 * 56, rel=0.01)


def test_floats_grey_images_and_mirrors() -> None:
    pixels = picture(40, 50).astype(np.float32) / 255
    done = found(pixels, lambda image: 255 * image[:, ::-1])
    assert done.across == Stride(50.0, -1.0, 50)
    grey = found(picture(40, 50, grey=True), lambda image: np.repeat(image[:, :, None], 3, axis=2)[10:30])
    assert (grey.down, grey.across) == (Stride(10.0, 1.0, 20), Stride(0.0, 1.0, 50))
    regions = areas(done, np.arange(2000).reshape(40, 50)).parts.toarray().argmax(axis=0)
    np.testing.assert_array_equal(regions.reshape(40, 50), np.arange(2000).reshape(40, 50)[:, ::-1])


def test_what_is_filled_up_shows_nothing() -> None:
    def letterboxed(image: Any) -> Any:
        page = pil.new("RGB", (40, 40), (120, 10, 10))
        page.paste(pil.fromarray(image).resize((40, 20), pil.Resampling.BILINEAR), (0, 10))
        return page

    done = found(picture(60, 120), letterboxed)
    assert done.shown.sum() == 20 * 40
    assert not done.shown[:10].any()
    np.testing.assert_allclose(done.down.ends, (-30, 90), atol=0.6)
    counted = areas(done, quarters(60, 120))
    assert counted.parts.sum() == pytest.approx(800, rel=0.01)
    np.testing.assert_allclose(counted.parts.sum(axis=1), 200, rtol=0.03)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda image: image.transpose(1, 0, 2), "turns, bends or redraws"),
        (lambda image: pil.fromarray(image).rotate(20), "turns, bends or redraws"),
        (lambda image: np.zeros_like(image), "the same of a black and a white"),
        (lambda image: image[:1, :1], "too little"),
        (lambda image: (image / 255.0) ** 4 * 255, "turns, bends or redraws"),
        (lambda image: image[: 20 + (image.std() > 1)], "several sizes"),
    ],
)
def test_preprocessings_that_tell_nothing_are_refused_in_a_line(made: Made, said: str) -> None:
    with pytest.raises((UnsupportedError, ValueError), match=said) as caught:
        found(picture(40, 44), made)
    assert "\n" not in str(caught.value)


@given(
    start=st.floats(-3, 5),
    step=st.floats(0.2, 4),
    count=st.integers(1, 7),
    mirrored=st.booleans(),
)
def test_areas_are_those_of_overlapping_rectangles(start: float, step: float, count: int, mirrored: bool) -> None:
    one = Stride(start, -step if mirrored else step, count)
    placed = Placing(one, Stride(0.0, 2.0, 3), np.ones((count, 3), dtype=np.bool_))
    regions = np.arange(42).reshape(7, 6) % 5 - 1
    counted = areas(placed, regions).parts.toarray()
    np.testing.assert_allclose(counted, _by_hand(placed, regions), atol=1e-7)


def _by_hand(placed: Placing, regions: np.ndarray) -> Floats:
    made = np.zeros((int(regions.max()) + 1, placed.grid[0] * placed.grid[1]))
    for r in range(placed.grid[0]):
        for c in range(placed.grid[1]):
            for (y, x), owner in np.ndenumerate(regions):
                share = _shared(placed.down, r, y) * _shared(placed.across, c, x)
                if owner >= 0:
                    made[owner, r * placed.grid[1] + c] += share
    return made


def _shared(one: Stride, k: int, pixel: int) -> float:
    low, high = sorted((one.start + k * one.step, one.start + (k + 1) * one.step))
    return max(0.0, min(high, pixel + 1) - max(low, pixel)) / (high - low)


def test_cells_are_laid_over_the_input_as_torch_does_it() -> None:
    import torch

    done = found(picture(24, 32), lambda image: image)
    regions = quarters(24, 32)
    cells = np.random.default_rng(0).normal(size=(3, 5))
    counted = of_cells(areas(done, regions), (24, 32), (3, 5))
    laid = torch.nn.functional.interpolate(
        torch.from_numpy(cells)[None, None], size=(24, 32), mode="bilinear", align_corners=False
    )[0, 0].numpy()
    expected = [laid[regions == region].mean() for region in range(4)]
    np.testing.assert_allclose(counted.means(cells.ravel()), expected, rtol=1e-9)
    assert counted.sums(cells.ravel()).sum() == pytest.approx(cells.sum())
