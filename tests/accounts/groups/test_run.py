"""Accounts of many explanations: each figure is the mean over the inputs that hold the unit."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis.accounts import Account, account
from exegesis.core.errors import InputError, UnsupportedError
from tests.contracts.kinds import EXAMPLES
from tests.examples import examples

WEIGHTS = {"good": 2.0, "fine": 1.0, "bad": -2.0, "dull": -1.0}


def mood(texts: list[str]) -> Any:
    total = np.array([sum(WEIGHTS.get(word.casefold(), 0.0) for word in text.split()) for text in texts])
    good = 1 / (1 + np.exp(-total))
    return np.stack([1 - good, good], axis=1)


MODEL = exegesis.load(mood, labels=["negative", "positive"])
TEXTS = ["a good film", "Good and fine", "a bad film", "bad and dull", "so good it is", "so bad it is", "a dull film"]


def explained(texts: list[str] = TEXTS, **settings: Any) -> list[Any]:
    return [exegesis.explain(MODEL, text, "occlusion", baseline="delete", **settings) for text in texts]


def test_the_sentences_are_what_was_tried() -> None:
    told = account(explained(target="positive"), MODEL)
    holding = [text.lower() for text in TEXTS if "ood" in text]
    good = (mood(holding) - mood([text.replace("good", "") for text in holding]))[:, 1].mean()
    assert told.about == "explanations"
    assert told.title == "positive over 7 texts"
    assert told.sentences[0] == "The model answers “positive” to 3 of the 7 texts."
    by_name = {claim.trials[0].asked: claim for claim in told.claims if claim.kind == "speaks"}
    claim = by_name["without “good”, 3 texts"]
    assert claim.holds
    assert claim.trials[0].value == pytest.approx(-good)
    assert claim.trials[0].outcome.endswith("rises in 0, falls in 3")
    assert claim.sentence.startswith("“good” speaks for “positive”: taken away from the 3 texts that hold it, ")
    assert "“bad” speaks against “positive”" in told.text
    assert (
        told.claims[-1].sentence
        == "Without all of these the answer is another in 2 of the 6 texts that hold any of them."
    )
    assert Account.from_json(told.to_json()).text == told.text
    assert "exg-said" in told.to_html()


def test_of_two_classes_the_other_ones_explanations_count_turned_round() -> None:
    told = account(explained(), MODEL)  # of whatever is answered
    assert "“good” speaks against “negative”" in told.text
    assert "“bad” speaks for “negative”" in told.text
    assert "Left out" not in told.untried


@examples(15)
@given(st.lists(st.lists(st.sampled_from([*WEIGHTS, "a", "film"]), min_size=1, max_size=5), min_size=4, max_size=7))
def test_a_claim_holds_only_where_the_model_does_what_it_says(given: list[list[str]]) -> None:
    texts = [" ".join(words) for words in given]
    counts = Counter(word for words in given for word in set(words))
    if max(counts.values()) < 3:
        return
    told = account(explained(texts, target="positive"), MODEL)
    for claim in told.claims:
        if claim.kind != "speaks":
            continue
        name = claim.trials[0].asked.split("“")[1].split("”")[0]
        changes = [
            mood([" ".join(word for word in words if word != name)])[0, 1] - mood([" ".join(words)])[0, 1]
            for words in given
            if name in words
        ]
        assert claim.trials[0].value == pytest.approx(np.mean(changes), abs=1e-9)
        if claim.holds:
            assert (np.mean(changes) < 0) == ("speaks for" in claim.sentence)


def test_columns_move_the_answer_and_are_held_against_the_weakest() -> None:
    example = EXAMPLES["table"]
    model = example.model()
    found = [exegesis.explain(model, example.input, "occlusion")] * 4
    told = account(found, model)
    assert {claim.kind for claim in told.claims} == {"moves"}
    assert "moves the answer: without it the value moves by" in told.text
    assert "By its scores" in told.untried


def test_what_has_nothing_in_common_is_refused() -> None:
    image = EXAMPLES["image"]
    model = image.model()
    found = exegesis.explain(model, image.input, "occlusion", **image.asked)
    with pytest.raises(UnsupportedError, match="regions of different images have nothing in common"):
        account([found, found], model)
    with pytest.raises(InputError, match="no word stands in 3 of the 2 inputs"):
        account(explained(["a film", "good play"]), MODEL)
    with pytest.raises(InputError, match="give at least one"):
        account([], MODEL)
    with pytest.raises(InputError, match="explanation 2 is none but a str"):
        account([*explained(["a film"]), "a text"], MODEL)  # type: ignore[list-item]
