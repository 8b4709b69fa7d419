"""The page of a surrogate: all that a reader must know is on it, and nothing of a text becomes HTML."""

import html5lib
import pytest

from exegesis.surrogates.page import fragment, page
from exegesis.surrogates.result import Surrogate
from tests.surrogates import samples
from tests.views.strategies import ATTACKS


def texts_of(made: str, name: str) -> list[str]:
    tree = html5lib.parse(made, namespaceHTMLElements=False)
    return ["".join(element.itertext()) for element in tree.iter(name)]


def test_the_tree_is_drawn_and_read_out() -> None:
    made = page(samples.tree())
    said = " ".join(texts_of(made, "li"))
    assert said.split() == (
        [
            "if",
            "bad",
            "10%",
            "15",
            "rows,",
            "20%",
            "if",
            "no",
            "bad",
            "and",
            "dull",
            "20%",
            "10",
            "rows,",
            "13%",
            "if",
            "no",
            "bad",
            "and",
            "no",
            "dull",
            "80%",
            "50",
            "rows,",
            "67%",
        ]
    )
    (picture,) = [svg for svg in made.split("<svg")[1:] if "The tree; its rules" in svg]
    assert picture.count("<rect") == 5
    assert picture.count("<line") == 4
    assert "accuracy of the surrogate" in made


def test_the_weights_are_bars_and_the_text_is_marked() -> None:
    made = page(samples.linear())
    assert [text.split() for text in texts_of(made, "tr")[:2]] == [["wonderful", "+0.500"], ["dull", "−0.300"]]
    assert 'class="exg-no exg-l6" title="−0.300">dull</span>' in made
    assert "a caution" in made


def test_an_undefined_fidelity_is_said_in_words() -> None:
    made = page(samples.nothing())
    assert "R² is undefined at every size" in made
    assert "undefined" in texts_of(made, "dd")


@pytest.mark.parametrize("make", [samples.hostile, samples.hostile_tree])
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_nothing_hostile_becomes_an_element(make: object, attack: str) -> None:
    surrogate: Surrogate = make(attack)  # type: ignore[operator]
    harmless: Surrogate = make("x" * len(attack))  # type: ignore[operator]
    for draw in (page, fragment):
        kinds = [
            {(element.tag, *sorted(element.attrib)) for element in _elements(draw(one))}
            for one in (surrogate, harmless)
        ]
        assert kinds[0] <= kinds[1] | {("span", "title"), ("span", "class", "title")}


def _elements(made: str) -> list[object]:
    return [
        element for element in html5lib.parse(made, namespaceHTMLElements=False).iter() if isinstance(element.tag, str)
    ]


def test_the_text_is_the_users_own() -> None:
    from xml.etree.ElementTree import Element

    tree: Element = html5lib.parse(
        page(samples.linear("a <b>&amp;</b>\r\nc", ((0, 1), (2, 5)))), namespaceHTMLElements=False
    )
    (held,) = ["".join(one.itertext()) for one in tree.iter("div") if one.get("class") == "exg-text"]
    assert held == "a <b>&amp;</b>\r\nc"


def test_the_result_draws_itself() -> None:
    found = samples.tree()
    assert found.to_html() == page(found)
    assert found._repr_html_() == fragment(found)
