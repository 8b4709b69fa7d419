"""The page in Chromium: fits a telephone, asks the network for nothing, follows the dark scheme, reads in both.

Chromium is taken from EXEGESIS_CHROMIUM or the path.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from exegesis.explanation import Explanation
from exegesis.views.html import page
from tests.data import absent
from tests.views import samples
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
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

# The least contrast of any visible text with what lies behind it, layers blended as they are painted.
LEAST_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(numbers(getComputedStyle(e).backgroundColor));
    const blend = (under, [r, g, b, a = 1]) => [r, g, b].map((c, i) => a * c + (1 - a) * under[i]);
    return layers.reduce(blend, [255, 255, 255]);
  };
  let least = [99, ""];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < least[0]) least = [contrast, element.outerHTML.slice(0, 120)];
  }
  return least;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    chromium = os.environ.get("EXEGESIS_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        absent("needs Chromium: install it or name it in EXEGESIS_CHROMIUM")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=PAGES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One of the pages, as a file."""
    path = tmp_path / "page.html"
    path.write_text(page(PAGES[request.param]), encoding="utf-8", newline="")
    return path


def opened(browser: "Browser", file: Path, width: int = 1280, scheme: Scheme = "light") -> "Page":
    """The page at that width; everything it folds away is unfolded."""
    shown = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    shown.goto(file.as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    return shown


def test_nothing_overflows_sideways(browser: "Browser", file: Path) -> None:
    shown = opened(browser, file)
    for width in (390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_no_complaint_and_no_request(browser: "Browser", file: Path) -> None:
    context = browser.new_context()
    shown, complaints, requests = context.new_page(), [], []
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


def test_the_dark_scheme_is_dark(browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([samples.lime()]), encoding="utf-8")
    ground = "getComputedStyle(document.querySelector('.exegesis')).backgroundColor"
    light, dark = (opened(browser, file, scheme=scheme).evaluate(ground) for scheme in SCHEMES)
    assert (light, dark) == ("rgb(255, 255, 255)", "rgb(25, 28, 33)")
    light, dark = (opened(browser, file, scheme=scheme).screenshot() for scheme in SCHEMES)
    assert light != dark


def test_methods_stand_side_by_side_on_wide_screens_and_below_one_another_on_narrow(
    browser: "Browser", tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(PAGES["three"]), encoding="utf-8")
    places = "[...document.querySelectorAll('article')].map(a => a.getBoundingClientRect().left)"
    assert len(set(opened(browser, file, 1280).evaluate(places))) == 3
    assert len(set(opened(browser, file, 390).evaluate(places))) == 1


def test_start_and_end_stand_side_by_side_with_their_questions_at_one_height(
    browser: "Browser", tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(PAGES["start and end"]), encoding="utf-8")
    places = """() => [...document.querySelectorAll('article')].map(article => {
      const [question, context] = [...article.querySelectorAll('.exg-text')].map(e => e.getBoundingClientRect());
      return [question.left, question.top, context.top, article.querySelector('.exg-bars').getBoundingClientRect().top];
    })"""
    (left, *tops), (other, *others) = opened(browser, file, 1280).evaluate(places)
    assert left + 300 < other
    assert tops == pytest.approx(others, abs=2)
    (left, *tops), (other, *others) = opened(browser, file, 390).evaluate(places)
    assert left == other
    assert others[0] > tops[-1]


def test_marked_places_have_boxes_of_the_inks_colour_that_differ_in_shape(browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    every = [samples.question("start"), samples.ending(), samples.two_answers(), samples.hidden(), samples.next_word()]
    file.write_text(page(every), encoding="utf-8")
    looks = """() => [...document.querySelectorAll('.exg-text mark')].map(mark => {
      const style = getComputedStyle(mark);
      const sides = ['Left', 'Right'].map(side => style['border' + side + 'Width'] + style['border' + side + 'Style']);
      return [mark.className.split('-').pop(), sides.join(), style.borderTopStyle, style.borderTopColor];
    })"""
    for scheme, ink in zip(SCHEMES, ("rgb(28, 31, 36)", "rgb(232, 235, 239)"), strict=True):
        found = opened(browser, file, scheme=scheme).evaluate(looks)
        assert {colour for *_, colour in found} == {ink}
        shapes = {kind: tuple(shape) for kind, *shape, _ in found}
        assert sorted(shapes) == ["end", "next", "other", "span", "start", "word"]
        assert len({shape for kind, shape in shapes.items() if kind != "next"}) == 5


def test_the_next_word_is_drawn_at_the_end_of_the_text(browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([samples.next_word()]), encoding="utf-8")
    drawn = "getComputedStyle(document.querySelector('.exg-text mark'), '::before').content"
    assert opened(browser, file).evaluate(drawn) == '"Paris"'


def test_a_text_from_right_to_left_begins_at_the_right(browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page([samples.arabic()]), encoding="utf-8")
    first_word = """() => {
      const box = document.querySelector('.exg-text'), word = box.querySelector('span');
      return box.getBoundingClientRect().right - word.getBoundingClientRect().right;
    }"""
    assert opened(browser, file).evaluate(first_word) < 2


def test_the_text_a_browser_holds_is_the_users_own(browser: "Browser", tmp_path: Path) -> None:
    text = "one\r\n  two\tthree\rfour\n\n<b>&amp;</b> \u202eפנים\u202c\x00."
    file = tmp_path / "page.html"
    file.write_text(page([samples.explanation(text, {"two": 1.0})]), encoding="utf-8", newline="")
    held = opened(browser, file).evaluate("document.querySelector('.exg-text').textContent")
    assert held == text.replace("\x00", "␀")
