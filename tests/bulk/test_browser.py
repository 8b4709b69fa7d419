"""The page of many explanations in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.bulk.page import page
from tests.bulk.toys import failed, item, usual
from tests.views.browsing import CHECKS, browser
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

HOSTILE = " ".join(ATTACKS) + "x" * 300
PAGES = {"usual": usual(), "hostile": [item(1, HOSTILE, 0.9, HOSTILE), failed(2, HOSTILE, HOSTILE)]}


@pytest.fixture(params=PAGES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(lambda: iter(PAGES[request.param])), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_is_fit_to_be_seen(browser: "Browser", file: Path, check: Callable[["Browser", Path], None]) -> None:
    check(browser, file)
