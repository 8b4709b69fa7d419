"""The page of an edit in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.core.text import words
from exegesis.edits.page import page
from tests.browsing import Chromium
from tests.edits.toys import edit, usual
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

HOSTILE = " ".join(ATTACKS) + "x" * 300
WAVE = [(-1) ** place * (place % 11) / 10 for place in range(len(words(HOSTILE)) + 1)]
PAGES = {
    "usual": usual(),
    "hostile": edit(
        HOSTILE, WAVE[:-1], f"{HOSTILE} y", WAVE, errors=([abs(one) for one in WAVE[:-1]], [abs(one) for one in WAVE])
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))
