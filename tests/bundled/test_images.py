"""The bundled classifier of photographs: its folder, its terms, and what it makes of photographs."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from recipes.images.measuring import measure

import exegesis
from exegesis.adapters.bundled import BUNDLED
from exegesis.adapters.bundled_images import BundledImages
from exegesis.adapters.image_features import features
from exegesis.core.errors import LoadError
from exegesis.core.files import sha256
from exegesis.data.image import Image, ImageRow
from tests.datasets import FOLDER, needs_data
from tests.modalities.image.pictures import picture

PLACE: Path = BUNDLED["images"].folder


@pytest.fixture(scope="module")
def model() -> BundledImages:
    found = exegesis.load("bundled:images")
    assert isinstance(found, BundledImages)
    return found


def test_the_folder_holds_data_its_card_and_its_terms() -> None:
    record = json.loads((PLACE / "training.json").read_text(encoding="utf-8"))
    card = (PLACE / "README.md").read_text(encoding="utf-8")
    assert record["model_sha256"] == sha256(PLACE / "model.safetensors")
    assert record["model_sha256"] in card
    assert sum(file.stat().st_size for file in PLACE.iterdir()) < 9_400_000
    assert {file.suffix for file in PLACE.iterdir()} == {".json", ".safetensors", ".md", ".txt"}
    assert "Apache License" in (PLACE / "LICENSE.txt").read_text(encoding="utf-8")
    assert "TensorFlow Authors (Google)" in (PLACE / "NOTICE.txt").read_text(encoding="utf-8")
    for said in ("Apache-2.0", "Tan and Le", "bicubic", "square in the middle", record["command"]):
        assert re.search(re.escape(said), card), said


def test_answers_are_choices_among_a_thousand_classes(model: BundledImages) -> None:
    assert (model.reads, model.kind, len(model.labels), model.name) == ("image", "single-label", 1000, "bundled:images")
    images = [picture(), picture(224, 224), picture(300, 100), picture(grey=True)]
    answers = model.predict(images)
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-6)
    alone = np.concatenate([model.predict([image]) for image in images])
    np.testing.assert_allclose(answers, alone, rtol=1e-3, atol=1e-7)
    np.testing.assert_allclose(model.predict([picture() / 255]), answers[:1], rtol=1e-5)
    assert model.fingerprint().weights


def test_what_lies_outside_the_square_is_not_seen(model: BundledImages) -> None:
    wide = picture(60, 100)
    cropped = wide[:, 20:80]
    np.testing.assert_allclose(model.predict([wide]), model.predict([cropped]), rtol=1e-6)
    found = exegesis.explain(model, wide, "occlusion", unit=exegesis.Grid(1, 5))
    np.testing.assert_allclose(found.scores[[0, 4]], 0, atol=1e-5)
    assert (np.abs(found.scores[1:4]) > 1e-3).all()


def test_it_may_be_named_and_read_otherwise() -> None:
    model = exegesis.load("bundled:images", "multi-label", modality="image", name="mine", threads=1)
    assert (model.kind, model.name) == ("multi-label", "mine")
    for options, said in (
        ({"labels": ["a", "b"]}, "has 1000 outputs, and labels has 2"),
        ({"task": "masked-lm"}, "task='masked-lm' does not fit it"),
        ({"modality": "text"}, "'bundled:images' reads images; leave modality='text' out"),
    ):
        with pytest.raises(LoadError, match=said):
            exegesis.load("bundled:images", **options)  # type: ignore[call-overload]


def test_its_maps_and_gradients_are_given(model: BundledImages) -> None:
    image = picture(224, 224)
    assert {"gradients", "pixels"} <= model.gives
    assert features(model, Image.of(image)).shape == (7, 7, 1280)
    entering = model.entering(ImageRow(Image.of(image)))
    at = model.feature_map(entering, None)
    assert (at.layer, at.grid) == ("head_activation", (7, 7))
    vectors = model.mapped(entering, at)
    np.testing.assert_allclose(vectors.reshape(7, 7, 1280), features(model, Image.of(image)), atol=1e-4)
    reply = model.point_gradients(vectors[None], at.grid, lambda result, _: result.logits[:, :2], (at, entering))
    # The head reads their mean: the gradient is its weights over the cells.
    weights = model.model.classifier.weight[1].numpy() / 49
    np.testing.assert_allclose(reply.gradients[0, 1, 5], weights, rtol=1e-4, atol=1e-9)


@needs_data
@pytest.mark.slow
def test_photographs_are_recognised() -> None:
    found = measure(PLACE, FOLDER)
    assert found.images == 53
    assert found.top_1 >= 40
    assert found.top_5 >= 52
