"""The bundled sentiment model, stood in for on real sentences: the words one would expect, with the right signs."""

import pytest

import exegesis
from tests.datasets import needs_data, rows


@pytest.mark.slow
@needs_data
def test_words_of_praise_and_blame_have_their_signs() -> None:
    found = rows("sentiment/sst2.jsonl.gz", "dev")
    telling = [row for row in found if {"bad", "best", "good", "funny", "dull", "too"} & set(row["text"].split())]
    others = [row for row in found if row not in telling]
    chosen = (telling + others)[:200]
    texts, labels = [row["text"] for row in chosen], [row["label"] for row in chosen]
    over = exegesis.surrogate("bundled:sentiment", texts, features=25, target="positive", truths=labels, copies=1)
    weights = {rule.conditions[0].feature: rule.value for rule in over.rules() if rule.adds}
    assert weights["too"] < 0
    assert weights["best"] > 0
    assert over.inside.r2 is not None
    assert over.inside.r2 > 0.15
    assert over.accuracy is not None
    assert over.accuracy.model > 0.8


@pytest.mark.slow
def test_around_one_review() -> None:
    text = "The plot is bad, but the acting is wonderful."
    found = exegesis.surrogate("bundled:sentiment", text, target="positive", samples=150)
    weights = {rule.conditions[0].feature: rule.value for rule in found.rules() if rule.adds}
    assert weights["wonderful"] > 0 > weights["bad"]
