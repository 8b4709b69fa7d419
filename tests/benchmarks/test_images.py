"""The arithmetic of the experiments with images, on pictures small enough to know."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.image_husky import Case, names_snow, ten, weight_on_snow
from benchmarks.image_paper import nearness
from benchmarks.image_patches import COLOUR, EXACT, counted, exact_cases, magenta
from benchmarks.image_scenes import SIDE, Photograph, region_shares, rim_share, snow

import exegesis
from benchmarks import image_page
from tests.modalities.image.pictures import picture, quarters
from tests.views.pictured import pictured

RECORDS = Path(__file__).parents[2] / "docs" / "results"


def scene() -> Photograph:
    return Photograph("scene", picture(SIDE, SIDE))


def test_snow_is_bright_and_pale_and_reaches_the_rim() -> None:
    pixels = np.full((60, 60, 3), (40, 90, 40), dtype=np.uint8)
    pixels[40:] = (235, 238, 245)  # snow
    pixels[50:, 20:] = (130, 150, 200)  # in shade
    pixels[10:20, 20:30] = 250  # white fur, in the middle
    pixels[0, :5] = 255  # a few pixels of the rim
    found = snow(pixels)
    assert found[40:].all()
    assert not found[:40].any()
    assert rim_share(found) == pytest.approx((9 * 60 + 11 * 18) / (60**2 - 42**2))  # whole rows, and both sides
    np.testing.assert_allclose(region_shares(found, quarters(60, 60)), [0, 0, 2 / 3, 2 / 3])


def test_nearness_by_hand() -> None:
    """Of two pixels shown one has the highest score, the other the lowest of four."""
    scores, mask = np.array([[4.0, 3.0], [2.0, 1.0]]), np.array([[True, False], [False, True]])
    assert nearness(scores, mask) == {"auc": pytest.approx(0.5), "overlap": pytest.approx(0.5)}
    assert nearness(scores, scores > 2.5) == {"auc": pytest.approx(1.0), "overlap": pytest.approx(1.0)}
    assert nearness(np.zeros((2, 2)), mask)["overlap"] == pytest.approx(0.5)  # ties are shared out


def test_the_weight_on_snow_counts_what_speaks_for_a_wolf_alone() -> None:
    assert weight_on_snow(pictured(), np.array([0.5, 1.0, 0.0, 1.0])) == pytest.approx(0.4 * 0.5 / 0.45)


def cases() -> list[Case]:
    """Eight of each animal that follow the rule, one of each that breaks it."""
    return [Case(scene(), is_wolf, breaks) for is_wolf in (False, True) for breaks in [False] * 8 + [True]]


def test_ten_are_shown_two_of_which_break_the_rule() -> None:
    answers = np.array([0.1] * 8 + [0.9] + [0.9] * 7 + [0.2, 0.1])
    shown = ten(cases(), answers, np.random.default_rng(0))
    assert len(set(shown)) == 10
    assert {8, 17} <= set(shown)
    assert 16 not in shown  # a wolf of the set answered wrongly


def test_a_person_names_snow_where_it_is_shown() -> None:
    explained, answers = [pictured()] * 18, np.array([0.1] * 9 + [0.9] * 9)
    rng = np.random.default_rng(0)

    def share(shares: list[float], when: str) -> float:
        said = [names_snow(range(9, 18), answers, explained, [np.array(shares)] * 18, when, rng) for _ in range(60)]
        return float(np.mean(said))

    assert share([1.0, 0.0, 1.0, 1.0], "after") > 0.95  # the three highest are snow
    assert share([0.0, 1.0, 0.0, 0.0], "after") < 0.05
    assert share([1.0, 0.0, 1.0, 1.0], "before") < 0.05


def test_the_patch_of_the_colour_is_all_that_counts() -> None:
    found: dict[str, Any] = {}
    counted(
        exegesis.load(magenta, modality="image", labels=["no", "yes"]),
        exact_cases([scene()], 2, np.random.default_rng(0)),
        {"occlusion": {}, "random": {}},
        {"random": {"of": 2, "hits": 7}},  # is not run again
        found.__setitem__,
    )
    assert (found["occlusion"]["hits"], found["occlusion"]["of"]) == (2, 2)
    assert found["random"]["hits"] == 7
    assert magenta([scene().pixels])[0, 1] < 0.05
    made = exact_cases([scene()], 1, np.random.default_rng(0))[0]
    assert (made.regions == made.patch).sum() == EXACT**2
    assert (made.pixels[made.regions == made.patch] == COLOUR).all()


def test_the_page_is_what_the_records_say() -> None:
    folder, page = RECORDS / "images", (RECORDS / "images.md").read_text(encoding="utf-8")
    assert image_page.written(folder) == page
