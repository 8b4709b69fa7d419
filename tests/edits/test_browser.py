"""The page of an edit in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.core.text import words
from exegesis.edits.page import page
from tests.edits.toys import edit, usual
from tests.views.browsing import CHECKS, browser
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

HOSTILE = " ".join(ATTACKS) + "x" * 300
WAVE = [(-1) ** place * (place % 11) / 10 for place in range(len(words(HOSTILE)) + 1)]
PAGES = {
    "usual": usual(),
    "hostile": edit(
        HOSTILE, WAVE[:-1], f"{HOSTILE} y", WAVE, errors=([abs(one) for one in WAVE[:-1]], [abs(one) for one in WAVE])
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
