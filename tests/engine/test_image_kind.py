"""Images through the same waist as texts: every method, to the end and back from JSON."""

import json
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image as pil

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.data.failed import Failed
from exegesis.data.image import Image
from exegesis.data.picture import KeptImage
from exegesis.data.place import Pixels
from exegesis.data.requests import Score
from exegesis.explainers.table import METHODS
from exegesis.modalities.image.absent import absent
from exegesis.modalities.image.segmentation import Grid
from tests.modalities.image.pictures import Linear, loaded, picture, quarters, reddish

BYTES, REGIONS = picture(), quarters()
MODEL = loaded(reddish, labels=["other", "red"])
# Of the methods of masks; parzen and greedy are for texts.
NAMES = [row.name for row in METHODS.values() if Score in row.load().asks]
SETTINGS: dict[str, dict[str, Any]] = {"lime": {"samples": 50_000, "kernel_width": 1000.0}}
EXACT = ("lime", "kernel_shap", "partition_shap", "permutation_shap", "exact_shap", "occlusion")


def explained(method: str = "occlusion", image: Any = BYTES, model: Any = MODEL, **settings: Any) -> Explanation:
    found = exegesis.explain(model, image, method, unit=settings.pop("unit", REGIONS), **settings)
    assert isinstance(found, Explanation)
    return found


@pytest.mark.parametrize("baseline", ["mean", "blur", "noise", "black", "#4080ff"])
@pytest.mark.parametrize("method", EXACT)
def test_a_sum_over_pixels_is_explained_by_what_each_region_adds(method: str, baseline: str) -> None:
    image = BYTES / 255
    model = Linear(image.shape, top=1)
    gone = absent(baseline, Image.of(image), REGIONS, stream(0, f"noise for {Image.of(image).digest}"))
    samples = {"samples": 3000} if method == "lime" else {}
    found = explained(method, image, loaded(model, task="regression"), baseline=baseline, **samples)
    near = 0.01 if method == "lime" else 1e-9  # LIME's ridge penalty of 1 draws scores towards 0
    np.testing.assert_allclose(found.scores, model.scores(image, gone.images, REGIONS), rtol=near, atol=near)
    assert found.baseline.name == baseline


@pytest.mark.parametrize("form", ["bytes", "floats", "grey", "pil"])
def test_the_form_of_an_image_does_not_matter_to_its_explanation(form: str) -> None:
    given: Any = {
        "bytes": BYTES,
        "floats": BYTES.astype(np.float32) / 255,
        "grey": picture(grey=True),
        "pil": pil.fromarray(BYTES),
    }[form]
    found = explained("kernel_shap", given, target="red", baseline="black")
    assert found.scores[0] == pytest.approx(reddish([np.asarray(given)])[0, 1], abs=1e-6)
    np.testing.assert_allclose(found.scores[1:], 0, atol=1e-9)


def test_what_an_explanation_of_an_image_is() -> None:
    found = explained(target="red", id="7")
    assert (found.text, found.unit, found.windows, found.parts, found.of) == ("", "region", (), (), "image")
    assert [unit.text for unit in found.units] == ["region 1", "region 2", "region 3", "region 4"]
    assert isinstance(found.units[0].at, Pixels)
    assert found.settings["segmentation"] == "own"
    assert found.settings["batch_pixels"] == MODEL.batch_tokens
    assert found.prediction.labels == ("other", "red")
    assert found.cost.forward_passes == 5
    assert found.cost.tokens == 0
    assert found.baseline.description == "an absent region has the mean colour of its pixels"
    assert isinstance(found.kept, KeptImage)
    np.testing.assert_array_equal(found.kept.shown(), BYTES)


@pytest.mark.parametrize("method", NAMES)
def test_it_comes_back_from_json_and_asks_the_same_again(method: str) -> None:
    few = {"samples": 40} if method == "lime" else {}
    found = explained(method, unit="slic", segments=6, seed=2, **few)
    again = Explanation.from_json(found.to_json())
    assert again == found
    Draft202012Validator(exegesis.explanation_schema()).validate(json.loads(found.to_json()))
    repeated = exegesis.explain(MODEL, **again.again())
    np.testing.assert_allclose(repeated.scores, found.scores, rtol=1e-6)
    assert repeated.units == found.units


def test_regions_are_written_as_runs_and_not_pixel_by_pixel() -> None:
    assert len(json.dumps(explained().to_dict()["units"])) < 1100  # of 768 pixels in 48 runs


def test_an_image_need_not_be_kept() -> None:
    found = Explanation.from_json(explained(keep_image=False).to_json())
    assert isinstance(found.kept, KeptImage)
    assert found.kept.png is None
    with pytest.raises(InputError, match="does not hold its image"):
        found.again()
    repeated = exegesis.explain(MODEL, **found.again(text=BYTES))
    np.testing.assert_allclose(repeated.scores, found.scores)


def test_the_usual_units_are_about_fifty_superpixels_and_their_number_can_be_said() -> None:
    shades = np.linspace(0, 1, 64)[:, None, None] * [0.9, 0.5, 0.1] + np.linspace(0, 0.1, 96)[None, :, None]
    large = shades.astype(np.float32)  # smooth, so that colours do not decide
    usual = exegesis.explain(MODEL, large, "occlusion")
    assert usual.settings["segmentation"] == "slic"
    assert usual.settings["segments"] == 50
    assert 30 < len(usual.units) < 70
    assert len(exegesis.explain(MODEL, large, "occlusion", segments=8).units) < 13
    with pytest.raises(InputError, match=r"segments has no effect on grid.*rows and columns"):
        explained(unit="grid", segments=8)


def test_methods_and_seeds_are_compared_over_the_same_regions_and_the_same_noise() -> None:
    one, other = (explained("kernel_shap", unit="quickshift", seed=seed, baseline="noise") for seed in (0, 5))
    assert one.units == other.units
    assert one.value == other.value
    np.testing.assert_allclose(one.scores.sum(), other.scores.sum())


def test_the_same_image_has_the_same_stream_and_another_has_another() -> None:
    one, same, other = (explained("random", image) for image in (BYTES, BYTES.copy(), BYTES + 1))
    np.testing.assert_array_equal(one.scores, same.scores)
    assert (one.scores != other.scores).all()


def test_masked_images_are_held_a_batch_at_a_time() -> None:
    most: list[int] = []
    model = loaded(lambda images: (most.append(len(images)), reddish(images))[1])
    explained("lime", model=model, samples=500, unit=Grid(4, 4), batch_pixels=5 * 24 * 32)
    assert max(most) == 5


def test_many_images_share_passes_and_errors_stay_in_their_place() -> None:
    images: list[Any] = [BYTES, np.full_like(BYTES, 3), BYTES // 2 + 1]
    found = list(exegesis.explain_many(MODEL, images, "occlusion", "red", unit=REGIONS))
    assert isinstance(found[1], Failed)
    assert "blank" in str(found[1].error)
    for place in (0, 2):
        one = found[place]
        assert isinstance(one, Explanation)
        np.testing.assert_allclose(one.scores, explained(image=images[place], target="red").scores)
    with pytest.raises(InputError, match="takes a list of images; put the one image in a list"):
        exegesis.explain_many(MODEL, BYTES)
    assert len(list(exegesis.explain_many(MODEL, np.stack([BYTES, BYTES // 2 + 1]), "random"))) == 2


def test_cost_is_told_beforehand() -> None:
    told = exegesis.estimate(MODEL, BYTES, "kernel_shap", unit=REGIONS)
    assert told.forward_passes == 16
    assert 0 <= told.seconds < 60


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "attention_rollout", "smooth_grad"])
def test_methods_of_gradients_name_those_that_fit_a_callable(method: str) -> None:
    with pytest.raises(UnsupportedError, match="These methods fit it: lime, kernel_shap"):
        explained(method)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"phrases": ["a b"]},
            "phrases has no effect on a model of images.*output, segments, keep_image, batch_pixels",
        ),
        ({"precision": "bfloat16"}, "precision has no effect on a model of images"),
        ({"threads": 2}, "threads=2 has no effect on reddish"),
        ({"segment": 3}, "unknown setting of occlusion 'segment'. Did you mean 'segments'"),
        ({"segments": 1}, "segments has no effect on own|segments must be"),
        ({"keep_image": "no"}, "keep_image must be true or false"),
        ({"baseline": "mask"}, "unknown baseline of an image 'mask'"),
        ({"target": "blue"}, "blue"),
        ({"unit": "token"}, "unknown unit of an image 'token'"),
        ({"method": "lime", "mode": "bag-of-words"}, "mode='bag-of-words' is for texts"),
        ({"method": "parzen", "background": ["a"]}, "parzen asks for answers to other texts"),
    ],
)
def test_what_has_no_effect_on_an_image_is_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_settings_of_images_are_refused_for_texts() -> None:
    with pytest.raises(InputError, match="segments has no effect on a model of texts; leave it out"):
        exegesis.explain(lambda texts: [[0.5, 0.5]] * len(texts), "a b", "occlusion", segments=5)
