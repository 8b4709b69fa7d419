"""What words may become: a user's lists, WordNet's, and a masked language model's guesses."""

from typing import Any

import pytest

from exegesis import api
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Span
from exegesis.counterfactuals import counterfactual
from exegesis.counterfactuals.ways.lexicon import offered as listed
from exegesis.counterfactuals.ways.proposals import offered as proposed
from exegesis.counterfactuals.ways.words import ChangeableWords, WordSettings, cased
from exegesis.data.inputs import Hidden, plain
from exegesis.data.records import Unit
from exegesis.engine.engine import Engine
from exegesis.tasks.table import masked_lm_of
from tests.counterfactuals.toys import bag
from tests.datasets import FOLDER, needs_data


def units(text: str) -> tuple[Unit, ...]:
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append(Unit(word, (Span(start, at),)))
    return tuple(found)


def words(text: str, **settings: Any) -> ChangeableWords:
    made = units(text)
    return ChangeableWords(plain(text), "word", made, tuple(range(len(made))), WordSettings(**settings))


def test_a_mapping_goes_one_way_and_capitals_are_kept() -> None:
    found = listed(words("GOOD Good good film", lexicon={"good": ["bad", "Poor"]}))
    assert [[one.text for one in some] for some in found.alternatives] == [
        ["BAD", "POOR"], ["Bad", "Poor"], ["bad", "Poor"], [],
    ]  # fmt: skip
    assert cased("a", "I") == "A"


@needs_data
def test_the_antonyms_of_the_shared_data_turn_a_review() -> None:
    found = counterfactual(
        bag({"good": 2.0, "bad": -2.0}),
        "a good film",
        by="lexicon",
        lexicon=FOLDER / "lexical" / "wordnet_antonyms.tsv.gz",
    )
    assert [edit.new for edit in found.found[0].edits] == ["bad"]


def test_a_masked_model_proposes_other_words_for_the_most_promising_units() -> None:
    found = proposed(words("The film was good .", proposals=4, proposed_units=3))
    counts = [len(some) for some in found.alternatives]
    assert counts == [4, 4, 4, 0, 0]  # of the order's first three
    texts = [one.text for one in found.alternatives[0]]
    assert all(text[0].isupper() and text.casefold() != "the" for text in texts)
    assert found.passes == 3
    assert "4 that bundled:masked-words proposes in their place (of the 3 of 4 that look most" in found.description


def test_what_is_proposed_is_what_the_model_guesses_there() -> None:
    task = masked_lm_of(api.load("bundled:masked-words"))
    given = Hidden.word("The film was good .", "good")
    (guess,) = task.predict(task.scene(given), Engine(task.model).look, 12)
    others = [word for word in guess.labels if word != "good" and word.isalpha()]
    found = proposed(words("The film was good .", proposals=3)).alternatives[3]
    assert [one.text for one in found] == others[:3]


def test_a_mask_token_in_the_users_text_hides_nothing() -> None:
    found = proposed(words("[MASK] film was good", proposals=2))
    assert len(found.alternatives[1]) == 2


def test_a_model_that_guesses_no_words_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="guesses no hidden words"):
        masked_lm_of(api.load("bundled:sentiment-tiny"))
