"""LIME as the `lime` package does it with images, on the package's own draws (`lime.lime_image` 0.2.0.1)."""

from typing import Any

import numpy as np
import pytest
from lime.lime_image import LimeImageExplainer

import exegesis
from exegesis.core.errors import UnsupportedError
from exegesis.core.randomness import stream
from exegesis.explainers.lime import Lime
from exegesis.modalities.image.segmentation import Quickshift, cut
from tests.modalities.image.pictures import loaded, picture, quarters, reddish

IMAGE = picture() / 255
REGIONS = quarters() * 3 + np.arange(32) // 11 % 3  # eight
REGIONS = np.unique(REGIONS, return_inverse=True)[1].reshape(24, 32)


def bent(images: Any) -> np.ndarray:
    """Two probabilities that no linear model gives."""
    chance = np.array(
        [np.tanh(3 * np.asarray(one)[4:20, 4:28, 0].std() + np.asarray(one)[:9, :9].mean()) for one in images]
    )
    return np.stack([1 - chance, chance], axis=1)


def packages(samples: int, hide: Any = None) -> tuple[np.ndarray, np.ndarray, Any]:
    """(masks, both probabilities, the package's explanation)."""
    seen = {}

    class Watched(LimeImageExplainer):
        def data_labels(self, *given: Any, **named: Any) -> tuple[np.ndarray, np.ndarray]:
            seen["data"] = super().data_labels(*given, **named)
            return seen["data"]

    made = Watched(random_state=1).explain_instance(
        IMAGE,
        bent,
        top_labels=2,
        hide_color=hide,
        num_samples=samples,
        segmentation_fn=lambda pixels: REGIONS,
        random_seed=2,
    )
    return *seen["data"], made


@pytest.mark.parametrize("hide", [None, 0])
def test_scores_are_the_packages_on_its_own_masks(hide: Any) -> None:
    masks, values, made = packages(300, hide)
    found = Lime(preset="image", samples=300).attribute(masks.astype(np.bool_), values)
    for label in (0, 1):
        theirs = dict(made.local_exp[label])
        np.testing.assert_allclose(found.scores[label], [theirs[unit] for unit in range(REGIONS.max() + 1)], atol=1e-9)
        assert found.diagnostics[label]["intercept"] == pytest.approx(made.intercept[label])
        assert found.diagnostics[label]["weighted_r2"] == pytest.approx(made.score)  # complements fit alike


@pytest.mark.parametrize(("baseline", "hide"), [("mean", None), ("black", 0)])
def test_masked_images_get_the_same_answers_as_the_packages(baseline: str, hide: Any) -> None:
    from exegesis.data.image import Image
    from exegesis.modalities.image.absent import absent
    from exegesis.modalities.image.maskers import RegionMasker

    masks, values, _ = packages(60, hide)
    image = Image.of(IMAGE)
    masker = RegionMasker(image, REGIONS, absent(baseline, image, REGIONS, np.random.default_rng(0)))
    ours = bent([row.pixels() for row in masker.rows(0, masks.astype(np.bool_))])
    np.testing.assert_allclose(ours, values, atol=1e-12)


def test_masks_are_coins_behind_the_whole_image() -> None:
    masks = Lime(preset="image", samples=4001).masks(10, stream(0, ""))
    assert masks.shape == (4001, 10)
    assert masks[0].all()
    np.testing.assert_allclose(masks[1:].mean(axis=0), 0.5, atol=0.04)  # five standard errors
    kept = masks[1:].sum(axis=1)
    assert kept.var() == pytest.approx(2.5, rel=0.12)


def test_superpixels_are_quickshift_where_no_unit_is_named() -> None:
    pixels = picture(48, 64)
    model = loaded(reddish)
    found = exegesis.explain(model, pixels, "lime", preset="image", samples=20)
    assert found.settings["segmentation"] == "quickshift"
    assert found.settings["paired"] is False
    assert len(found.units) == cut(found.input, Quickshift()).max() + 1
    assert exegesis.explain(model, pixels, "lime", preset="image", samples=20, unit="grid").settings["rows"] == 7
    assert exegesis.explain(model, pixels, "lime", samples=20, segments=9).settings["segmentation"] == "slic"


@pytest.mark.parametrize("given", ["a good film", np.sin(np.arange(40.0))])
def test_the_way_of_images_is_refused_for_what_is_none(given: Any) -> None:
    is_text = isinstance(given, str)
    model = exegesis.load(lambda given: [[0.4, 0.6] for _ in given], modality="text" if is_text else "series")
    with pytest.raises(UnsupportedError, match=f"is for images, and .* reads {'texts' if is_text else 'series'}; "):
        exegesis.explain(model, given, "lime", preset="image")
