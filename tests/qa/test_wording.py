from dataclasses import replace

import pytest

from exegesis.data.squad.scoring_v2 import evaluate_v2
from exegesis.qa import wording
from tests.data.squad.making import asked
from tests.qa.samples import FAILED, SILENT, WRONG, compared, evaluation, model, right, totals


def cells(**changes: object) -> dict[str, list[str]]:
    return dict(wording.columns(compared(**changes)))  # type: ignore[arg-type]


def test_what_is_told_of_each_model() -> None:
    assert cells() == {
        "returned": ["1 of 2"] * 2,
        "correct": ["1 of 2"] * 2,
        "exact match": ["50.00%"] * 2,
        "F1": ["66.67%"] * 2,
        "no answer": ["0"] * 2,
        "time, median": ["41.2 ms"] * 2,
        "time, total": ["123 s"] * 2,
        "parameters": ["66,362,880"] * 2,
        "MB on disk": ["266"] * 2,
    }


def test_precision_and_recall_of_no_answer_where_some_have_none() -> None:
    pair = (totals(no_answer_precision=12.5, no_answer_recall=100.0), totals())
    found = cells(rules="2.0", totals=pair)
    assert found["no answer: precision"] == ["12.50%", "–"]
    assert found["no answer: recall"] == ["100.00%", "–"]


def test_errors_are_told_where_there_are_any() -> None:
    assert "errors" not in cells()
    assert cells(totals=(totals(), totals(errors=1)))["errors"] == ["0", "1"]
    assert wording.errors(compared()) == [("second", f"1 of 2 questions; the first: {FAILED.error}")]
    assert wording.errors(compared((right(), WRONG))) == []


def test_what_is_unknown_is_a_dash() -> None:
    unknown = (totals(median_seconds=None, total_seconds=None),) * 2
    found = cells(totals=unknown, models=(model("a", megabytes=None), model("b", megabytes=0.0897)))
    assert found["time, median"] == ["–", "–"]
    assert found["MB on disk"] == ["–", "0.09"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0.00001, "0.01 ms"),
        (0.0412, "41.2 ms"),
        (0.99949, "999 ms"),
        (0.9996, "1 s"),
        (12.34, "12.3 s"),
        (99.96, "100 s"),
        (4321.0, "4,321 s"),
    ],
)
def test_durations(seconds: float | None, said: str) -> None:
    assert wording.duration(seconds) == said


def test_answers() -> None:
    assert [wording.said(one) for one in (right(), SILENT, FAILED)] == [
        "Denver Broncos", "no answer", "the question alone takes 300 tokens."
    ]  # fmt: skip
    assert wording.scores(right()) == [
        ("exact match", "yes"), ("F1", "1"), ("probability", "91%"), ("time", "41.2 ms")
    ]  # fmt: skip
    assert wording.scores(FAILED) == []


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert len(set(wording.SIGNS.values())) == len(wording.SIGNS) == 4


def test_how_many_questions_are_left_out() -> None:
    every = compared(*((right(), WRONG),) * 3)
    assert wording.left_out(every) == ""
    some = replace(every, saliency=replace(every.saliency, questions=1))
    assert "Shown are the first 1 of 3 questions." in wording.left_out(some)
    assert wording.left_out(some).endswith("Left out here, and counted in the figures alone: 2.")


def test_figures_of_version_2() -> None:
    every = [asked("a", "Ada"), asked("b"), asked("c", "Quill")]
    figures = evaluate_v2(every, {"a": "Ada", "b": ""}, {"a": 0.1, "b": 0.9})
    assert dict(wording.figure_lines(figures)) == {
        "exact match": "66.67%",
        "F1": "66.67%",
        "questions": "3",
        "without a prediction": "1 (each scores 0)",
        "that have an answer": "2: exact match 50.00%, F1 50.00%",
        "that have none": "1: exact match 100.00%, F1 100.00%",
        "no answer: precision": "100.00%",
        "no answer: recall": "100.00%",
        "best exact match": "66.67% at 0.1",
        "best F1": "66.67% at 0.1",
        "average precision": "exact match 50.00%, F1 50.00%, oracle 50.00%",
    }


def test_an_evaluation() -> None:
    found = dict(wording.evaluation_lines(evaluation()))
    assert found["says “no answer”"] == "1 of 4"
    assert found["with “no answer” allowed"] == "exact match 25.00%, F1 30.00%"
    assert found["time"] == "2 s, 500 ms a question"
    assert wording.evaluation_errors(evaluation()) == []
    (line,) = wording.evaluation_errors(evaluation(errors={"q1": "too long", "q2": "no"}))
    assert line == "2 of 4 questions met an error; the first, q1: too long"
