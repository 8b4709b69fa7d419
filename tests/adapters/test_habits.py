"""Padding that leaks into answers is found by trying, and such rows are run in batches of one length."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.habits import Habits, RowFrame, habits, of_one_length
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import ModelError
from exegesis.core.types import Floats
from exegesis.data.rows import TokenRow
from tests.adapters.families import family
from tests.adapters.head_families import headed
from tests.adapters.odd_families import odd, own_answer
from tests.lanes import slow_but

TEXTS = [
    "the movie was good",
    "the movie was truly unbelievable, not slow and i loved the acting! it was fine.",
    "bad",
    "a plot",
]
LEAKING = ("FNet", "MobileBert", "ConvBert")
FRAME = RowFrame((1,), (2,), None)


def toy(mix: float = 0.0, neighbours: float = 0.0, last: bool = False) -> Any:
    """A model whose answer is the sum of a row's ids, with a share of the padding's and of the neighbours' in it."""

    def answer(rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        longest, total = max(map(len, rows)), sum(sum(row.ids) for row in rows)
        found = []
        for row in rows:
            padding = longest - len(row)
            value = sum(row.ids) + mix * padding + neighbours * (total - sum(row.ids)) / len(rows)
            found.append(np.array([np.nan if last and padding and not left else value]))
        return found

    return answer


# -- what the trial sees ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (toy(), Habits()),
        (toy(mix=1e-9), Habits()),
        (toy(mix=1e-2), Habits(one_length=True)),
        (toy(neighbours=0.1), Habits(apart=True)),
        (toy(last=True), Habits(left=True)),
    ],
)
def test_what_neighbours_do(answer: Any, expected: Habits) -> None:
    assert habits(answer, FRAME, range(3, 60), 64) == expected


def test_what_the_trial_cannot_see_is_taken_for_the_worst() -> None:
    assert habits(toy(), FRAME, range(3, 60), 7).one_length  # no room for rows of different lengths
    assert habits(lambda rows, left: [np.zeros(2)] * len(rows), FRAME, range(3, 60), 64).one_length
    assert habits(lambda rows, left: [np.full(2, np.nan)] * len(rows), FRAME, range(3, 60), 64).one_length


def test_a_model_that_takes_no_batches_is_given_single_rows() -> None:
    def answer(rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        if len(rows) > 1:
            raise ModelError("Cannot handle batch sizes > 1 if no padding token is defined.")
        return [np.array([1.0])]

    assert habits(answer, FRAME, range(3, 60), 64) == Habits(apart=True)


def test_rows_keep_their_order() -> None:
    rows = [TokenRow(range(size)) for size in (5, 5, 3, 2, 2, 5)]
    assert [len(part) for part in of_one_length(rows)] == [2, 1, 2, 1]
    assert [row for part in of_one_length(rows) for row in part] == rows


# -- families -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", slow_but([*LEAKING, "Funnel"], "FNet"))
def test_an_answer_is_the_models_own_whatever_stands_beside_it(name: str) -> None:
    model = exegesis.load(odd(name))
    own = np.stack([own_answer(*odd(name), text) for text in TEXTS])
    for batch_tokens in (1, 40, 20_000):
        np.testing.assert_allclose(model.predict(TEXTS, batch_tokens), own, atol=1e-5)
    assert model.habits == Habits(one_length=name in LEAKING)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", LEAKING)
def test_padding_does_leak_there(name: str) -> None:
    """Otherwise the test above says nothing."""
    model, tokenizer = odd(name)
    with torch.no_grad():
        inputs = tokenizer(TEXTS, padding=True, return_tensors="pt")
        padded = model(**inputs).logits.softmax(-1)[2].double().numpy()
    assert np.abs(padded - own_answer(model, tokenizer, TEXTS[2])).max() > 1e-3


@pytest.mark.parametrize("name", slow_but(LEAKING, "FNet"))
@pytest.mark.parametrize("method", ["occlusion", "lime"])
def test_explanations_do_not_depend_on_other_texts_or_batches(name: str, method: str) -> None:
    model = exegesis.load(odd(name))
    options: dict[str, Any] = {"target": 0, "baseline": "delete"} | ({"samples": 40} if method == "lime" else {})
    alone = [exegesis.explain(model, text, method, batch_tokens=1, **options) for text in TEXTS]
    for one, other in zip(alone, exegesis.explain_many(model, TEXTS, method, **options), strict=True):
        np.testing.assert_allclose(one.prediction.outputs, other.prediction.outputs, atol=1e-5)  # type: ignore[union-attr]
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-4)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["FNet", "MobileBert", "BigBird"])
@pytest.mark.parametrize("head", ["ForQuestionAnswering", "ForMaskedLM", "ForTokenClassification"])
def test_heads_that_read_positions(name: str, head: str) -> None:
    model = exegesis.load(odd(name, head))
    texts = [("a plot", text) for text in TEXTS] if head == "ForQuestionAnswering" else TEXTS
    rows = sorted(model.encode(texts), key=len, reverse=True)

    def read(result: Any, inputs: Any) -> Any:
        tables = [result.start_logits, result.end_logits] if head == "ForQuestionAnswering" else [result.logits]
        return torch.stack([table[:, :3].flatten(1) for table in tables], dim=1).flatten(1)

    alone = np.concatenate([model.forward([row], read=read) for row in rows])
    np.testing.assert_allclose(model.forward(rows, read=read), alone, atol=1e-5 * np.abs(alone).max())


@pytest.mark.parametrize("name", ["deberta_v2", "gpt2", "bert"])
@pytest.mark.parametrize("head", ["classification", "token-classification"])
def test_usual_families_keep_their_padded_batches(name: str, head: str) -> None:
    model = TransformerModel(*headed(name, head))
    assert model.habits == Habits()
    rows = model.encode(TEXTS)
    assert model.together(rows) == [rows]


def test_xlnet_is_padded_on_the_left() -> None:
    assert TransformerModel(*family("xlnet")).pads_left


def test_weights_that_change_are_tried_again() -> None:
    model = TransformerModel(*odd("MobileBert"))
    assert model.habits.one_length
    with torch.no_grad():  # without the neighbours nothing of the padding is seen
        model.model.mobilebert.embeddings.embedding_transformation.weight[:, :16] = 0
        model.model.mobilebert.embeddings.embedding_transformation.weight[:, 32:] = 0
    assert model.habits == Habits()


def test_a_batch_that_needs_no_padding_stays_whole() -> None:
    model = TransformerModel(*odd("FNet"))
    rows = model.encode(["the movie was good", "the movie was bad", "a movie"])
    assert [len(part) for part in model.together(rows)] == [2, 1]
