"""A truth as data sets write it, against what the model answers."""

import pytest

from exegesis.core.errors import InputError
from exegesis.data.records import Prediction
from exegesis.data.truth import check_numbers, is_right, label_of


def answer(label: str, *labels: str, kind: str = "single-label") -> Prediction:
    return Prediction(label, labels.index(label), tuple(0.0 for _ in labels), labels, kind)


POSITIVE = answer("positive", "negative", "positive")


@pytest.mark.parametrize(
    ("truth", "right"),
    [
        ("positive", True), ("Positive ", True), ("negative", False), ("1", True), ("0", False), (" 1", True),
        ("2", None), ("5 stars", None), ("", None), ("-1", None), ("²", None), ("9" * 5000, None), (None, None),
    ],
)  # fmt: skip
def test_a_label_goes_by_its_name_or_its_number(truth: str | None, right: bool | None) -> None:
    assert is_right(POSITIVE, truth) is right


def test_names_that_are_numbers_are_names() -> None:
    stars = answer("2", "1", "2", "3")
    assert is_right(stars, "2") is True
    assert is_right(stars, "1") is False
    assert label_of(stars, "1") == "1"
    assert label_of(answer("LABEL_1", "LABEL_0", "LABEL_1"), "0") == "LABEL_0"


def test_of_labels_that_differ_in_capitals_alone_the_one_as_written_counts() -> None:
    assert is_right(answer("US", "us", "US"), "us") is False


@pytest.mark.parametrize("kind", ["regression", "multi-label"])
def test_of_values_and_sets_of_labels_nothing_is_told(kind: str) -> None:
    assert is_right(answer("a", "a", "b", kind=kind), "a") is None


def test_answers_and_words_are_compared_as_people_compare() -> None:
    assert is_right(answer("the Broncos", "the Broncos", kind="answer"), "Broncos") is True
    assert is_right(answer("the", "the", kind="answer"), "a") is False
    assert is_right(answer("her", "her", kind="word"), "Her") is True


@pytest.mark.parametrize(
    "truths",
    [["0", "1"], ["positive", "1"], ["5", "4"], ["7", "positive"], ["-1", "1"], [], ["1.5", "0"], ["other", "1"]],
)
def test_numbers_that_all_are_classes_or_all_are_not_will_do(truths: list[str]) -> None:
    check_numbers(("negative", "positive"), truths, "y")


def test_classes_called_by_numbers_are_names() -> None:
    check_numbers(("1", "5"), ["1", "5"], "stars")


@pytest.mark.parametrize("truths", [["1", "5"], [" 2 ", "0"], ["negative", "1", "3"]])
def test_numbers_of_something_else_are_refused(truths: list[str]) -> None:
    with pytest.raises(InputError, match="column 'stars' holds numbers of other things than the model's classes"):
        check_numbers(("negative", "positive"), truths, "stars")
