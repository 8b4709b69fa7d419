"""Inputs asked as a stream: what `predict` answers, whatever the kind of data and however long the list."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from exegesis import api
from exegesis.core.errors import InputError, UnsupportedError
from tests import tiny

BERT = tiny.bert()
TEXTS = ["a good film", "dull, boring plot", "the acting is wonderful " * 20, "never bad"]


def positive(texts: list[str]) -> np.ndarray:
    share = np.array(["good" in text for text in texts]) * 0.8 + 0.1
    return np.stack([1 - share, share], axis=1)


def test_the_probabilities_are_those_of_predict() -> None:
    found = api.outcomes(BERT, iter(TEXTS), truths=["positive", "0", 1, "Negative"])
    expected = [one.outputs for one in api.predict(BERT, TEXTS)]
    np.testing.assert_allclose(found.probabilities, expected, rtol=1e-5)
    assert found.classes == ("negative", "positive")
    assert found.labels.tolist() == [1, 0, 1, 0]


def test_a_long_list_is_asked_some_at_a_time() -> None:
    seen, done = [], []

    def model(texts: list[str]) -> np.ndarray:
        seen.append(len(texts))
        return positive(texts)

    texts = [f"good {number}" if number % 3 else f"text {number}" for number in range(600)]
    found = api.outcomes(
        api.load(model, labels=["no", "yes"]), texts, truths=["yes"] * 600, progress=lambda *one: done.append(one)
    )
    assert found.right.tolist() == [bool(number % 3) for number in range(600)]
    assert max(seen) <= 256
    assert done == [(256, 600), (512, 600), (600, 600)]


def test_rows_of_a_table() -> None:
    frame = pd.DataFrame({"age": [20, 40, 60], "job": ["cook", "nurse", "cook"]})

    def model(rows: Any) -> np.ndarray:
        old = (rows["age"].to_numpy() > 30) * 0.6 + 0.2
        return np.stack([1 - old, old], axis=1)

    loaded = api.load(model, background=frame, labels=["young", "old"])
    found = api.outcomes(loaded, frame, truths=["young", "young", "old"])
    np.testing.assert_allclose(found.probabilities, [[0.8, 0.2], [0.2, 0.8], [0.2, 0.8]])
    assert found.right.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("texts", "truths", "said"),
    [
        (TEXTS, ["positive"], "1 truths for 4 inputs"),
        ([], [], "no input with a truth"),
        (["fine", 3], ["0", "1"], "text 2: "),
        (["fine"], ["good"], "row 0: unknown label 'good'"),
        ("fine", ["0"], "put the one text in a list"),
    ],
)
def test_what_is_refused(texts: Any, truths: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        api.outcomes(BERT, texts, truths=truths)


def test_values_are_no_choice() -> None:
    model = api.load(lambda texts: np.ones(len(texts)), task="regression")
    with pytest.raises(UnsupportedError, match="choose one of several classes"):
        api.outcomes(model, ["a"], truths=[1])
