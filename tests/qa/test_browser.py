"""The page of compared models in Chromium: fits a telephone, asks the network for nothing, reads in both schemes."""

from dataclasses import replace

import pytest

from exegesis.qa.page import page
from exegesis.qa.result import GivenAnswer, QuestionComparison
from tests.browsing import Chromium
from tests.qa.samples import FAILED, PARTLY, SILENT, WRONG, compared, model, right, saliency, totals
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

NAMES = tuple(f"models/question-answering-{number}" for number in range(5))


def many() -> QuestionComparison:
    """Five models by the rules of 2.0, every verdict, a long name, and questions left out."""
    rows = [(right(), PARTLY, WRONG, SILENT, FAILED)] * 4
    signed = totals(no_answer_precision=50.0, no_answer_recall=12.5, errors=3)
    found = compared(*rows, names=NAMES, rules="2.0", totals=(signed,) * 5)
    return replace(found, saliency=replace(found.saliency, questions=3))


def hostile() -> QuestionComparison:
    text = " ".join(ATTACKS)
    long = saliency(text, text + "x" * 400, "a")
    given = (GivenAnswer("a", 0, 0.5, False, 0.5, 0.1, saliency=long), GivenAnswer("", error=text))
    found = compared(given, names=(text, "x" * 300), source=text)
    (one,) = found.questions
    return replace(found, questions=(replace(one, question=text, id="y" * 300, references=(text,)),))


def alone() -> QuestionComparison:
    """One model, whose scores have signs."""
    signed = replace(saliency(), diagnostics={}, scores=saliency().scores - 0.5)
    return compared((right(saliency=signed),), names=("one",), models=(model("one", megabytes=None),))


PAGES = {"two": compared, "many": many, "hostile": hostile, "alone": alone}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]()))


def test_models_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(chromium: Chromium) -> None:
    html = page(compared())
    places = "[...document.querySelectorAll('#question-1 .exg-card')].map(a => a.getBoundingClientRect().left)"
    assert len(set(chromium.opened(html, 1280).evaluate(places))) == 2
    assert len(set(chromium.opened(html, 390).evaluate(places))) == 1


def test_the_figures_of_all_models_fit_a_wide_screen(chromium: Chromium) -> None:
    html = page(many())
    box = "document.querySelector('.exg-models .exg-scroll')"
    assert chromium.opened(html, 1280).evaluate(f"{box}.scrollWidth - {box}.clientWidth") == 0


def test_a_link_leads_to_its_question(chromium: Chromium) -> None:
    html = page(many())
    shown = chromium.opened(html)
    shown.click("a[href='#question-3']")
    top = "document.querySelector('#question-3').getBoundingClientRect().top"
    assert 0 <= shown.evaluate(top) < 800


def test_the_context_a_browser_holds_is_the_files_own(chromium: Chromium) -> None:
    context = "one\r\n  two\tthree\rfour\n\n<b>&amp;</b>."
    found = compared(
        (GivenAnswer("two", 7, 0.5, False, 0.0, 0.1, saliency=saliency(context=context, answer="two")),) * 2
    )
    html = page(found)
    held = chromium.opened(html).evaluate("[...document.querySelectorAll('.exg-text')].map(e => e.textContent)")
    assert held[1] == context
    assert chromium.opened(html).evaluate("document.querySelector('mark').textContent") == "two"
