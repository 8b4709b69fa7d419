"""The page of a benchmark in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.benchmarking.page import page
from tests.benchmarking.samples import benchmark
from tests.browsing import Chromium
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

LONG = " ".join(ATTACKS) + "x" * 300
PAGES = {"plain": benchmark(), "hostile": benchmark(LONG, LONG, LONG), "stopped": benchmark(done=7)}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))
