"""The page of a student's report in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exegesis.reports.student.page import page
from tests.reports.student.samples import a_set, changed, model, report
from tests.views import samples
from tests.views.browsing import CHECKS, browser, opened
from tests.views.strategies import ATTACKS

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


@pytest.mark.parametrize("check", CHECKS)
def test_the_page_is_fit_to_be_seen(browser: "Browser", file: Path, check: Callable[["Browser", Path], None]) -> None:
    check(browser, file)


def test_teacher_and_student_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(
    browser: "Browser", tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(PAGES["plain"]), encoding="utf-8")
    places = "[...document.querySelectorAll('.exg-side-by-side')].map(a => a.getBoundingClientRect().left)"
    assert len(set(opened(browser, path, 1280).evaluate(places))) == 2
    assert len(set(opened(browser, path, 390).evaluate(places))) == 1
