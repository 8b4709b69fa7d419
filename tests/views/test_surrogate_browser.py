"""The page of a surrogate in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.views.surrogate_page import page
from tests.views import surrogate_samples as samples
from tests.views.strategies import ATTACKS
from tests.views.test_browser import LEAST_CONTRAST, SCHEMES, browser, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

PAGES = {
    "tree": samples.tree,
    "linear": samples.linear,
    "deep": samples.deep,
    "nothing": samples.nothing,
    "hostile": lambda: samples.hostile(" ".join(ATTACKS) + "x" * 300),
    "hostile tree": lambda: samples.hostile_tree(" ".join(ATTACKS) + "x" * 300),
}


@pytest.fixture(params=PAGES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(PAGES[request.param]()), encoding="utf-8", newline="")
    return path


def test_nothing_overflows_sideways(browser: "Browser", file: Path) -> None:
    shown = opened(browser, file)
    for width in (390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_no_complaint_no_request_and_all_text_reads(browser: "Browser", file: Path) -> None:
    shown, complaints, requests = browser.new_context().new_page(), [], []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto(file.as_uri())
    assert complaints == []
    assert requests == [file.as_uri()]
    for scheme in SCHEMES:
        shown.emulate_media(color_scheme=scheme)
        contrast, where = shown.evaluate(LEAST_CONTRAST)
        assert contrast >= 4.5, (scheme, where)
