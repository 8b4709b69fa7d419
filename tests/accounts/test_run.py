"""Accounts of real models: every number in them is the model's."""

import io
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import exegesis
from exegesis.accounts import Account, account
from exegesis.accounts.page import fragment, page
from exegesis.accounts.terminal import show
from exegesis.core.errors import InputError
from exegesis.data.targets import Contrast
from tests import tiny
from tests.contracts.kinds import EXAMPLES  # an additive model of every kind of data


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


def test_a_contrast_and_a_transformer_have_numbers_of_their_own_unit() -> None:
    model = tiny.bert()
    found = exegesis.explain(model, "a good film", "occlusion", Contrast(0, 1), output="logit")
    told = account(found, model)
    assert told.output == "logit"
    assert all(trial.answer is None for claim in told.claims for trial in claim.trials)
    assert "logit" in told.sentences[0]
    difference = exegesis.explain(model, "a good film", "occlusion", Contrast(0, 1), output="probability")
    assert "%" not in account(difference, model).text  # a difference of shares may be below 0


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_kind_of_data_has_one(kind: str) -> None:
    example = EXAMPLES[kind]
    model = example.model()
    found = exegesis.explain(model, example.input, "occlusion", **example.asked)
    told = account(found, model, baseline=example.asked.get("baseline", "auto"))
    assert 2 <= len(told.sentences) <= 6
    assert all(trial.answer is None for claim in told.claims for trial in claim.trials)
    assert Account.from_json(told.to_json()).sentences == told.sentences


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
    with pytest.raises(InputError, match="account takes an explanation, several, or an anchor, not str"):
        account("a text", MODEL)
