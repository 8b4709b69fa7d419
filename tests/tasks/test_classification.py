from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax

from exegesis.adapters.base import Model
from exegesis.errors import InputError
from exegesis.records import Fingerprint, Prediction, Target
from exegesis.rows import Row
from exegesis.tasks.classification import Classification
from exegesis.types import Outputs

LABELS = ("negative", "neutral", "positive")


class Answers(Model):
    """A model known only by what it says of itself."""

    def __init__(self, kind: str = "single-label", scale: str = "logit", labels: tuple[str, ...] = LABELS) -> None:
        self.name, self.kind, self.scale, self._labels = "answers", kind, scale, labels

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def encode(self, texts: Any) -> list[Row]:
        raise AssertionError("a task runs nothing")

    def forward(self, rows: Any, precision: str = "float32") -> Outputs:
        raise AssertionError("a task runs nothing")

    def fingerprint(self) -> Fingerprint:
        raise AssertionError("a task runs nothing")


def targets(spec: Any, labels: tuple[str, ...] = LABELS, predicted: int = 2) -> list[int]:
    prediction = Prediction(labels[predicted], predicted, (0.0,) * len(labels), labels, "single-label")
    return [target.index for target in Classification(Answers(labels=labels)).targets(spec, prediction)]


# -- targets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (None, [2]),
        ("predicted", [2]),
        ("neutral", [1]),
        (0, [0]),
        ("0", [0]),
        (np.int64(1), [1]),
        (["positive", 0, "1", "predicted"], [2, 0, 1, 2]),
        (("neutral",), [1]),
        (np.array([0, 1]), [0, 1]),
        (range(3), [0, 1, 2]),
        (["neutral", "neutral"], [1, 1]),
    ],
)
def test_targets_by_name_index_and_several(spec: Any, expected: list[int]) -> None:
    assert targets(spec) == expected


def test_a_label_wins_over_an_index_and_over_predicted() -> None:
    assert targets("0", labels=("1", "0", "predicted"), predicted=0) == [1]
    assert targets(0, labels=("1", "0", "predicted"), predicted=0) == [0]
    assert targets("predicted", labels=("1", "0", "predicted"), predicted=0) == [2]
    assert targets(None, labels=("1", "0", "predicted"), predicted=0) == [0]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("postive", "unknown target 'postive'. Did you mean 'positive'?"),
        ("Positive", "Did you mean 'positive'?"),
        ("", "unknown target ''"),
        ("--1", "unknown target '--1'"),
        ("1.0", "unknown target '1.0'"),
        (1.0, "unknown target 1.0"),
        (True, "unknown target True"),
        (3, "target 3 is out of range; the model's 3 outputs are 0 to 2"),
        (-1, "target -1 is out of range"),
        ("-1", "target -1 is out of range"),
        ("99", "target 99 is out of range"),
        ([], "no target given. Choose from: negative, neutral, positive, or 'predicted'"),
        (["neutral", "x"], "unknown target 'x'"),
        ([["neutral"]], "unknown target ['neutral']"),
    ],
)
def test_what_is_no_target_is_one_line(spec: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        targets(spec)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_outputs_of_one_name_are_told_apart_by_index() -> None:
    with pytest.raises(InputError, match="2 outputs are called 'x'; give the index of one"):
        targets("x", labels=("x", "y", "x"))
    assert targets(2, labels=("x", "y", "x")) == [2]


@given(st.text(max_size=4) | st.integers() | st.none() | st.booleans() | st.floats() | st.binary(max_size=2))
def test_nothing_but_an_input_error_comes_of_a_bad_target(spec: Any) -> None:
    with suppress(InputError):
        assert all(0 <= index < 3 for index in targets(spec))


def test_targets_carry_their_name_and_unit() -> None:
    prediction = Prediction("b", 1, (0.1, 0.9), ("a", "b"), "single-label")
    task = Classification(Answers(labels=("a", "b")), "logit")
    assert task.targets("a", prediction) == (Target("a", 0, "logit"),)


def test_an_unknown_output_is_refused() -> None:
    with pytest.raises(InputError, match=r"unknown output 'probabilty'\. Did you mean 'probability'"):
        Classification(Answers(), "probabilty")


# -- values -------------------------------------------------------------------------------------------------------

RAW = np.random.default_rng(0).normal(size=(4, 3)) * 3
TWO = [Target("positive", 2, ""), Target("negative", 0, "")]


@pytest.mark.parametrize(
    ("kind", "output", "expected"),
    [
        ("single-label", "probability", softmax(RAW, axis=-1)),
        ("single-label", "logit", RAW),
        ("multi-label", "probability", expit(RAW)),
        ("multi-label", "logit", RAW),
        ("regression", "probability", RAW),
        ("regression", "logit", RAW),
    ],
)
def test_values_of_logits(kind: str, output: str, expected: np.ndarray) -> None:
    task = Classification(Answers(kind), output)
    np.testing.assert_allclose(task.values(RAW, TWO), expected[:, [2, 0]])
    stacked = task.values(np.stack([RAW, RAW + 1]), TWO)  # windows and batches keep their axes
    assert stacked.shape == (2, 4, 2)
    np.testing.assert_allclose(stacked[0], expected[:, [2, 0]])
    assert task.output == ("value" if kind == "regression" else output)


def test_probabilities_of_a_black_box_are_taken_as_they_are() -> None:
    given = softmax(RAW, axis=-1)
    np.testing.assert_array_equal(Classification(Answers(scale="probability")).values(given, TWO), given[:, [2, 0]])
    values = Classification(Answers("regression", "value"), "logit").values(RAW, TWO)
    np.testing.assert_array_equal(values, RAW[:, [2, 0]])


def test_logits_of_a_black_box_are_log_odds() -> None:
    task = Classification(Answers(scale="probability"), "logit")
    np.testing.assert_allclose(task.values(np.array([[0.5, 0.2, 0.9]]), TWO), [[np.log(9), 0.0]])


def test_certain_answers_have_finite_log_odds() -> None:
    task = Classification(Answers(scale="probability"), "logit")
    values = task.values(np.array([[0.0, 0.5, 1.0], [-1e-9, 0.5, 1 + 1e-9]]), TWO)
    assert np.isfinite(values).all()
    assert (values[:, 0] > 20).all()
    assert (values[:, 1] < -20).all()


@pytest.mark.parametrize("kind", ["single-label", "multi-label", "regression"])
@pytest.mark.parametrize("output", ["probability", "logit"])
def test_the_readout_for_gradients_is_the_same_number(kind: str, output: str) -> None:
    task = Classification(Answers(kind), output)
    read = task.readout(TWO)(torch.tensor(RAW))
    np.testing.assert_allclose(read.numpy(), task.values(RAW, TWO), rtol=1e-6, atol=1e-7)


# -- predictions --------------------------------------------------------------------------------------------------


def test_the_prediction_is_the_weighted_mean_of_the_windows_probabilities() -> None:
    outputs = np.array([[4.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    weights = np.array([0.25, 0.75])
    prediction = Classification(Answers()).predict(outputs, weights)
    expected = weights @ softmax(outputs, axis=-1)
    np.testing.assert_allclose(prediction.outputs, expected)
    assert (prediction.label, prediction.index) == ("positive", 2)
    assert sum(prediction.outputs) == pytest.approx(1)


def test_ties_go_to_the_first() -> None:
    assert Classification(Answers()).predict(np.zeros((1, 3)), np.ones(1)).index == 0


def test_a_regression_predicts_its_values() -> None:
    prediction = Classification(Answers("regression", labels=("stars",))).predict(np.array([[3.5]]), np.ones(1))
    assert (prediction.label, prediction.outputs, prediction.kind) == ("stars", (3.5,), "regression")
