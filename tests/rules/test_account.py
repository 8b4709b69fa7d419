"""Rules in words: every share in them is counted anew."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis.accounts import account
from exegesis.core.errors import InputError
from exegesis.rules import Anchor, anchor
from tests.examples import examples
from tests.modalities.image.pictures import quarters
from tests.rules import test_columns as tables
from tests.rules.test_run import MODEL


def test_the_sentences_are_what_was_drawn_anew() -> None:
    rule = anchor(MODEL, "well thank you so much", baseline="delete")
    told = account(rule, MODEL)
    assert told.sentences[:2] == (
        "The model answers “polite” (100%).",
        "As long as “thank” and “you” stay, the answer stays in 100% of 1,000 fresh neighbours.",
    )
    assert told.sentences[2].startswith("Each of them is needed: without “thank” ")
    assert [claim.holds for claim in told.claims] == [True, True, True]
    assert all(trial.value == pytest.approx(0.5, abs=0.06) for trial in told.claims[2].trials)
    assert account(Anchor.from_json(rule.to_json()), MODEL).text == told.text


@examples(8)
@given(needed=st.sets(st.sampled_from("abcde"), max_size=3), spare=st.sampled_from("abcde"))
def test_shares_are_those_of_all_neighbours(needed: set[str], spare: str) -> None:
    """Of a model that wants all of some words, a rule of these and one word more: each share is known."""

    def wants(texts: list[str]) -> Any:
        yes = np.array([float(needed <= set(text)) for text in texts])
        return np.stack([1 - yes, yes], axis=1)

    model = exegesis.load(wants, labels=["no", "yes"])
    found = anchor(model, "a b c d e", baseline="delete", draws=3000)
    assert set(found.words) == needed
    more = sorted({*found.rule, "abcde".index(spare)})
    longer = replace(found, rule=tuple(more), conditions=tuple("abcde"[unit] for unit in more))
    claims = {claim.kind: claim for claim in account(longer, model).claims}
    assert claims["suffices"].trials[0].value == 1.0
    for unit, trial in zip(more, claims["needed"].trials, strict=True):
        assert trial.value == pytest.approx(0.5 if "abcde"[unit] in needed else 1.0, abs=0.08)
    assert claims["needed"].holds == (spare in needed)
    assert ("Not each" in claims["needed"].sentence) == (spare not in needed and len(more) > 1)


def test_another_model_than_the_rules_own_is_told_by_what_it_does() -> None:
    rule = anchor(MODEL, "well thank you so much", baseline="delete")

    def fickle(texts: list[str]) -> Any:
        hits = np.array([1.0 if "well" in text else 0.0 for text in texts])
        return np.stack([1 - hits, hits], axis=1)

    told = account(rule, exegesis.load(fickle, labels=["rude", "polite"]))
    assert not told.claims[1].holds
    assert "that the search was sure of" in told.sentences[1]


def test_a_constant_model_needs_no_rule() -> None:
    model = exegesis.load(lambda texts: np.tile([0.2, 0.8], (len(texts), 1)), labels=["no", "yes"])
    rule = anchor(model, "any text at all", baseline="delete")
    assert (rule.rule, rule.coverage) == ((), 1.0)
    assert account(rule, model).sentences[1] == (
        "Whatever becomes of the words, the answer stays in 100% of 1,000 fresh neighbours."
    )


def test_regions_are_called_by_where_they_lie_and_drawn() -> None:
    def upper_left(images: list[Any]) -> Any:
        red = np.array([image[:8, :8, 0].mean() > 0.6 for image in images], dtype=float)
        return np.stack([1 - red, red], axis=1)

    pixels = np.zeros((16, 16, 3))
    pixels[:8, :8, 0] = 1.0
    model = exegesis.load(upper_left, modality="image", labels=["plain", "red"])
    rule = anchor(model, pixels, unit=quarters(16, 16), baseline="black", draws=2000)
    assert rule.conditions == ("region 1 at the upper left (25% of the image) is there",)
    told = account(Anchor.from_json(rule.to_json()), model)
    assert "As long as region 1 at the upper left (25% of the image) stays, the answer stays in 100%" in told.text
    html = rule.to_html()
    assert "img-src data:" in html
    assert "What the rule holds" in html


def test_rows_are_told_by_their_tests() -> None:
    model = tables.model()
    rule = anchor(model, tables.ROW, draws=6000)
    told = account(rule, model)
    assert "colour = red hold, the answer stays in 100% of 1,000 fresh neighbours." in told.text


def test_a_baseline_beside_the_rules_own_is_refused() -> None:
    with pytest.raises(InputError, match="baseline has no effect on an anchor"):
        account(anchor(MODEL, "thank you", baseline="delete"), MODEL, "mask")
