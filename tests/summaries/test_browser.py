"""The page of a summary in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.summaries.page import page
from exegesis.summaries.visual.page import page as visual_page
from tests.browsing import Chromium
from tests.summaries.pictured import seen
from tests.summaries.test_page import summary
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

NAMES = {"words": "fine", "hostile": " ".join(ATTACKS) + "x" * 300}


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(summary(NAMES[name], classes=2)))


def test_the_page_of_visual_words_too(chromium: Chromium) -> None:
    chromium.check(visual_page(seen()))
