"""The page of a surrogate in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.surrogates.page import page
from tests.browsing import Chromium
from tests.surrogates import samples
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

PAGES = {
    "tree": samples.tree,
    "linear": samples.linear,
    "deep": samples.deep,
    "nothing": samples.nothing,
    "hostile": lambda: samples.hostile(" ".join(ATTACKS) + "x" * 300),
    "hostile tree": lambda: samples.hostile_tree(" ".join(ATTACKS) + "x" * 300),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]()))
