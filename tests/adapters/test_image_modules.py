"""Torch modules with a preprocessing: what they are asked, what their answers are taken for, and what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as pil

import exegesis
from exegesis.adapters.capabilities import GivesPointGradients
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.core.errors import LoadError, ModelError, UnsupportedError
from tests.image_networks import Network, Then, cropped, loaded, plain
from tests.modalities.image.pictures import picture

IMAGE = picture(24, 30)


def softmax(logits: torch.Tensor) -> torch.Tensor:
    return logits.softmax(-1)


def test_answers_are_the_modules_own() -> None:
    network = Network()
    model = loaded(network, labels=["cat", "dog", "fox"])
    assert (model.labels, model.name, model.reads, model.scale) == (("cat", "dog", "fox"), "Network", "image", "logit")
    images = [IMAGE, picture(20, 20)]
    with torch.no_grad():
        theirs = torch.cat([network(plain(one)[None]) for one in images]).softmax(-1)
    np.testing.assert_allclose(model.predict(images), theirs, rtol=1e-5)
    assert model.fingerprint().weights
    assert model.fingerprint().weights != loaded(Network(1)).fingerprint().weights
    assert {"gradients", "pixels", "classes"} <= model.gives
    assert isinstance(model, GivesPointGradients)


@pytest.mark.parametrize(
    ("link", "task", "scale"),
    [
        (lambda logits: logits, None, "logit"),
        (softmax, None, "probability"),
        (lambda logits: logits.log_softmax(-1), None, "logit"),
        (torch.sigmoid, "multi-label", "probability"),
        (lambda logits: logits, "multi-label", "logit"),
        (lambda logits: logits, "regression", "value"),
    ],
)
def test_logits_are_told_from_probabilities_and_said(
    link: Callable[[torch.Tensor], torch.Tensor], task: str | None, scale: str
) -> None:
    model = loaded(Then(Network(), link), task=task)
    assert model.scale == scale
    assert len(model.labels) == 3
    assert bool(model.notes) == (scale == "logit")
    answers = model.predict([IMAGE])
    if task is None:
        np.testing.assert_allclose(answers, loaded().predict([IMAGE]), rtol=1e-5)
    if scale == "logit":
        found = exegesis.explain(model, IMAGE, "occlusion", unit="grid")
        assert any("read as logits" in one for one in found.warnings)


def test_it_is_learned_from_the_first_image_where_noise_does_not_fit() -> None:
    """A head over all pixels takes images of one size alone."""
    torch.manual_seed(0)
    whole = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(24 * 30 * 3, 4), torch.nn.Softmax(-1))
    model = loaded(whole)
    assert model.labels == ()
    assert model.predict([IMAGE]).shape == (1, 4)
    assert model.scale == "probability"
    assert model.labels[3] == "class 3"


def test_probabilities_that_are_none_later_are_refused() -> None:
    model = loaded(Then(Network(), lambda logits: logits.softmax(-1) * (1 + (logits.shape[0] == 2))))
    with pytest.raises(ModelError, match="let the module return one of the two"):
        model.predict([IMAGE, IMAGE // 2])


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda image: plain(image)[None], "channels, height, width"),
        (lambda image: plain(image).byte(), "uint8"),
        (lambda image: plain(image) * np.nan, "NaN"),
        (lambda image: [1.0], "list"),
        (lambda image: image.nothing, "failed in preprocess: AttributeError"),
    ],
)
def test_a_preprocessing_that_does_not_do_is_told_in_a_line(made: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        loaded(preprocess=made).predict([IMAGE])


def test_modules_that_do_not_do_are_told_in_a_line() -> None:
    with pytest.raises(LoadError, match="preprocess=function"):
        exegesis.load(Network(), modality="image")
    with pytest.raises(LoadError, match="as a pair"):
        exegesis.load(Network())
    with pytest.raises(LoadError, match="no effect"):
        exegesis.load(len, modality="image", preprocess=plain)
    with pytest.raises(LoadError, match="3 outputs, and 2 are named"):
        loaded(labels=["a", "b"])
    with pytest.raises(LoadError, match="one number for each image"):
        loaded(Then(Network(), lambda logits: logits[:, :1]))
    with pytest.raises(ModelError, match="must return a tensor"):
        loaded(Then(Network(), lambda logits: logits[:, :, None])).predict([IMAGE])


def test_it_gets_what_was_given() -> None:
    seen: list[Any] = []
    model = loaded(preprocess=lambda image: (seen.append(image), plain(image))[1])
    for given in (IMAGE, IMAGE.astype(np.float32) / 255, pil.fromarray(IMAGE), picture(grey=True)):
        seen.clear()
        model.predict([given])
        assert isinstance(seen[0], type(given) if isinstance(given, np.ndarray) else pil.Image)
        np.testing.assert_array_equal(np.asarray(seen[0]), np.asarray(given))


def test_a_module_in_training_and_its_gradients_are_left_alone() -> None:
    network = Network()
    model = loaded(network, cropped)
    entering = model.entering(_row(IMAGE))
    assert entering.shape == (3, 24, 24)
    points = entering.reshape(3, -1).T[None]
    network.train()
    reply = model.point_gradients(points, (24, 24), lambda result, _: result.logits[:, :2])
    assert (reply.values.shape, reply.gradients.shape) == ((1, 2), (1, 2, 576, 3))
    assert all(weights.grad is None for weights in network.parameters())
    leaf = torch.from_numpy(entering)[None].requires_grad_()
    (theirs,) = torch.autograd.grad(network(leaf)[0, 1], leaf)
    np.testing.assert_allclose(reply.gradients[0, 1].T.reshape(3, 24, 24), theirs[0], atol=1e-6)


def test_the_last_map_is_what_ends_the_last_convolutions_size() -> None:
    model = loaded()
    entering = model.entering(_row(picture(24, 24)))
    at = model.feature_map(entering, None)
    assert at == FeatureMap("bend", (8, 8))
    vectors = model.mapped(entering, at)
    assert vectors.shape == (64, 8)
    assert vectors.min() == 0
    reply = model.point_gradients(vectors[None], at.grid, lambda result, _: result.logits, (at, entering))
    np.testing.assert_allclose(reply.values, model.outputs([_row(picture(24, 24))]), rtol=1e-5)
    # The head reads their mean: the gradient is its weights over the cells.
    np.testing.assert_allclose(reply.gradients[0, 2, 5], model.model.head.weight[2].detach() / 64, rtol=1e-5)
    assert model.feature_map(entering, "first").grid == (24, 24)
    with pytest.raises(UnsupportedError, match="'head' gives an output"):
        model.feature_map(entering, "head")
    with pytest.raises(Exception, match=r"unknown layer 'ben'.*bend"):
        model.feature_map(entering, "ben")


def test_maps_that_no_grad_cam_can_weigh() -> None:
    linear = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten(), torch.nn.Linear(12, 2))
    model = loaded(linear)
    with pytest.raises(UnsupportedError, match="no convolution"):
        model.feature_map(model.entering(_row(IMAGE)), None)
    coarse = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 24), torch.nn.Flatten(), torch.nn.Linear(4, 2))
    model = loaded(coarse, cropped)
    with pytest.raises(UnsupportedError, match="in one cell"):
        model.feature_map(model.entering(_row(IMAGE)), None)


def _row(pixels: np.ndarray) -> Any:
    from exegesis.data.image import Image, ImageRow

    return ImageRow(Image.of(pixels))
