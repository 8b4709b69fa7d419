"""The page of a comparison in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.comparison.page import page
from tests.browsing import Chromium
from tests.comparison.toys import comparison, text, usual
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

HOSTILE = " ".join(ATTACKS) + "x" * 300
WIDE = [(f"a model with a long name {place // 3}", f"method_{place % 3}") for place in range(12)]
PAGES = {
    "usual": usual(),
    "hostile": usual(HOSTILE, HOSTILE, HOSTILE),
    "wide": comparison(
        [text("so good a film", [[1.0, place, 0.5, -2.0] for place in range(12)], ["positive"] * 4, "negative")], WIDE
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))


def test_six_sides_fit_a_screen_without_scrolling(chromium: Chromium) -> None:
    sides = [(f"bundled:a-model-of-{place // 2}", ("lime", "integrated_gradients")[place % 2]) for place in range(6)]
    rows = [[1.0, place, 0.5, -2.0] for place in range(6)]
    html = page(comparison([text("so good a film", rows, ["positive"] * 3, "negative")], sides))
    shown = chromium.opened(html)
    widest = "[...document.querySelectorAll('.exg-scroll')].map(one => one.scrollWidth - one.clientWidth)"
    assert set(shown.evaluate(widest)) == {0}
