"""The page of a student's report in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

import pytest

from exegesis.reports.student.page import page
from tests.browsing import Chromium
from tests.reports.student.samples import a_set, changed, model, report
from tests.views import samples
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))


def test_teacher_and_student_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(
    chromium: Chromium,
) -> None:
    html = page(PAGES["plain"])
    places = "[...document.querySelectorAll('.exg-side-by-side')].map(a => a.getBoundingClientRect().left)"
    assert len(set(chromium.opened(html, 1280).evaluate(places))) == 2
    assert len(set(chromium.opened(html, 390).evaluate(places))) == 1
