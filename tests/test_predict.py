"""`exegesis.predict` of one text and of several."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Hidden, Question
from exegesis.core.errors import InputError
from exegesis.data.records import Prediction
from tests import tiny
from tests.adapters.head_families import headed

TEXTS = ["a good film", "the plot is dull, and the acting is bad", "boring"]
QUESTIONS = [Question("who found it?", "the film was found by a good dog"), Question("what is it?", "it is a plot")]
HIDDEN = [Hidden.word("the plot is good", "good"), Hidden.word("the film is bad", "film")]


def flat(found: Any) -> list[Prediction]:
    return [one for part in found for one in ([part] if isinstance(part, Prediction) else flat(part))]


@pytest.mark.parametrize("source", [tiny.bert(), tiny.gpt2(), lambda texts: [[0.25, 0.75]] * len(texts)])
@pytest.mark.parametrize("given", [TEXTS, tuple(TEXTS), np.array(TEXTS), TEXTS[:1], []], ids=["3", "t", "a", "1", "0"])
def test_of_several_texts_there_is_one_prediction_each(source: Any, given: Any) -> None:
    model = exegesis.load(source)
    found = exegesis.predict(model, given)
    assert len(found) == len(given)
    for text, answer in zip(given, found, strict=True):
        (alone,) = exegesis.predict(model, text)
        assert answer.label == alone.label
        np.testing.assert_allclose(answer.outputs, alone.outputs, rtol=1e-5)


def test_several_texts_share_their_passes() -> None:
    sizes: list[int] = []

    def counting(texts: list[str]) -> Any:
        sizes.append(len(texts))
        return [[0.5, 0.5]] * len(texts)

    exegesis.predict(exegesis.load(counting, labels=["a", "b"]), TEXTS * 2)
    assert sizes == [3]


@pytest.mark.parametrize(
    ("head", "given", "several"),
    [
        ("question-answering", QUESTIONS, False),
        ("causal-lm", TEXTS, False),
        ("masked-lm", HIDDEN, True),
        ("token-classification", TEXTS, True),
    ],
)
def test_other_heads(head: str, given: Any, several: bool) -> None:
    model = exegesis.load(headed("gpt2" if head == "causal-lm" else "bert", head))
    found = exegesis.predict(model, given)
    alone = [exegesis.predict(model, one) for one in given]
    kept = alone if several else [answer for (answer,) in alone]
    for one, other in zip(flat(found), flat(kept), strict=True):  # in batches, whose last bits are their own
        assert one.labels == other.labels
        np.testing.assert_allclose(one.outputs, other.outputs, rtol=1e-4)


def test_which_text_cannot_be_read_is_told() -> None:
    with pytest.raises(InputError, match="text 2: the text is empty or blank"):
        exegesis.predict(tiny.bert(), ["fine", " "])
