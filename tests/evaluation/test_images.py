"""Explanations of images are measured and checked as those of texts are; what is for texts alone says so."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError
from exegesis.modalities.image.segmentation import Grid
from tests.modalities.image.pictures import loaded, picture, quarters, reddish

MODEL = loaded(reddish, labels=["other", "red"], name="toy")


def explained(method: str = "occlusion", **settings: Any) -> Explanation:
    found = exegesis.explain(MODEL, picture(), method, "red", **{"unit": quarters(), "baseline": "black", **settings})
    assert isinstance(found, Explanation)
    return found


def test_deletion_of_the_one_region_that_counts_takes_all_of_the_answer() -> None:
    found = exegesis.evaluate(explained(), MODEL, removal="black")
    whole = reddish([picture()])[0, 1]
    assert found["deletion_gain"].value is not None
    assert found["deletion_gain"].value > 0.2 * whole
    assert found["insertion_gain"].value > 0.2 * whole
    assert found["deletion_gain"].removal == "black"


def test_pixels_are_painted_over_and_come_back() -> None:
    """Red counts in the upper left quarter alone: by hand over its pixels, a row of two quarters at each step."""
    settings = {"pixel_deletion_area": {"into": "black", "pixels": 64}}
    found = exegesis.evaluate(explained(), MODEL, "pixel_deletion_area", measure_settings=settings)[
        "pixel_deletion_area"
    ]
    corner = picture()[:12, :16, 0].reshape(-1).astype(float)  # its pixels as they are read
    left = [corner[64 * step :].sum() / len(corner) / 255 for step in range(4)]
    curve = np.array(left + [0.0] * 9)
    assert found.details["values"] == pytest.approx(curve.tolist(), abs=1e-6)
    assert found.value == pytest.approx(((curve[:-1] + curve[1:]) / 2).mean())
    assert found.removal == "black"
    whole = exegesis.evaluate(
        explained(), MODEL, "pixel_insertion_area", measure_settings={"pixel_insertion_area": {"step": "region"}}
    )["pixel_insertion_area"]
    assert whole.details["pixel_shares"] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert whole.details["values"][1:] == pytest.approx([float(reddish([picture()])[0, 1])] * 4)
    assert whole.removal == "light-blur"


def test_gains_over_random_orders_and_what_has_no_pixels() -> None:
    gains = ("pixel_deletion_gain", "pixel_insertion_gain")
    settings = {"pixel_deletion_gain": {"into": "black"}, "pixel_insertion_gain": {"into": "black"}}
    for one in exegesis.evaluate(explained(), MODEL, gains, measure_settings=settings).values():
        assert one.value is not None
        assert one.value > 0
        assert one.details["orders_beaten"] >= 0.5
    texts = exegesis.load(lambda given: [[0.5, 0.5]] * len(given), name="texts")
    with pytest.raises(InputError, match="pixel_deletion_gain is a measure of images"):
        exegesis.evaluate(exegesis.explain(texts, "a b", "occlusion"), texts, gains)


@pytest.mark.parametrize("removal", ["auto", "mean", "blur", "light-blur", "noise", "grey", "white"])
def test_every_way_of_removing_is_one_of_images(removal: str) -> None:
    found = exegesis.evaluate(explained(), MODEL, "comprehensiveness", removal=removal)
    assert found["comprehensiveness"].removal == ("mean" if removal == "auto" else removal)
    with pytest.raises(InputError, match="unknown removal 'delete'"):
        exegesis.evaluate(explained(), MODEL, "comprehensiveness", removal="delete")


def test_a_check_tries_another_baseline_and_survives_a_file() -> None:
    checked = exegesis.check(explained(unit=Grid(4, 4)), MODEL)
    assert checked.checks is not None
    assert checked.checks.baselines is not None
    assert checked.checks.baselines.conditions[0] in ("mean", "blur", "grey")
    again = exegesis.check(Explanation.from_json(explained(unit=Grid(4, 4)).to_json()), MODEL)
    assert again.verdict.text == checked.verdict.text


def test_another_seed_is_asked_over_the_same_regions() -> None:
    checked = exegesis.check(explained("lime", samples=60, unit=Grid(3, 3)), MODEL)
    assert checked.checks is not None
    assert checked.checks.seeds is not None


def test_an_image_and_a_text_are_not_mistaken_for_one_another() -> None:
    texts = exegesis.load(lambda given: [[0.5, 0.5]] * len(given), name="texts")
    with pytest.raises(InputError, match="texts reads texts, and what was explained is none"):
        exegesis.evaluate(explained(), texts, "comprehensiveness")
    with pytest.raises(InputError, match="toy reads images, and what was explained is none"):
        exegesis.evaluate(exegesis.explain(texts, "a b", "occlusion"), MODEL, "comprehensiveness")


@pytest.mark.parametrize(
    ("verb", "call"),
    [
        ("compare", lambda: exegesis.compare([MODEL], ["a b"])),
        ("benchmark", lambda: exegesis.benchmark(MODEL, ["a b"] * 3)),
        ("benchmark", lambda: exegesis.benchmark(MODEL, [picture()] * 3)),
        ("edit", lambda: exegesis.edit(MODEL, "a b", "a c")),
        ("edit", lambda: exegesis.edit(MODEL, picture(), picture())),
        ("surrogate", lambda: exegesis.surrogate(MODEL, picture())),
    ],
)
def test_what_is_for_texts_alone_says_so(verb: str, call: Callable[[], object]) -> None:
    with pytest.raises(InputError, match=f"^{verb} is for models of texts, and toy reads images.$"):
        call()


def test_regions_are_not_summed_over_images() -> None:
    with pytest.raises(InputError, match="regions are its own"):
        exegesis.summarise([explained(), explained("kernel_shap")])


def test_a_frame_has_a_row_for_each_region() -> None:
    frame = exegesis.to_frame([explained()])
    np.testing.assert_allclose(frame["score"], explained().scores)
