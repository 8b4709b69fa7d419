"""The page of a comparison in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.comparison.page import page
from tests.comparison.toys import comparison, text, usual
from tests.views.browsing import CHECKS, browser, opened
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

HOSTILE = " ".join(ATTACKS) + "x" * 300
WIDE = [(f"a model with a long name {place // 3}", f"method_{place % 3}") for place in range(12)]
PAGES = {
    "usual": usual(),
    "hostile": usual(HOSTILE, HOSTILE, HOSTILE),
    "wide": comparison(
        [text("so good a film", [[1.0, place, 0.5, -2.0] for place in range(12)], ["positive"] * 4, "negative")], WIDE
    ),
}


@pytest.fixture(params=PAGES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(PAGES[request.param]), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_is_fit_to_be_seen(browser: "Browser", file: Path, check: Callable[["Browser", Path], None]) -> None:
    check(browser, file)


def test_six_sides_fit_a_screen_without_scrolling(browser: "Browser", tmp_path: Path) -> None:
    sides = [(f"bundled:a-model-of-{place // 2}", ("lime", "integrated_gradients")[place % 2]) for place in range(6)]
    rows = [[1.0, place, 0.5, -2.0] for place in range(6)]
    path = tmp_path / "page.html"
    path.write_text(page(comparison([text("so good a film", rows, ["positive"] * 3, "negative")], sides)), "utf-8")
    shown = opened(browser, path)
    widest = "[...document.querySelectorAll('.exg-scroll')].map(one => one.scrollWidth - one.clientWidth)"
    assert set(shown.evaluate(widest)) == {0}
