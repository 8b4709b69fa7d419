"""The page of many explanations in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.bulk.page import page
from tests.browsing import Chromium
from tests.bulk.toys import failed, item, usual
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

HOSTILE = " ".join(ATTACKS) + "x" * 300
PAGES = {"usual": usual(), "hostile": [item(1, HOSTILE, 0.9, HOSTILE), failed(2, HOSTILE, HOSTILE)]}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(lambda: iter(PAGES[name])))
