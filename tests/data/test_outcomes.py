"""Outcomes by hand: answers, confidence, margin, accuracy; and what is refused."""

from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.core.proportions import wilson
from exegesis.data.outcomes import Outcomes

CLASSES = ("no", "yes", "maybe")
FOUND = Outcomes(
    CLASSES, np.array([0, 1, 2, 1]), np.array([[0.7, 0.2, 0.1], [0.4, 0.4, 0.2], [0, 0.1, 0.9], [0, 1, 0]])
)


def test_by_hand() -> None:
    assert FOUND.answers.tolist() == [0, 0, 2, 1]  # of equal ones the first
    assert FOUND.right.tolist() == [True, False, True, True]
    assert FOUND.confidence == pytest.approx([0.7, 0.4, 0.9, 1.0])
    assert FOUND.margin == pytest.approx([0.5, 0.0, 0.8, 1.0])
    assert (FOUND.accuracy.low, FOUND.accuracy.mean, FOUND.accuracy.high) == pytest.approx(
        (0.30064, 0.75, 0.95441), abs=1e-5
    )
    assert (FOUND.accuracy.low, FOUND.accuracy.high) == wilson(3, 4)
    assert repr(FOUND) == "Outcomes(4 rows, 3 classes, 75.0% right)"


def test_some_of_the_rows() -> None:
    assert FOUND.at(np.array([1, 3])).right.tolist() == [False, True]
    assert len(FOUND.at(FOUND.right)) == 3


def test_truths_are_names_or_numbers() -> None:
    found = Outcomes.of(CLASSES, ["Yes", "2", 0, "maybe"], FOUND.probabilities)
    assert found.labels.tolist() == [1, 2, 0, 2]


def test_nothing_of_it_changes() -> None:
    given = FOUND.probabilities.copy()
    kept = Outcomes(CLASSES, FOUND.labels, given)
    given[0] = [0, 1, 0]
    assert kept.answers[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        kept.probabilities[0, 0] = 1


HALVES = np.full((2, 2), 0.5)


@pytest.mark.parametrize(
    ("classes", "labels", "probabilities", "said"),
    [
        (["a"], [0], [[1.0]], "at least two classes"),
        (["a", "b"], [0], HALVES, "do not fit"),
        (["a", "b"], [[0], [1]], HALVES, "do not fit"),
        (["a", "b"], [0, 1], [0.5, 0.5], "do not fit"),
        (["a", "b", "c"], [0, 1], HALVES, r"give \(n,\) and \(n, 3\)"),
        (["a", "b"], np.zeros(0, int), np.zeros((0, 2)), "no row with a label"),
        (["a", "b"], [0, 2], HALVES, "row 1 has the label 2; the classes are 0 to 1"),
        (["a", "b"], [-1, 0], HALVES, "row 0 has the label -1"),
        (["a", "b"], [0.0, 1.0], HALVES, "whole numbers from 0, not float64"),
        (["a", "b"], [0, 1], [[0.5, 0.5], [np.nan, 0.5]], "row 1 has .*not probabilities"),
        (["a", "b"], [0, 1], [[2.5, -1.5], [0.5, 0.5]], "row 0 has .*not probabilities"),
    ],
)
def test_what_is_refused(classes: list[str], labels: Any, probabilities: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Outcomes(tuple(classes), np.array(labels), np.array(probabilities))


def test_a_truth_that_is_no_class_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"row 1: unknown label 'perhaps'.*no, yes, maybe"):
        Outcomes.of(CLASSES, ["no", "perhaps", "no", "no"], FOUND.probabilities)
