"""What is an image, what is none, and in which form a model gets it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as pil

from exegesis.core.errors import InputError
from exegesis.data.image import Image
from tests.modalities.image.pictures import picture

BYTES = picture()


@pytest.mark.parametrize(
    ("given", "top"),
    [
        (BYTES, 255),
        (BYTES.astype(np.float32) / 255, 1),
        (BYTES.astype(np.float64), 255),
        (picture(grey=True), 255),
        (np.asfortranarray(BYTES), 255),
    ],
)
def test_arrays_are_taken_as_they_are_and_their_range_is_told(given: Any, top: int) -> None:
    image = Image.of(given)
    assert image.top == top
    assert image.pixels.dtype == given.dtype
    np.testing.assert_array_equal(image.as_given(image.pixels), given)
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0] = 0


def test_an_image_is_not_changed_behind_its_back() -> None:
    mine = BYTES.copy()
    image = Image.of(mine)
    mine[:] = 0
    np.testing.assert_array_equal(image.pixels, BYTES)


def test_a_pillow_image_comes_back_as_one() -> None:
    for given in (pil.fromarray(BYTES), pil.fromarray(picture(grey=True))):
        image = Image.of(given)
        again = image.as_given(image.pixels)
        assert isinstance(again, pil.Image)
        assert again.mode == given.mode
        np.testing.assert_array_equal(np.asarray(again), np.asarray(given))


def test_form_and_range_are_part_of_what_an_image_is() -> None:
    given = [BYTES, pil.fromarray(BYTES), BYTES.astype(np.float32), BYTES.astype(np.float32) / 255]
    assert len({Image.of(one).digest for one in given}) == 4
    assert Image.of(BYTES).digest == Image.of(BYTES.copy()).digest


def test_floats_are_rounded_for_the_eye_alone() -> None:
    image = Image.of(BYTES.astype(np.float32) / 255)
    np.testing.assert_array_equal(image.rounded(), BYTES)
    assert Image.of(picture(grey=True)).rounded().shape == (24, 32, 3)


def spoilt(value: float) -> Any:
    pixels = BYTES.astype(np.float64) / 255
    pixels[3, 5, 1] = value
    return pixels


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (BYTES.transpose(2, 0, 1), r"put the channels last, as in image.transpose\(1, 2, 0\)"),
        (BYTES[:, :, :2], r"take the transparency off, as in image\[:, :, 0\]"),
        (np.concatenate([BYTES, BYTES[:, :, :1]], axis=2), r"take the transparency off, as in image\[:, :, :3\]"),
        (BYTES[:, :, :1], r"give grey images as \(height, width\)"),
        (BYTES[None], "give one image; for several there is explain_many"),
        (BYTES[:1], "too few to explain"),
        (BYTES.astype(np.int64), "the image is of int64; give an array"),
        (BYTES > 90, "the image is of bool"),
        (spoilt(np.nan), "NaN or infinity at row 3, column 5"),
        (spoilt(np.inf), "NaN or infinity at row 3, column 5"),
        (spoilt(-0.5), "values from -0.5 to .*give it in 0..1 or 0..255"),
        (spoilt(300.0), "values from .* to 300.0"),
        ((BYTES > 90).astype(np.uint8), "all black in 0..255; give floats where 1 is white"),
        (np.full((8, 8, 3), 77, np.uint8), "the image is blank"),
        (pil.fromarray(BYTES).convert("CMYK"), r"the mode CMYK, .* image.convert\('RGB'\)"),
        (pil.fromarray(BYTES).convert("RGBA"), "the mode RGBA"),
        ([[1, 2], [3, 4]], "of the type list; give an array"),
        (b"png", "of the type bytes; give an array"),
        (None, "of the type NoneType; give an array"),
    ],
)
def test_what_is_no_image_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        Image.of(given)
    assert "\n" not in str(caught.value)


# -- files --------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_a_pillow_image(tmp_path: Path) -> None:
    pil.fromarray(BYTES).save(tmp_path / "a.png")
    for path in (tmp_path / "a.png", str(tmp_path / "a.png")):
        image = Image.of(path)
        np.testing.assert_array_equal(image.pixels, BYTES)
        assert image.form == "pil"


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    exif = pil.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    pil.fromarray(BYTES).save(tmp_path / "a.png", exif=exif)
    np.testing.assert_array_equal(Image.of(tmp_path / "a.png").pixels, np.rot90(BYTES, -1))


def test_palettes_and_opaque_images_become_colours_and_transparent_ones_are_refused(tmp_path: Path) -> None:
    few = (BYTES // 64) * 64 + 9
    pil.fromarray(few).quantize(256, method=pil.Quantize.MEDIANCUT).save(tmp_path / "p.png")
    assert Image.of(tmp_path / "p.png").pixels.shape == few.shape
    pil.fromarray(BYTES).convert("RGBA").save(tmp_path / "o.png")
    np.testing.assert_array_equal(Image.of(tmp_path / "o.png").pixels, BYTES)
    clear = pil.fromarray(BYTES).convert("RGBA")
    clear.putpixel((1, 1), (0, 0, 0, 7))
    clear.save(tmp_path / "t.png")
    with pytest.raises(InputError, match=r"t.png.*the mode RGBA"):
        Image.of(tmp_path / "t.png")


def test_files_that_are_none_are_refused_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no image")
    with pytest.raises(InputError, match="is no image that Pillow reads"):
        Image.of(tmp_path / "text.png")
    with pytest.raises(InputError, match=r"cannot read the image .*No such file"):
        Image.of(tmp_path / "none.png")
    pil.fromarray(BYTES).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:400])
    with pytest.raises(InputError, match=r"half.png"):
        Image.of(tmp_path / "half.png")


@pytest.mark.parametrize("most", [100, 500])  # beyond twice the limit Pillow raises, below it warns
def test_a_decompression_bomb_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    pil.fromarray(BYTES).save(tmp_path / "bomb.png")
    monkeypatch.setattr(pil, "MAX_IMAGE_PIXELS", most)
    with pytest.raises(InputError, match=r"bomb.png.*more pixels than Pillow opens") as caught:
        Image.of(tmp_path / "bomb.png")
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="has 768 pixels, and at most"):
        Image.of(BYTES)
