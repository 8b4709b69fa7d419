"""The page of a summary in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.summaries.page import page
from tests.summaries.test_page import summary
from tests.views.browsing import CHECKS, browser
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

NAMES = {"words": "fine", "hostile": " ".join(ATTACKS) + "x" * 300}


@pytest.fixture(params=NAMES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(summary(NAMES[request.param], classes=2)), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_is_fit_to_be_seen(browser: "Browser", file: Path, check: Callable[["Browser", Path], None]) -> None:
    check(browser, file)
