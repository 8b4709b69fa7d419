"""A callable of images as a model."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image as pil

import exegesis
from exegesis.adapters.base import Model
from exegesis.adapters.images import ImageModel, image_model
from exegesis.core.errors import InputError, LoadError, ModelError, UnsupportedError
from tests.modalities.image.pictures import loaded, picture, reddish

BYTES = picture()


def answering(answer: Any) -> Callable[[list[Any]], Any]:
    return lambda images: answer


def test_a_callable_is_a_model_of_images() -> None:
    model = loaded(reddish, labels=["other", "red"], name="mine")
    assert isinstance(model, ImageModel)
    assert (model.reads, model.labels, model.name, model.kind) == ("image", ("other", "red"), "mine", "single-label")
    np.testing.assert_allclose(model.predict([BYTES, BYTES // 2]), reddish([BYTES, BYTES // 2]))
    assert model.predict([]).shape == (0, 2)
    assert "red" in repr(model)


def test_it_gets_a_list_of_what_was_given() -> None:
    seen: list[Any] = []
    model = loaded(lambda images: (seen.append(images), reddish(images))[1])
    for given in (BYTES, BYTES.astype(np.float32) / 255, pil.fromarray(BYTES), picture(grey=True)):
        model.predict([given])
        (got,) = seen.pop()
        assert type(got) is (np.ndarray if isinstance(given, np.ndarray) else pil.Image)
        np.testing.assert_array_equal(np.asarray(got), np.asarray(given))
        assert np.asarray(got).dtype == np.asarray(given).dtype


def test_labels_are_learned_from_the_first_answer() -> None:
    model = loaded(reddish)
    assert model.labels == ()
    model.predict([BYTES])
    assert model.labels == ("class 0", "class 1")


def test_batches_are_bounded_by_pixels() -> None:
    sizes: list[int] = []
    model = loaded(lambda images: (sizes.append(len(images)), reddish(images))[1])
    model.predict([BYTES] * 10, batch_pixels=3 * BYTES.shape[0] * BYTES.shape[1])
    assert sizes == [3, 3, 3, 1]


def test_predictions_of_one_image_and_of_several() -> None:
    model = loaded(reddish, labels=["other", "red"])
    (one,) = exegesis.predict(model, BYTES)
    assert one.outputs == pytest.approx(tuple(reddish([BYTES])[0]))
    several = exegesis.predict(model, [BYTES, BYTES // 2 + 1])
    assert [answer.outputs[1] for answer in several] == pytest.approx(reddish([BYTES, BYTES // 2 + 1])[:, 1].tolist())
    with pytest.raises(InputError, match="image 2: the image is blank"):
        exegesis.predict(model, [BYTES, np.full_like(BYTES, 9)])
    with pytest.raises(InputError, match="unknown setting of predict 'max_tokens'"):
        exegesis.predict(model, BYTES, max_tokens=3)


@pytest.mark.parametrize(
    ("answer", "options", "said"),
    [
        ([[0.5, 0.5]] * 2, {}, "returned 2 rows for 1 image; return one row for each image"),
        ([[0.5, np.nan]], {}, "NaN or infinity for image 0"),
        ([[2.0, -1.0]], {}, "not probabilities; return probabilities, or load it with task='regression'"),
        ([[0.5, 0.9]], {}, "sum to 1.4 for an image"),
        ([0.5], {}, "one number for each image"),
        ([[0.5, 0.5]], {"labels": ["a", "b", "c"]}, "2 classes where 3 are known"),
        ("no", {}, "not an array of numbers"),
    ],
)
def test_answers_are_checked(answer: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        loaded(answering(answer), **options).predict([BYTES])


def test_logits_can_be_explained_as_values() -> None:
    assert loaded(answering([[2.0, -1.0]]), task="regression").predict([BYTES]).tolist() == [[2.0, -1.0]]


def test_what_is_no_model_of_images_is_refused() -> None:
    with pytest.raises(InputError, match=r"unknown modality 'smell'.*text, image"):
        exegesis.load(reddish, modality="smell")
    with pytest.raises(LoadError, match="'bundled:sentiment' reads texts; leave modality='image' out"):
        exegesis.load("bundled:sentiment", modality="image")
    with pytest.raises(UnsupportedError, match="good reads no images"):
        image_model(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="good"))
    assert issubclass(ImageModel, Model)


def test_a_torch_module_is_told_what_to_write() -> None:
    from torch import nn

    with pytest.raises(LoadError, match="cannot read images by itself; say how one becomes its input"):
        exegesis.load(nn.Linear(2, 2), modality="image")
