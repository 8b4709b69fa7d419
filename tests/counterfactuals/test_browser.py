"""The page of counterfactuals in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.counterfactuals import counterfactual
from exegesis.counterfactuals.page import page
from tests.browsing import Chromium
from tests.counterfactuals.test_views import of_row, sample
from tests.counterfactuals.toys import bag
from tests.modalities.image.pictures import quarters
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

HOSTILE = " ".join(ATTACKS) + "x" * 300


def red(images: list[Any]) -> Any:
    there = np.array([image[:8, :8, 0].mean() > 0.6 for image in images], dtype=float)
    return np.stack([1 - there, there], axis=1)


def of_image() -> Any:
    pixels = np.zeros((16, 16, 3))
    pixels[:8, :8, 0] = 1.0
    return counterfactual(exegesis.load(red, modality="image", labels=[HOSTILE, "red"]), pixels, unit=quarters(16, 16))


PAGES = {
    "usual": sample,
    "hostile": lambda: counterfactual(bag(), f"great {HOSTILE}", by="lexicon", lexicon={"great": f"bad {HOSTILE}"}),
    "none": lambda: counterfactual(bag(), HOSTILE, by="delete", budget=1),
    "row": of_row,
    "image": of_image,
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]()))
