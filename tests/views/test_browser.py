"""The page in Chromium: fits a telephone, asks the network for nothing, follows the dark scheme, reads in both."""

from dataclasses import replace

import pytest

from exegesis.data.explanation import Explanation
from exegesis.views.html import page
from tests.browsing import SCHEMES, Chromium
from tests.views import samples
from tests.views.strategies import ATTACKS

pytestmark = pytest.mark.browser

PAGES: dict[str, list[Explanation]] = {
    "one": [samples.lime()],
    "three": [samples.lime(), samples.phrases(), samples.tokens()],
    "two texts": [samples.arabic(), samples.chinese()],
    "long": [samples.long(1_500)],
    "hostile": [samples.hostile(" ".join(ATTACKS)), samples.hostile("x" * 300)],
    "start and end": [samples.question("start"), samples.ending()],
    "answers": [samples.asked_phrases(), samples.two_answers(), samples.arabic_question()],
    "long context": [samples.long_question(120), samples.long_question(200)],
    "words": [samples.hidden(), samples.next_word(), samples.tag(), samples.pair()],
    "hostile question": [samples.hostile_question(ATTACKS[0] * 9), samples.hostile_next("w" * 300)],
    "labels": [samples.multi_label(), samples.regression(), samples.nothing()],
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    chromium.check(page(PAGES[name]))


def test_the_dark_scheme_is_dark(chromium: Chromium) -> None:
    html = page([samples.lime()])
    ground = "getComputedStyle(document.querySelector('.exegesis')).backgroundColor"
    light, dark = (chromium.opened(html, scheme=scheme).evaluate(ground) for scheme in SCHEMES)
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(25, 28, 33)")
    light, dark = (chromium.opened(html, scheme=scheme).screenshot() for scheme in SCHEMES)
    assert light != dark


def test_methods_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(chromium: Chromium) -> None:
    html = page(PAGES["three"])
    places = "[...document.querySelectorAll('article')].map(a => a.getBoundingClientRect().left)"
    assert len(set(chromium.opened(html, 1280).evaluate(places))) == 3
    assert len(set(chromium.opened(html, 390).evaluate(places))) == 1


def test_the_last_of_an_odd_number_leaves_no_half_blank(chromium: Chromium) -> None:
    every = [
        replace(samples.lime(), method=name) for name in ("lime", "occlusion", "kernel_shap", "gradient", "parzen")
    ]
    inner = "[...document.querySelectorAll('article')].map(a => a.getBoundingClientRect().right)"
    whole = "document.querySelector('.exg-columns').getBoundingClientRect().right"
    for count, width in ((3, 1100), (5, 1100), (4, 1280), (5, 1280)):
        shown = chromium.opened(page(every[:count]), width)
        assert shown.evaluate(inner)[-1] == pytest.approx(shown.evaluate(whole), abs=1)


def test_start_and_end_stand_side_by_side_with_their_questions_at_one_height(chromium: Chromium) -> None:
    html = page(PAGES["start and end"])
    places = """() => [...document.querySelectorAll('article')].map(article => {
      const [question, context] = [...article.querySelectorAll('.exg-text')].map(e => e.getBoundingClientRect());
      return [question.left, question.top, context.top, article.querySelector('.exg-bars').getBoundingClientRect().top];
    })"""
    (left, *tops), (other, *others) = chromium.opened(html, 1280).evaluate(places)
    assert left + 300 < other
    assert tops == pytest.approx(others, abs=2)
    (left, *tops), (other, *others) = chromium.opened(html, 390).evaluate(places)
    assert left == other
    assert others[0] > tops[-1]


def test_marked_places_have_boxes_of_the_inks_colour_that_differ_in_shape(chromium: Chromium) -> None:
    every = [samples.question("start"), samples.ending(), samples.two_answers(), samples.hidden(), samples.next_word()]
    html = page(every)
    looks = """() => [...document.querySelectorAll('.exg-text mark')].map(mark => {
      const style = getComputedStyle(mark);
      const sides = ['Left', 'Right'].map(side => style['border' + side + 'Width'] + style['border' + side + 'Style']);
      return [mark.className.split('-').pop(), sides.join(), style.borderTopStyle, style.borderTopColor];
    })"""
    for scheme, ink in zip(SCHEMES, ("rgb(28, 31, 36)", "rgb(232, 235, 239)"), strict=True):
        found = chromium.opened(html, scheme=scheme).evaluate(looks)
        assert {colour for *_, colour in found} == {ink}
        shapes = {kind: tuple(shape) for kind, *shape, _ in found}
        assert sorted(shapes) == ["end", "next", "other", "span", "start", "word"]
        assert len({shape for kind, shape in shapes.items() if kind != "next"}) == 5


def test_the_next_word_is_drawn_at_the_end_of_the_text(chromium: Chromium) -> None:
    html = page([samples.next_word()])
    drawn = "getComputedStyle(document.querySelector('.exg-text mark'), '::before').content"
    assert chromium.opened(html).evaluate(drawn) == '"Paris"'


def test_a_text_from_right_to_left_begins_at_the_right(chromium: Chromium) -> None:
    html = page([samples.arabic()])
    first_word = """() => {
      const box = document.querySelector('.exg-text'), word = box.querySelector('span');
      return box.getBoundingClientRect().right - word.getBoundingClientRect().right;
    }"""
    assert chromium.opened(html).evaluate(first_word) < 2


def test_the_text_a_browser_holds_is_the_users_own(chromium: Chromium) -> None:
    text = "one\r\n  two\tthree\rfour\n\n<b>&amp;</b> \u202eפנים\u202c\x00."
    html = page([samples.explanation(text, {"two": 1.0})])
    held = chromium.opened(html).evaluate("document.querySelector('.exg-text').textContent")
    assert held == text.replace("\x00", "␀")
