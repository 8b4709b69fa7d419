from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

import exegesis
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError, ModelError

TEXTS = ["a good film", "a bad film", "good acting", "bad acting", "dull"]


def good(texts: list[str]) -> np.ndarray:
    """Probability of two classes by the word "good"."""
    positive = np.array([0.9 if "good" in text else 0.2 for text in texts])
    return np.stack([1 - positive, positive], axis=1)


def answering(answer: Any) -> Callable[[list[str]], Any]:
    return lambda texts: answer


# -- what works ---------------------------------------------------------------------------------------------------


def test_a_callable_is_a_model() -> None:
    model = exegesis.load(good)
    assert model.labels == ("class 0", "class 1")
    assert (model.kind, model.scale, model.name) == ("single-label", "probability", "good")
    np.testing.assert_allclose(model.predict(TEXTS), good(TEXTS))


@pytest.mark.parametrize("batch_tokens", [1, 7, 100_000])
def test_batches_do_not_change_the_answer(batch_tokens: int) -> None:
    np.testing.assert_array_equal(exegesis.load(good).predict(TEXTS, batch_tokens), good(TEXTS))


def test_labels_and_name_may_be_given() -> None:
    model = exegesis.load(good, labels=["bad", "good"], name="mine")
    assert (model.labels, model.name) == (("bad", "good"), "mine")


def test_lists_and_tensors_will_do() -> None:
    assert exegesis.load(lambda texts: [[0.25, 0.75]] * len(texts)).predict(["a"]).tolist() == [[0.25, 0.75]]
    tensor = torch.tensor([[0.25, 0.75]])
    assert exegesis.load(answering(tensor)).predict(["a"]).tolist() == [[0.25, 0.75]]


def test_the_callable_receives_a_list_of_plain_strings() -> None:
    seen: list[Any] = []
    exegesis.load(lambda texts: (seen.append(texts), good(texts))[1]).predict((np.str_("good"),))
    assert type(seen[0]) is list
    assert type(seen[0][0]) is str


def test_regression_takes_columns_and_plain_numbers() -> None:
    for function in (lambda texts: [len(t) for t in texts], lambda texts: np.array([[len(t)] for t in texts])):
        model = exegesis.load(function, task="regression")
        assert model.predict(["abc", "a"]).tolist() == [[3.0], [1.0]]
        assert (model.labels, model.kind, model.scale) == (("value",), "regression", "value")
    two = exegesis.load(lambda texts: [[-1.0, 5.0]] * len(texts), task="regression")
    assert two.labels == ("class 0", "class 1")


def test_multi_label_probabilities_need_not_sum_to_one() -> None:
    model = exegesis.load(lambda texts: [[0.9, 0.8, 0.1]] * len(texts), task="multi-label", labels=["a", "b", "c"])
    assert model.kind == "multi-label"
    assert model.predict(["x"]).tolist() == [[0.9, 0.8, 0.1]]


def test_a_scikit_learn_pipeline_brings_its_labels() -> None:
    pipeline = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TEXTS, ["pos", "neg", "pos", "neg", "neg"])
    model = exegesis.load(pipeline)
    assert model.labels == ("neg", "pos")
    assert model.name == "Pipeline (scikit-learn)"
    np.testing.assert_array_equal(model.predict(TEXTS), pipeline.predict_proba(TEXTS))


def test_a_multi_label_pipeline_is_told_so() -> None:
    marks = np.array([[1, 0], [0, 1], [1, 1], [0, 1], [0, 0]])
    pipeline = make_pipeline(CountVectorizer(), OneVsRestClassifier(LogisticRegression())).fit(TEXTS, marks)
    model = exegesis.load(pipeline, task="multi-label", labels=["praise", "blame"])
    assert (model.kind, model.labels) == ("multi-label", ("praise", "blame"))


def test_a_regressor_goes_through_its_predict() -> None:
    pipeline = make_pipeline(CountVectorizer(), Ridge()).fit(TEXTS, [2.0, -1.0, 2.0, -1.0, -3.0])
    model = exegesis.load(pipeline.predict, task="regression")
    np.testing.assert_array_equal(model.predict(TEXTS)[:, 0], pipeline.predict(TEXTS))


def test_the_fingerprint_of_a_black_box_claims_no_hash() -> None:
    mark = exegesis.load(good, name="mine").fingerprint()
    assert (mark.model, mark.revision, mark.weights, mark.tokenizer) == ("mine", None, None, None)
    assert set(mark.versions) == {"exegesis", "python", "numpy"}


# -- what does not ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([[0.5, float("nan")]], "returned NaN or infinity for text 0"),
        ([[float("inf"), 0.5]], "returned NaN or infinity"),
        ([0.5], "one number for each text: load it with task='regression', or with task='multi-label'"),
        ([[0.5]], "one number for each text"),
        ([[0.9, 0.8, 0.1]], "3 numbers that sum to 1.8 for a text.*task='multi-label'.*task='regression'"),
        ([[0.2, 0.1]], "2 numbers that sum to 0.3"),
        (0.5, r"an array of shape \(\)"),
        ([[[0.5]]], r"an array of shape \(1, 1, 1\)"),
        (np.empty((1, 0)), r"an array of shape \(1, 0\)"),
        ([[0.5, 0.5]] * 2, "returned 2 rows for 1 text"),
        ([["high", "low"]], "not an array of numbers"),
        ([[0.5], [0.5, 0.5]], "not an array of numbers"),
        ({"a": 1}, "not an array of numbers"),
        (torch.tensor([[0.5, 0.5]], requires_grad=True), "not an array of numbers"),
        ([[-2.0, 3.0]], "returned -2 to 3, which are not probabilities"),
        ([[0.0, 1.001]], "not probabilities"),
    ],
)
def test_a_useless_answer_is_one_line(answer: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        exegesis.load(answering(answer)).predict(["a text"])
    assert "\n" not in str(caught.value)


def test_none_is_told() -> None:
    with pytest.raises(ModelError, match="shape"):
        exegesis.load(answering(None)).predict(["a text"])


def test_regression_is_checked_too() -> None:
    for answer in ([float("nan")], [[1.0, float("inf")]], [[1.0], [2.0, 3.0]], [1.0, 2.0]):
        with pytest.raises(ModelError):
            exegesis.load(answering(answer), task="regression").predict(["a text"])


def test_a_row_of_a_batch_is_named() -> None:
    with pytest.raises(ModelError, match="text 2 of a batch of 3"):
        exegesis.load(lambda texts: [[0.5, 0.5]] * 2 + [[np.nan, 0.5]]).predict(["a", "b", "c"])


def test_the_number_of_classes_may_not_change() -> None:
    model = exegesis.load(lambda texts: np.full((len(texts), len(texts[0])), 0.5))
    model.predict(["ab"])
    with pytest.raises(ModelError, match="returned 3 classes where 2 are known"):
        model.predict(["abc"])


def test_labels_of_the_wrong_count_are_told() -> None:
    with pytest.raises(ModelError, match="returned 2 classes where 3 are known"):
        exegesis.load(good, labels=["a", "b", "c"]).predict(["a"])


def test_errors_of_the_callable_itself_come_through() -> None:
    def broken(texts: list[str]) -> np.ndarray:
        raise KeyError("my own bug")

    with pytest.raises(KeyError, match="my own bug"):
        exegesis.load(broken).predict(["a"])


def test_an_unknown_task_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match="Choose from: classification, multi-label, regression"):
        exegesis.load(good, task="ranking")


def test_one_text_instead_of_a_list_is_told() -> None:
    with pytest.raises(InputError, match="put the one text in a list"):
        FunctionModel(good).predict("good")  # a string is a sequence too, of letters


def test_no_texts_give_no_rows() -> None:
    assert exegesis.load(good).predict([]).shape == (0, 2)


@pytest.mark.parametrize("text", ["", " ", "\ud800"])
def test_texts_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        exegesis.load(good).predict(["fine", text])
