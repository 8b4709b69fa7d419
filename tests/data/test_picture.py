"""The image inside an explanation."""

import pickle

import numpy as np
import pytest

from exegesis.core.codec import plain, read
from exegesis.core.errors import InputError
from exegesis.data.image import Image
from exegesis.data.picture import KeptImage
from tests.modalities.image.pictures import picture

BYTES = picture()


def written(image: Image, keep: bool = True) -> KeptImage:
    return read(KeptImage, plain(KeptImage.of(image, keep)), "a picture")


@pytest.mark.parametrize(
    "pixels",
    [BYTES, picture(grey=True), BYTES.astype(np.float32) / 255, BYTES / 255, BYTES.astype(np.float64)],
)
def test_an_image_of_eight_bits_comes_back_from_json(pixels: np.ndarray) -> None:
    image = Image.of(pixels)
    again = written(image)
    assert again == KeptImage.of(image)
    assert again.image.digest == image.digest
    np.testing.assert_array_equal(again.image.pixels, pixels)
    np.testing.assert_array_equal(again.shown(), image.rounded())


def test_every_byte_comes_back_as_the_float_it_was() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for kind in (np.float32, np.float64):
        image = Image.of((ramp / kind(255)).astype(kind))
        np.testing.assert_array_equal(written(image).image.pixels, image.pixels)


def test_an_image_of_more_bits_is_there_while_the_explanation_lives_and_not_afterwards() -> None:
    image = Image.of(BYTES / 255 * 0.997)
    assert KeptImage.of(image).image is image
    assert written(image).shown() is not None
    with pytest.raises(InputError, match=r"in 8 bits, .*again\(text=image\)"):
        _ = written(image).image


def test_an_image_that_was_not_kept_is_told_by_its_digest() -> None:
    found = written(Image.of(BYTES), keep=False)
    assert (found.png, found.shown(), found.sha256) == (None, None, Image.of(BYTES).digest)
    with pytest.raises(InputError, match="keep_image=False"):
        _ = found.image


def test_a_picture_of_another_size_or_none_is_refused() -> None:
    from dataclasses import replace

    made = written(Image.of(BYTES))
    for wrong in (replace(made, width=31), replace(made, png="no PNG"), replace(made, png="QUJD")):
        with pytest.raises(InputError, match="explanation's PNG"):
            _ = wrong.image
    assert pickle.loads(pickle.dumps(made)) == made
