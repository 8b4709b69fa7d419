"""A few of many explanations: SP-LIME's pick beside chance, the words of each class, on a page and in a terminal."""

import io
from collections.abc import Sequence

import html5lib
import pytest
from rich.console import Console

from exegesis.bulk.picked import heading, picked, told
from exegesis.bulk.picked_page import page
from exegesis.bulk.result import Picked, PickedImages, PickedSummary
from exegesis.bulk.terminal import show
from exegesis.core.errors import InputError
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.summaries.words import WordSummary, summarise
from tests.bulk.toys import failed, item, usual
from tests.summaries import pictured
from tests.views.parsing import content, of_class, parse
from tests.views.strategies import ATTACKS


def printed(summary: WordSummary | None, found: Picked | None) -> str:
    held = io.StringIO()
    show(summary, found, Console(file=held, width=80, highlight=False))
    return held.getvalue()


def summed(items: Sequence[ExplainedItem]) -> WordSummary:
    return summarise([one for item in items for one in item.explanations])


def test_the_pick_covers_most_and_no_more_are_picked_than_there_are() -> None:
    items = [item(1, "good film", 0.9), item(2, "good film", 0.9), failed(3), item(4, "odd plot", 0.9)]
    found = picked(items, 2)
    assert sorted(one.number for one in found.items) == [1, 4]
    assert (found.share, found.of) == (1.0, 3)
    assert 0 < found.by_chance < 1
    assert [one.number for one in picked(items, 9).items if one.error] == []
    assert len(picked(items, 9).items) == 3
    with pytest.raises(InputError, match="no explanation to pick from"):
        picked([failed(1)], 2)


def test_a_random_pick_depends_on_its_seed_alone() -> None:
    items = [item(number, f"w{number} film", 0.9) for number in range(1, 20)]
    one, other = picked(items, 4, is_random=True, seed=1), picked(items, 4, is_random=True, seed=2)
    assert one.items == picked(items, 4, is_random=True, seed=1).items
    assert one.items != other.items
    assert heading(one) == "4 of 19 explanations, picked at random"
    assert "random" not in told(one)
    assert "as many at random" in told(picked(items, 4))


def test_a_pick_comes_back_from_json_and_is_drawn_as_before() -> None:
    found = picked(usual(), 2)
    assert found.to_dict()["of"] == 5
    assert page(Picked.from_json(found.to_json())) == page(found)
    both = PickedSummary.of(summed(usual()), found)
    assert PickedSummary.from_json(both.to_json()).pick == found
    assert {**both.to_dict(), "pick": None} == {**summed(usual()).to_dict(), "pick": None}


def test_the_terminal_has_the_words_and_the_texts() -> None:
    shown = printed(summed(usual()), picked(usual(), 2))
    assert "positive (5 texts): words for it, and against it" in shown
    assert "2 of 5 explanations, picked to cover" in shown
    assert "✗ " in shown
    assert "· true: " in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert printed(None, picked(usual(), 1)).startswith("1 of 5 explanations")


def test_the_page_has_the_words_and_the_texts() -> None:
    shown = page(picked(usual(), 2), summed(usual()))
    html5lib.HTMLParser(strict=True).parse(shown)
    root = parse(shown)
    assert [content(one) for one in root.iter("h1")] == ["The words of each class"]
    assert len(list(of_class(root, "exg-item"))) == 2
    assert not list(of_class(parse(page(None, summed(usual()))), "exg-item"))
    assert [content(one) for one in parse(page(picked(usual(), 2))).iter("h1")] == [heading(picked(usual(), 2))]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_text_is_markup_or_obeyed(attack: str) -> None:
    items = [item(1, attack, 0.9, attack, id=attack)]
    plain = {one.tag for one in parse(page(picked(usual(), 2), summed(usual()))).iter()}
    assert {one.tag for one in parse(page(picked(items, 1), summed(items))).iter()} <= plain
    shown = printed(summed(items), picked(items, 1))
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_the_terminal_says_what_its_numbers_are() -> None:
    assert printed(summed(usual()), None).splitlines()[1].startswith("mean score over the class's texts (0 where abs")


def test_all_that_there_are_stand_beside_no_chance() -> None:
    assert "random" in told(picked(usual(), 4))
    assert told(picked(usual(), 5)) == "They cover 100% of the words' importance."


def test_images_are_picked_by_visual_words_and_drawn() -> None:
    items = pictured.item_pictures()
    found = picked(items, 2, visual=pictured.seen())
    assert isinstance(found, PickedImages)
    assert [item.number for item in found.items] == [1, 2]
    again = PickedImages.from_json(found.to_json())
    assert page(again) == page(found)
    drawn = page(found)
    assert "img-src data:" in drawn
    assert content(parse(drawn)).count("Every region in the colour of its score") == 2
    told = printed(None, found)
    assert "image 1" in told
    assert "word 1" in told
    assert "text 1" not in told
