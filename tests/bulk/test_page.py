"""The page of many explanations: figures first, the wrong ones before the others, bounded, and nothing is markup."""

from collections.abc import Iterator, Sequence

import html5lib
import pytest

from exegesis.bulk import page as module
from exegesis.bulk.figures import accuracy, figures_of, strange_truths
from exegesis.bulk.page import page
from exegesis.data.explanation_lines import ExplainedItem
from tests.bulk.toys import failed, item, usual
from tests.views.parsing import content, of_class, parse
from tests.views.strategies import ATTACKS


def made(items: Sequence[ExplainedItem]) -> str:
    def anew() -> Iterator[ExplainedItem]:
        return iter(items)

    return page(anew)


def test_the_figures() -> None:
    found = figures_of(usual())
    assert (found.items, found.failed, found.compared, found.right) == (6, 1, 4, 2)
    assert found.answers["negative", "positive"] == 1
    assert accuracy(2, 4) == "accuracy 0.500: 2 of 4 right"
    assert strange_truths(found.strange) == "1 truth is no label of the model (such as 'five stars'), and not counted"
    assert strange_truths({}) == ""
    assert [one.number for one in usual() if one.is_right is False] == [2, 5]


def test_the_page_begins_with_the_figures_and_goes_on_with_what_is_wrong() -> None:
    shown = made(usual())
    html5lib.HTMLParser(strict=True).parse(shown)
    root = parse(shown)
    assert content(next(root.iter("h1"))) == "Accuracy 0.500: 2 of 4 right"
    titles = [content(one) for one in root.iter("h2")]
    assert titles == ["Answers", "Not explained: 1", "Wrong: 2", "Right: 2", "Not compared with a truth: 1"]
    heads = [content(next(one.iter("h3"))).strip() for one in of_class(root, "exg-item")]
    assert heads == ["✗ negative, 90%", "✗ positive, 60%", "✓ positive, 90%", "✓ negative, 80%", "positive, 70%"]
    cells = [[content(cell).strip() for cell in row] for row in root.iter("tr")]
    assert ["negative", "1", "1"] in cells
    assert ["not known", "0", "1"] in cells
    assert "the text is empty" in shown


def test_texts_without_truths_are_in_their_order() -> None:
    root = parse(made([item(1, "good film", 0.9), item(2, "dull film", 0.1)]))
    assert [content(one) for one in root.iter("h2")] == ["Answers", "Texts: 2"]
    assert [content(one) for one in of_class(root, "exg-text")] == ["good film", "dull film"]


def test_the_page_is_bounded_and_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DRAWN", 3)
    items = [item(number, f"text {number}", 0.9, "0" if number < 6 else "1") for number in range(1, 10)]
    shown = made(items)
    assert len(list(of_class(parse(shown), "exg-item"))) == 3
    assert "2 of them are not on this page" in shown
    assert "4 of them are not on this page" in shown
    monkeypatch.setattr(module, "_CHARACTERS", 10)
    assert len(list(of_class(parse(made(items)), "exg-item"))) == 1


def test_many_failures_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FAILURES", 2)
    shown = made([failed(number) for number in range(1, 6)])
    assert "The first 2 of 5." in shown
    assert "Not explained: 5" in shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_text_an_id_or_an_error_is_markup(attack: str) -> None:
    shown = made([item(1, attack, 0.9, attack, id=attack), failed(2, attack, attack)])
    plain = {one.tag for one in parse(made(usual())).iter()}
    assert {one.tag for one in parse(shown).iter()} <= plain
