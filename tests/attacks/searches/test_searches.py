"""Every search against a victim of which all edits can be tried."""

import itertools

import numpy as np
import pytest

from exegesis.attacks import SEARCHES, attack
from exegesis.attacks.drafts import Draft
from tests.attacks.victims import MODEL, SYNONYMS, TEXT, answers

SETTINGS = {"genetic": {"population": 20}, "swarm": {"particles": 10}}


def fewest() -> int:
    """The fewest words that have to change, over all combinations of synonyms."""
    draft = Draft.of(TEXT)
    choices = [[None, *SYNONYMS.get(word, ())] for word in draft.words]
    found = []
    for chosen in itertools.product(*choices):
        text = " ".join(other or word for word, other in zip(draft.words, chosen, strict=True))
        if answers([text])[0, 1] < 0.5:
            found.append(sum(other is not None for other in chosen))
    return min(found)


@pytest.mark.parametrize("search", SEARCHES)
def test_each_turns_the_answer(search: str) -> None:
    found = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, search=search, queries=3000, **SETTINGS.get(search, {}))
    (item,) = found.items
    assert item.outcome == "succeeded"
    assert answers([item.edited])[0].argmax() == 0
    assert item.answer_after == "negative"
    assert item.after == pytest.approx(answers([item.edited])[0, 1])


@pytest.mark.parametrize("search", ["greedy", "beam"])
def test_the_fewest_edits_are_found_where_every_place_is_tried(search: str) -> None:
    found = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, search=search)
    assert len(found.items[0].edits) == fewest() == 1


@pytest.mark.parametrize("rank", ["unk", "delete", "weighted"])
def test_what_matters_most_is_tried_first(rank: str) -> None:
    (item,) = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, search="ranked", rank=rank).items
    assert [(edit.before, edit.after) for edit in item.edits] == [("good", "fine")]


def test_an_order_by_lot_is_worse_than_one_by_importance() -> None:
    texts = [f"{TEXT} {extra}" for extra in ("one", "two", "three", "four", "five", "six", "seven", "eight")]
    runs = {
        rank: attack(MODEL, texts, "textfooler-8", words=SYNONYMS, search="ranked", rank=rank)
        for rank in ("delete", "random")
    }
    edits = {rank: np.mean([len(item.edits) for item in found.items]) for rank, found in runs.items()}
    assert edits["random"] > edits["delete"]


def test_what_cannot_be_turned_is_told() -> None:
    (item,) = attack(MODEL, "good good good good film", "textfooler-8", words={"film": ["movie"]}).items
    assert (item.outcome, item.answer_after) == ("failed", "positive")
    assert item.edited == "good good good good movie"  # the nearest draft
    (item,) = attack(MODEL, "good good", "textfooler-8", words={"film": ["movie"]}).items
    assert (item.outcome, item.reason, item.queries, item.edited) == ("unedited", "nothing to edit", 2, "good good")
