"""The page and the plot of a summary of words; nothing of a text becomes HTML."""

import html5lib
import pytest

from exegesis.core.errors import InputError
from exegesis.summaries.page import page
from exegesis.summaries.plots import picture, plot
from exegesis.summaries.words import ClassWords, Example, SummaryWord, WordSummary
from tests.views.strategies import ATTACKS


def word(name: str, weight: float) -> SummaryWord:
    return SummaryWord(name, 2 * weight, 3, weight, (Example(4, None, "so ", name, " it was", weight),))


def summary(name: str = "fine", classes: int = 1) -> WordSummary:
    one = ClassWords(name, "probability", 6, (word(name, 0.4), word("film", 0.1)), (word("dull", -0.1),))
    return WordSummary((one,) * classes, 6, ("lime",), (name,))


def texts_of(made: str, name: str) -> list[str]:
    tree = html5lib.parse(made, namespaceHTMLElements=False)
    return [" ".join("".join(element.itertext()).split()) for element in tree.iter(name)]


def test_words_are_bars_with_their_examples() -> None:
    made = page(summary())
    assert texts_of(made, "tr") == ["fine +0.400", "film +0.100", "dull −0.100"]
    assert texts_of(made, "h3") == ["Words for it", "Words against it"]
    assert texts_of(made, "li")[0] == "text 5, +0.400 so fine it was"
    assert texts_of(made, "summary")[0] == "fine, in 3 texts, +0.800 each"
    assert 'style="--exg-zero:20.0%"' in made
    assert 'class="exg-bar exg-no" style="left:0.0%;width:20.0%"' in made


def test_words_that_would_be_said_as_nothing_are_left_out() -> None:
    faint = ClassWords("fine", "logit", 9, (word("fine", 0.4), word("the", 1e-9)), (word("of", -1e-9),))
    given = WordSummary((faint,), 9, ("lime",), ("m",))
    assert texts_of(page(given), "tr") == ["fine +0.400"]
    assert len(plot(given).axes[0].patches) == 1


def test_a_class_without_words_says_so() -> None:
    made = page(WordSummary((ClassWords("fine", "logit", 1, (), ()),), 1, ("lime",), ("m",)))
    assert "No word has a score." in made


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_hostile_words_stay_text(attack: str) -> None:
    made = page(summary(attack))
    tree = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(made)
    kinds = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not kinds & {"script", "img", "svg", "iframe"}
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
    assert made.count("<style>") == 1
    assert picture(summary(attack), ".svg").startswith(b"<?xml")


def test_the_plot_has_a_panel_for_each_class() -> None:
    first, second = plot(summary(classes=2)).axes
    assert [bar.get_width() for bar in first.patches] == [0.4, 0.1, -0.1]
    assert [one.get_text() for one in second.get_yticklabels()] == ["fine", "film", "dull"]
    with pytest.raises(InputError, match="9 classes are too many"):
        plot(summary(classes=9))


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_pictures(suffix: str, start: bytes) -> None:
    assert picture(summary(), suffix).startswith(start)
