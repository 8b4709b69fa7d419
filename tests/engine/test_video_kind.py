"""Videos through the same waist as texts, to the end and back from JSON."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Boxes, Explanation, Supervoxels
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.data.failed import Failed
from exegesis.data.kept_video import KeptVideo
from exegesis.data.video import Video
from exegesis.modalities.video.maskers import absent_in_video
from tests.modalities.video.films import FRAMES, HEIGHT, WIDTH, Adding, eighths, film, loaded, sees_red

FILM, WHERE = film()
MODEL = loaded(sees_red, labels=["none", "red"])
METHODS: dict[str, dict[str, Any]] = {
    "lime": {"samples": 300},
    "kernel_shap": {"samples": 300},
    "partition_shap": {"samples": 200},
    "occlusion": {},
}


def explained(method: str = "occlusion", video: Any = FILM, model: Any = MODEL, **settings: Any) -> Explanation:
    found = exegesis.explain(model, video, method, unit=settings.pop("unit", eighths()), **settings)
    assert isinstance(found, Explanation)
    return found


@pytest.mark.parametrize("baseline", ["mean", "blur", "black"])
def test_a_sum_over_pixels_is_explained_by_what_each_region_adds(baseline: str) -> None:
    model, video = Adding(FILM.shape), Video.of(FILM)
    gone = video.split(absent_in_video(baseline, video, eighths(), stream(0, "")).images[0])
    for method in ("partition_shap", "occlusion"):
        found = explained(method, model=loaded(model, task="regression"), baseline=baseline)
        np.testing.assert_allclose(found.scores, model.scores(FILM, gone, eighths()), atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_the_moving_patch_is_found(method: str) -> None:
    hits = 0
    for seed in range(8):
        video, where = film(seed)
        unit = Supervoxels(segments=40, compactness=5.0)
        found = exegesis.explain(MODEL, video, method, "red", unit=unit, baseline="grey", **METHODS[method])
        assert isinstance(found.kept, KeptVideo)
        first = found.kept.cut(found.units) == int(np.argmax(found.scores))
        hits += bool((first & where).sum() > 0.7 * first.sum())
    assert hits == 8


def test_what_an_explanation_of_a_video_is() -> None:
    found = explained("kernel_shap", unit=Boxes(2, 2, 2), target="red")
    assert (found.text, found.unit, found.of, len(found.units)) == ("", "region", "video", 8)
    assert found.settings["segmentation"] == "boxes"
    again = Explanation.from_json(found.to_json())
    assert again == found
    repeated = exegesis.explain(MODEL, **again.again())
    assert repeated.units == found.units
    np.testing.assert_allclose(repeated.scores, found.scores, rtol=1e-6, atol=1e-9)


def test_the_usual_regions_are_superpixels_through_time() -> None:
    found = explained("random", unit=None)
    assert (found.settings["segmentation"], found.settings["segments"]) == ("slic", 200)
    assert (found.settings["compactness"], found.settings["spacing"]) == (20.0, 0.2)
    assert len(explained("random", unit=None, segments=20).units) < 40


def test_a_video_need_not_be_kept() -> None:
    found = Explanation.from_json(explained(keep_video=False).to_json())
    with pytest.raises(InputError, match="does not hold its video"):
        found.again()
    np.testing.assert_allclose(exegesis.explain(MODEL, **found.again(text=FILM)).scores, explained().scores)


def test_masked_videos_are_held_a_batch_at_a_time() -> None:
    most: list[int] = []
    model = loaded(lambda videos: (most.append(len(videos)), sees_red(videos))[1])
    explained("lime", model=model, samples=200, batch_pixels=3 * FRAMES * HEIGHT * WIDTH)
    assert max(most) == 3


def test_many_videos_and_measures() -> None:
    found = list(exegesis.explain_many(MODEL, [FILM, FILM * 0], "occlusion", "red", unit=eighths()))
    assert isinstance(found[0], Explanation)
    assert isinstance(found[1], Failed)
    with pytest.raises(InputError, match="takes a list of videos; put the one video in a list"):
        exegesis.explain_many(MODEL, FILM)
    assert exegesis.check(found[0], MODEL, seeds=1).verdict.text
    assert exegesis.evaluate(found[0], MODEL, "deletion_gain", removal="blur")["deletion_gain"].value is not None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"segments": 8}, "segments has no effect on own"),
        ({"keep_video": 1}, "keep_video must be true or false"),
        ({"keep_image": False}, "keep_image has no effect on a model of videos"),
        ({"baseline": "mask"}, "unknown baseline of a video 'mask'"),
        ({"method": "lime", "mode": "bag-of-words"}, "mode='bag-of-words' is for texts"),
    ],
)
def test_what_has_no_effect_on_a_video_is_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


@pytest.mark.parametrize("method", ["rise", "integrated_gradients", "grad_cam"])
def test_methods_that_ask_for_more_name_those_that_fit(method: str) -> None:
    with pytest.raises(UnsupportedError, match="These methods fit it: lime, kernel_shap"):
        explained(method)
