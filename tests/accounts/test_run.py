"""Accounts of real models: every number in them is the model's."""

import io
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rich.console import Console

import exegesis
from exegesis.accounts import Account, account
from exegesis.accounts.page import fragment, page
from exegesis.accounts.terminal import show
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Question
from exegesis.data.targets import Contrast
from tests.contracts.kinds import EXAMPLES  # an additive model of every kind of data
from tests.examples import examples
from tests.question_models import keyword_model


def mood(texts: list[str]) -> Any:
    """Bad, unless there is "good" without "not"."""
    good = np.array([0.9 if "good" in text and "not" not in text else 0.2 for text in texts])
    return np.stack([1 - good, good], axis=1)


MODEL = exegesis.load(mood, labels=["bad", "good"])
TEXT = "a good <b>film"


def of_toy(text: str = TEXT, **settings: Any) -> Account:
    found = exegesis.explain(MODEL, text, "exact_shap", baseline="delete", **settings)
    return account(found, MODEL)


def test_the_sentences_are_what_was_tried() -> None:
    found = of_toy()
    assert found.sentences[:3] == (
        "The model answers “good” (90%).",
        "Without “good” the answer would be “bad” (“good” 20%).",
        "On its own “good” keeps the answer (90%).",
    )
    assert found.text.startswith("The model answers “good” (90%). Without “good”")
    assert found.untried == "An absent unit is deleted from the text."
    assert repr(found).startswith("Account(")


def test_a_question_is_told_by_the_answers_that_it_then_gets() -> None:
    model = keyword_model(movie=4.0, slow=2.0)
    found = exegesis.explain(model, Question("what was it", "the movie was slow"), "occlusion", "span")
    assert isinstance(found, Explanation)
    told = account(found, model)
    share = exegesis.explain(model, **found.again(output="probability"))
    assert isinstance(share, Explanation)
    assert told.claims[0].trials[0].value == pytest.approx(share.value, rel=1e-5)
    assert told.sentences[0].startswith("The model answers “movie” (")
    assert told.sentences[1].startswith("Without “movie” the answer would be “slow” (“movie” ")
    assert told.sentences[2].startswith("On its own “movie” keeps the answer (")


def test_words_alike_are_told_apart_by_their_places() -> None:
    assert "Without “good” (1st of 2) and “good” (2nd of 2) the answer would be “bad”" in of_toy("good is good").text


def test_every_claim_is_repeated_on_the_model() -> None:
    for text in ("a good film", "a not good film", "not at all good", "film"):
        found = exegesis.explain(MODEL, text, "shapley_interactions", baseline="delete")
        told = account(found, MODEL)
        for claim in told.claims:
            for trial in claim.trials:
                words = [unit.text for index, unit in enumerate(found.units) if index not in trial.absent]
                expected = mood([" ".join(words)])[0]
                assert trial.value == pytest.approx(expected[found.target.index])
                assert trial.answer == ("bad", "good")[int(expected.argmax())]


def test_a_contrast_says_which_of_the_two_is_ahead() -> None:
    def three(texts: list[str]) -> Any:
        return np.array([[0.1, 0.6, 0.3] if "good" in text else [0.5, 0.2, 0.3] for text in texts])

    model = exegesis.load(three, labels=["angry", "glad", "sad"])
    found = exegesis.explain(model, "a good film", "occlusion", Contrast("glad", "sad"), baseline="delete")
    told = account(found, model)
    assert told.sentences[:3] == (
        "The model puts “glad” above “sad” by 30 points.",
        "Without “good” it would put “sad” above “glad” by 10 points.",
        "On its own “good” keeps “glad” above “sad” by 30 points.",
    )
    turned = exegesis.explain(model, "a good film", "occlusion", Contrast("sad", "glad"), baseline="delete")
    assert account(turned, model).sentences[0] == "The model puts “glad” above “sad” by 30 points."
    assert "What speaks most against “sad” rather than “glad” is “good”" in account(turned, model).text


def test_a_number_that_is_no_class_is_told_in_its_unit() -> None:
    example = EXAMPLES["text"]
    model = example.model()
    told = account(exegesis.explain(model, example.input, "occlusion", **example.asked), model)
    assert told.output == "value"
    assert all(trial.answer is None for claim in told.claims for trial in claim.trials)
    assert told.sentences[0] == "The model's answer is 2.75."


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_kind_of_data_has_one(kind: str) -> None:
    example = EXAMPLES[kind]
    model = example.model()
    found = exegesis.explain(model, example.input, "occlusion", **example.asked)
    told = account(found, model, baseline=example.asked.get("baseline", "auto"))
    assert 2 <= len(told.sentences) <= 6
    assert all(trial.answer is None for claim in told.claims for trial in claim.trials)
    assert Account.from_json(told.to_json()).sentences == told.sentences


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
@examples(8)
@given(data=st.data())
def test_every_claim_of_every_kind_is_what_the_model_says(kind: str, data: Any) -> None:
    """Whatever the scores: of an additive model it is known what is left without any of its units."""
    example, model, found = explained(kind)
    scores = data.draw(arrays(np.float64, len(found.units), elements=st.floats(-1, 1, allow_subnormal=False)))
    told = account(replace(found, scores=scores), model, baseline=example.asked.get("baseline", "auto"))
    for claim in told.claims:
        for trial in claim.trials:
            left = found.value - example.scores[list(trial.absent)].sum()
            assert trial.value == pytest.approx(left, rel=1e-4, abs=1e-4)
        whole, *others = (trial.value for trial in claim.trials)
        last = others[-1] if others else whole
        is_so = {"answer": True, "without": last < whole, "alone": last >= whole, "against": last > whole}
        assert claim.holds == is_so[claim.kind]
        assert claim.kind != "without" or claim.holds == ("no less" not in claim.sentence)
        assert claim.kind != "against" or claim.holds == ("does not show" not in claim.sentence)


@cache
def explained(kind: str) -> Any:
    example = EXAMPLES[kind]
    model = example.model()
    return example, model, exegesis.explain(model, example.input, "occlusion", **example.asked)


def test_views_say_the_sentences_and_escape_the_text() -> None:
    found = of_toy()
    written = io.StringIO()
    show(found, Console(file=written, width=200))
    assert written.getvalue().splitlines()[0] == "The model answers “good” (90%)."
    html = page(found)
    assert "&lt;b&gt;film" in html
    assert "<b>film" not in html
    assert "without “good”" in html
    assert "exg-said" in fragment(found)


def test_what_is_no_text_is_called_as_a_person_says_it() -> None:
    example = EXAMPLES["image"]
    model = example.model()
    told = account(exegesis.explain(model, example.input, "occlusion", **example.asked), model, baseline="black")
    assert told.sentences[:2] == (
        "The model's answer is 31.89.",
        "Without region 3 at the lower left (25% of the image) the model's answer would be 6.688.",
    )
    html = page(told)
    assert "img-src data:" in html
    assert "exg-region" in html
    row = EXAMPLES["table"]
    told = account(exegesis.explain(row.model(), row.input, "occlusion"), row.model())
    assert f"Without kids = {row.input['kids']} the model's answer would be" in told.text


def test_what_is_no_explanation_is_refused() -> None:
    with pytest.raises(InputError, match="several, an anchor or counterfactuals, not str"):
        account("a text", MODEL)
