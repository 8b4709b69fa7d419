"""Attacks as a whole: counted, within the budget, the same whatever is beside them, and gone on with."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exegesis
from exegesis.attacks import RECIPES, Attack, Recipe, RecipePart, attack
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Pair
from tests import tiny
from tests.attacks.victims import MODEL, SYNONYMS, TEXT, answers

TEXTS = [TEXT, "a good film", "a very good plot", "good good good good", "a story"]


def counted() -> tuple[Any, list[str]]:
    """The victim, and every text that it was asked."""
    asked: list[str] = []

    def function(texts: Any) -> np.ndarray:
        asked.extend(texts)
        return answers(texts)

    return exegesis.load(function, labels=["negative", "positive"]), asked


def plain(found: Attack) -> list[dict[str, Any]]:
    """The items without their times."""
    return [{**item, "seconds": 0} for item in found.to_dict()["items"]]


def test_rates_are_those_of_the_texts_that_were_attacked() -> None:
    found = attack(MODEL, TEXTS, "textfooler-8", truths=["positive", 1, 1, "positive", "positive"], words=SYNONYMS)
    outcomes = [item.outcome for item in found.items]
    assert outcomes == ["succeeded", "succeeded", "succeeded", "failed", "skipped"]
    assert (found.attacked, found.succeeded, found.success_rate) == (4, 3, 0.75)
    assert (found.accuracy_before, found.accuracy_after) == (0.8, 0.2)
    assert found.items[4].reason == "wrong already"
    assert attack(MODEL, TEXTS, "textfooler-8", words=SYNONYMS).accuracy_before is None


@pytest.mark.parametrize("recipe", ["textfooler-8", "pwws", "alzantot-8", "swarm-8"])
def test_queries_are_counted_exactly(recipe: str) -> None:
    model, asked = counted()
    asked.clear()
    (item,) = attack(model, TEXT, recipe, words=SYNONYMS).items
    assert item.queries == len(set(asked)) == len(asked)


@settings(max_examples=20, deadline=None)
@given(budget=st.integers(2, 40), recipe=st.sampled_from(["deepwordbug", "pruthi", "pwws", "alzantot-8", "swarm-8"]))
def test_the_budget_is_never_passed(budget: int, recipe: str) -> None:
    model, asked = counted()
    asked.clear()
    words = {"words": SYNONYMS} if RECIPES[recipe].needs_words else {}
    (item,) = attack(model, f"{TEXT} good good", recipe, queries=budget, **words).items
    assert item.queries == len(set(asked)) <= budget
    assert item.reason in ("", "queries", "nothing to edit")


def test_a_text_is_attacked_the_same_whatever_is_beside_it() -> None:
    together = attack(MODEL, TEXTS, "deepwordbug", seed=3)
    alone = [attack(MODEL, text, "deepwordbug", seed=3) for text in TEXTS]
    assert [{**item, "index": 0} for item in plain(together)] == [plain(one)[0] for one in alone]
    turned = attack(MODEL, TEXTS[::-1], "deepwordbug", seed=3)
    assert [item.edited for item in turned.items] == [item.edited for item in together.items[::-1]]


def test_a_run_that_was_ended_goes_on(tmp_path: Path) -> None:
    journal = tmp_path / "attack.jsonl"
    whole = attack(MODEL, TEXTS, "deepwordbug", journal=journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:3]))  # the header and two texts
    model, asked = counted()
    asked.clear()
    with pytest.raises(InputError, match="model"):  # another function is another model
        attack(model, TEXTS, "deepwordbug", journal=journal)
    again = attack(MODEL, TEXTS, "deepwordbug", journal=journal)
    assert plain(again) == plain(whole)
    with pytest.raises(InputError, match="seed"):
        attack(MODEL, TEXTS, "deepwordbug", seed=1, journal=journal)


def test_a_text_that_cannot_be_read_is_told_in_its_place() -> None:
    found = attack(MODEL, [TEXT, " ", "a good film"], "deepwordbug")
    assert [item.outcome for item in found.items] == ["succeeded", "error", "succeeded"]
    assert "blank" in found.items[1].reason
    assert found.attacked == 2


def test_gradients_rank_words_of_a_transformer() -> None:
    model = tiny.bert()
    found = attack(model, tiny.REVIEW, "deepwordbug", search="ranked", rank="gradient")
    assert found.items[0].queries > 1
    with pytest.raises(UnsupportedError, match="gradient"):
        attack(MODEL, TEXT, "deepwordbug", search="ranked", rank="gradient")


def test_one_text_of_a_pair_is_edited() -> None:
    def function(pairs: Any) -> np.ndarray:
        return np.array([[0.1, 0.9] if "good" in second and "good" in first else [0.8, 0.2] for first, second in pairs])

    model = exegesis.load(function, labels=["other", "same"])
    for part in ("first", "second", None):
        (item,) = attack(model, Pair("a good film", "the good film"), "deepwordbug", part=part).items
        assert item.outcome == "succeeded"
        assert item.text == ("a good film" if part == "first" else "the good film")
    with pytest.raises(InputError, match="leave it out"):
        attack(MODEL, TEXT, "deepwordbug", part="first").items[0]


def test_the_same_answer_to_less() -> None:
    (item,) = attack(MODEL, "a very good film with good acting", "input-reduction").items
    assert item.outcome == "succeeded"
    assert item.edited.split() == ["good"]
    assert item.answer_after == "positive"


def test_an_answer_by_name() -> None:
    (item,) = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, goal="named", target="negative").items
    assert item.answer_after == "negative"
    found = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, goal="named", target="positive")
    assert found.items[0].reason == "the answer that is wanted is the present one; name another."


def test_a_recipe_of_ones_own() -> None:
    shouting = Recipe(
        "shouting",
        "capitals",
        [RecipePart("function", {"function": lambda word: [word.upper()]})],
        [],
        RecipePart("greedy"),
    )
    found = attack(exegesis.load(_small, labels=["no", "yes"]), "it is good", shouting)
    assert found.items[0].edited == "it is GOOD"
    assert found.settings["transformations"] == [{"name": "function", "function": "<lambda>"}]


def _small(texts: Any) -> np.ndarray:
    return np.array([[0.0, 1.0] if "good" in text else [1.0, 0.0] for text in texts])


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"recipe": "textfoolr"}, "unknown recipe"),
        ({"recipe": "textfooler-8"}, "takes a word list"),
        ({"words": SYNONYMS}, "takes no word list"),
        ({"search": "hill"}, "unknown search"),
        ({"width": 3}, "unknown setting"),
        ({"search": "ranked", "rank": "luck"}, "unknown rank"),
        ({"recipe": "input-reduction", "search": "genetic"}, "mixes texts word by word"),
        ({"queries": 1}, "queries must be"),
        ({"seconds": 0}, "seconds must be"),
        ({"truths": ["positive"]}, "1 truths for 2 texts"),
        ({"truths": ["positive", "blue"]}, "'blue' is no class"),
        ({"goal": "named", "target": "blue"}, "unknown target"),
        ({"ids": ["a"]}, "1 ids for 2 texts"),
    ],
)
def test_bad_wishes_are_one_line(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        attack(MODEL, TEXTS[:2], **{"recipe": "deepwordbug", **changes})


def test_models_without_classes_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="one of several classes"):
        attack(exegesis.load(lambda texts: np.zeros(len(texts)), task="regression"), "a text")
    with pytest.raises(UnsupportedError, match="one of several classes"):
        attack("bundled:masked-words", "a text")
    with pytest.raises(InputError, match="no text"):
        attack(MODEL, [])


def test_a_model_that_answers_constantly_is_never_turned() -> None:
    constant = exegesis.load(lambda texts: np.tile([0.3, 0.7], (len(texts), 1)), labels=["a", "b"])
    found = attack(constant, TEXTS, "deepwordbug")
    assert found.success_rate == 0.0


def test_a_text_without_an_allowed_edit_is_no_success_of_the_model() -> None:
    words = {"film": ["movie"], "plot": ["dull"], "very": ["hardly"]}
    found = attack(MODEL, ["nice film plot", "good good"], "textfooler-8", truths=[1, 1], words=words)

    assert [item.outcome for item in found.items] == ["succeeded", "unedited"]
    assert (found.attacked, found.success_rate) == (1, 1.0)
    assert (found.accuracy_before, found.accuracy_after) == (1.0, 0.5)


def test_a_budget_spent_by_the_edit_that_succeeds_is_no_reason() -> None:
    whole = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS).items[0]
    (item,) = attack(MODEL, TEXT, "textfooler-8", words=SYNONYMS, queries=whole.queries).items
    assert (item.outcome, item.reason) == ("succeeded", "")


def test_what_only_shows_which_word_matters_is_no_edit() -> None:
    """Without "good" the answer turns, but to leave it out is no edit of the recipe."""
    (item,) = attack(MODEL, "nice nice film", "textfooler-8", words={"film": ["plot"]}, queries=9).items
    assert (item.outcome, item.edited) == ("failed", "nice nice plot")
    (item,) = attack(MODEL, TEXT, "textfooler-8", words={"film": ["movie"]}, queries=3).items
    assert (item.outcome, item.edited, item.reason) == ("failed", TEXT, "queries")
