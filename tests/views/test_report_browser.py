"""The page of a student's report in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.views.report_page import page
from tests.views import samples
from tests.views.report_samples import a_set, changed, model, report
from tests.views.strategies import ATTACKS
from tests.views.test_browser import LEAST_CONTRAST, SCHEMES, browser, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture

LONG = " ".join(ATTACKS) + "x" * 300
PAGES = {
    "plain": report(),
    "hostile": report(
        teacher=model(LONG),
        sets=(a_set(LONG), a_set("b")),
        notes=(LONG,),
        changed=(changed(samples.hostile(LONG), LONG),),
    ),
    "long": report(changed=(changed(samples.long(300)), changed(samples.question()), changed(samples.arabic()))),
}


@pytest.fixture(params=PAGES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(PAGES[request.param]), encoding="utf-8", newline="")
    return path


def test_nothing_overflows_sideways(browser: "Browser", file: Path) -> None:
    shown = opened(browser, file)
    for width in (390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_no_complaint_and_no_request(browser: "Browser", file: Path) -> None:
    shown, complaints, requests = browser.new_context().new_page(), [], []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto(file.as_uri())
    shown.wait_for_load_state("networkidle")
    assert complaints == []
    assert requests == [file.as_uri()]


def test_all_text_reads_in_both_schemes(browser: "Browser", file: Path) -> None:
    shown = opened(browser, file)
    for scheme in SCHEMES:
        shown.emulate_media(color_scheme=scheme)
        contrast, where = shown.evaluate(LEAST_CONTRAST)
        assert contrast >= 4.5, (scheme, where)


def test_teacher_and_student_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(
    browser: "Browser", tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(PAGES["plain"]), encoding="utf-8")
    places = "[...document.querySelectorAll('.exg-side-by-side')].map(a => a.getBoundingClientRect().left)"
    assert len(set(opened(browser, path, 1280).evaluate(places))) == 2
    assert len(set(opened(browser, path, 390).evaluate(places))) == 1
