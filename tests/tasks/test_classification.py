from contextlib import suppress
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, log_softmax, logit, softmax

from exegesis.adapters.reads import Read
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError
from exegesis.core.types import Outputs
from exegesis.data.inputs import plain
from exegesis.data.records import Fingerprint, Prediction, Target, Window
from exegesis.data.rows import Row
from exegesis.data.targets import Contrast
from exegesis.tasks.base import Aimed, Scene
from exegesis.tasks.class_readout import ClassReadout
from exegesis.tasks.classification import Classification

LABELS = ("negative", "neutral", "positive")


class Answers(TextModel):
    """A model known only by what it says of itself."""

    def __init__(self, kind: str = "single-label", scale: str = "logit", labels: tuple[str, ...] = LABELS) -> None:
        self.name, self.kind, self.scale, self._labels = "answers", kind, scale, labels

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def encode(self, texts: Any) -> list[Row]:
        return list(texts)

    def forward(self, rows: Any, precision: str = "float32", read: Read | None = None) -> Outputs:
        raise AssertionError("a task runs nothing")

    def fingerprint(self) -> Fingerprint:
        raise AssertionError("a task runs nothing")


def aimed(task: Classification, outputs: Any, spec: Any = None, weights: Any = (1.0,)) -> Aimed:
    """What a task makes of a text whose windows "a", "b", ... gave `outputs` (W, C)."""
    text = "abcdef"[: len(weights)]
    windows = tuple(Window(place, place + 1, float(weight)) for place, weight in enumerate(weights))
    answers = dict(zip(text, np.asarray(outputs, dtype=float), strict=True))
    return task.aim(Scene(plain(text), windows, ()), spec, lambda row, read: answers[row])  # type: ignore[index]


def targets(spec: Any, labels: tuple[str, ...] = LABELS, predicted: int = 2) -> list[int]:
    found = aimed(Classification(Answers(labels=labels)), [np.eye(len(labels))[predicted]], spec)
    return [target.index for target in found.targets]


def values(task: Classification, outputs: Any, named: list[Target]) -> Any:
    """The targets' values of rows (..., W, C), here of one window."""
    readout = ClassReadout(task.model, task.output, named, np.ones(1))
    return readout.values(np.asarray(outputs, dtype=float)[..., None, :])


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
    with pytest.raises(InputError, match="'0' for the class called so, '1' for the one at place 0"):
        targets(0, labels=("1", "0", "predicted"), predicted=0)
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
    task = Classification(Answers(labels=("a", "b")), "logit")
    assert aimed(task, [[0.1, 0.9]], "a").targets == (Target("a", 0, "logit"),)


def test_an_unknown_output_is_refused() -> None:
    with pytest.raises(InputError, match=r"unknown output 'probabilty'\. Did you mean 'probability'"):
        Classification(Answers(), "probabilty")


def test_a_contrast_names_both_targets() -> None:
    found = aimed(Classification(Answers()), [[1.0, 2.0, 4.0]], [Contrast("positive", 0), "positive"])
    assert found.targets == (
        Target("positive", 2, "probability", versus=Target("negative", 0, "probability")),
        Target("positive", 2, "probability"),
    )


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (Contrast("positive", "positive"), "a contrast of 'positive' with itself is always 0"),
        (Contrast("predicted", 2), "with itself is always 0"),
        (Contrast("positive", "x"), "unknown target 'x'"),
        (Contrast(Contrast(0, 1), 2), "between two plain targets, not between contrasts"),
        (Contrast(0, Contrast(0, 1)), "between two plain targets"),
    ],
)
def test_what_is_no_contrast_is_one_line(spec: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        targets(spec)


# -- values -------------------------------------------------------------------------------------------------------

RAW = np.random.default_rng(0).normal(size=(4, 3)) * 3
TWO = [Target("positive", 2, ""), Target("negative", 0, "")]
APART = [Target("positive", 2, "", versus=Target("neutral", 1, "")), TWO[1]]


@pytest.mark.parametrize(
    ("kind", "output", "expected"),
    [
        ("single-label", "probability", softmax(RAW, axis=-1)),
        ("single-label", "log-probability", log_softmax(RAW, axis=-1)),
        ("single-label", "logit", RAW),
        ("single-label", "log-odds", logit(softmax(RAW, axis=-1))),
        ("multi-label", "log-odds", RAW),
        ("multi-label", "probability", expit(RAW)),
        ("multi-label", "log-probability", np.log(expit(RAW))),
        ("multi-label", "logit", RAW),
        ("regression", "value", RAW),
    ],
)
def test_values_of_logits(kind: str, output: str, expected: np.ndarray) -> None:
    task = Classification(Answers(kind), output)
    np.testing.assert_allclose(values(task, RAW, TWO), expected[:, [2, 0]])
    stacked = values(task, np.stack([RAW, RAW + 1]), TWO)  # batches keep their axes
    assert stacked.shape == (2, 4, 2)
    np.testing.assert_allclose(stacked[0], expected[:, [2, 0]])
    np.testing.assert_allclose(values(task, RAW, APART)[:, 0], expected[:, 2] - expected[:, 1], atol=1e-12)
    np.testing.assert_allclose(values(task, RAW, APART)[:, 1], expected[:, 0])
    assert task.output == output


def test_values_of_several_windows_are_their_weighted_mean() -> None:
    for output, expected in (("probability", softmax(RAW, axis=-1)), ("logit", RAW)):
        readout = ClassReadout(Answers(), output, TWO, np.array([0.1, 0.2, 0.3, 0.4]))
        np.testing.assert_allclose(readout.values(RAW), np.array([0.1, 0.2, 0.3, 0.4]) @ expected[:, [2, 0]])


def test_probabilities_of_a_black_box_are_taken_as_they_are() -> None:
    given = softmax(RAW, axis=-1)
    np.testing.assert_array_equal(values(Classification(Answers(scale="probability")), given, TWO), given[:, [2, 0]])
    found = values(Classification(Answers("regression", "value")), RAW, TWO)
    np.testing.assert_array_equal(found, RAW[:, [2, 0]])


def test_logits_of_a_black_box_are_log_odds() -> None:
    task = Classification(Answers(scale="probability"), "logit")
    np.testing.assert_allclose(values(task, [[0.5, 0.2, 0.9]], TWO), [[np.log(9), 0.0]])


def test_log_odds_of_a_probability_next_to_one_are_exact() -> None:
    found = values(Classification(Answers(), "log-odds"), [[-800.0, 0.0, 800.0]], TWO)
    assert found[0].tolist() == pytest.approx([800.0, -1600.0])
    two_classes = [Target("positive", 1, "")]
    task = Classification(Answers(), "log-odds")
    np.testing.assert_allclose(values(task, RAW[:, :2], two_classes)[:, 0], RAW[:, 1] - RAW[:, 0])
    black_box = Classification(Answers(scale="probability"), "log-odds")
    np.testing.assert_allclose(values(black_box, [[0.5, 0.2, 0.9]], TWO), [[np.log(9), 0.0]])


def test_certain_answers_of_a_black_box_have_finite_log_odds_and_logarithms() -> None:
    certain = [[0.0, 0.5, 1.0], [-1e-9, 0.5, 1 + 1e-9]]
    odds = values(Classification(Answers(scale="probability"), "logit"), certain, TWO)
    assert np.isfinite(odds).all()
    assert (odds[:, 0] > 20).all()
    assert (odds[:, 1] < -20).all()
    logs = values(Classification(Answers(scale="probability"), "log-probability"), certain, TWO)
    assert np.isfinite(logs).all()
    assert (logs[:, 1] < -20).all()


@pytest.mark.parametrize("kind", ["single-label", "multi-label"])
def test_the_logarithm_of_a_probability_too_small_for_a_float_is_exact(kind: str) -> None:
    found = values(Classification(Answers(kind), "log-probability"), [[-800.0, 0.0, 800.0]], TWO)
    assert found[0].tolist() == pytest.approx([0.0, -1600.0 if kind == "single-label" else -800.0])


@pytest.mark.parametrize(
    ("kind", "output"),
    [
        *product(["single-label", "multi-label"], ["probability", "logit", "log-probability", "log-odds"]),
        ("regression", "value"),
    ],
)
@pytest.mark.parametrize("scale", [1.0, 40.0])
def test_the_readout_for_gradients_is_the_same_number(kind: str, output: str, scale: float) -> None:
    task = Classification(Answers(kind), output)
    for named in (TWO, APART):
        readout = ClassReadout(task.model, task.output, named, np.ones(1))
        read = readout.of_points(0)(SimpleNamespace(logits=torch.tensor(RAW * scale, dtype=torch.float32)), {})
        np.testing.assert_allclose(read.numpy(), values(task, RAW * scale, named), rtol=1e-4, atol=1e-4)


# -- predictions --------------------------------------------------------------------------------------------------


def predicted(task: Classification, outputs: Any, weights: Any = (1.0,)) -> Prediction:
    return aimed(task, outputs, None, weights).predictions[0]


def test_the_prediction_is_the_weighted_mean_of_the_windows_probabilities() -> None:
    outputs = np.array([[4.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    weights = np.array([0.25, 0.75])
    prediction = predicted(Classification(Answers()), outputs, weights)
    expected = weights @ softmax(outputs, axis=-1)
    np.testing.assert_allclose(prediction.outputs, expected)
    assert (prediction.label, prediction.index) == ("positive", 2)
    assert sum(prediction.outputs) == pytest.approx(1)


def test_ties_go_to_the_first() -> None:
    assert predicted(Classification(Answers()), np.zeros((1, 3))).index == 0


def test_a_regression_predicts_its_values() -> None:
    prediction = predicted(Classification(Answers("regression", labels=("stars",))), [[3.5]])
    assert (prediction.label, prediction.outputs, prediction.kind) == ("stars", (3.5,), "regression")
