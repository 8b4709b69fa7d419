import json
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.squad.reading import V2
from exegesis.data.squad.scoring_v2 import SquadFiguresV2
from exegesis.qa.compare import compare_questions
from exegesis.qa.evaluate import evaluate_model
from tests.qa.files import ANSWERABLE, EVERY, LONG, MISSED, NONE, PARTLY, RIGHT, one, squad_file, two
from tests.question_models import question_model


def test_every_model_answers_every_question() -> None:
    found = compare_questions([one(), two()], EVERY, explained=0)
    assert [model.name for model in found.models] == ["one", "two"]
    assert [question.id for question in found.questions] == ["right", "partly", "none", "missed", "long"]
    assert [[answer.text for answer in question.answers] for question in found.questions] == [
        ["slow", "movie"],
        ["slow", ""],
        ["", "plot"],
        ["slow", ""],
        ["", ""],
    ]


def test_answers_are_judged() -> None:
    found = compare_questions([one(), two()], EVERY, explained=0)
    assert [[answer.verdict for answer in question.answers] for question in found.questions] == [
        ["right", "wrong"],
        ["partly right", "wrong"],
        ["right", "wrong"],
        ["wrong", "right"],
        ["error", "error"],
    ]
    first = found.questions[0].answers[0]
    assert (first.returned, first.no_answer, first.exact_match, first.f1) == (True, False, True, 1.0)
    assert first.start == RIGHT.context.index("slow")
    assert found.questions[1].answers[0].f1 == pytest.approx(2 / 3)
    none = found.questions[2].answers[0]
    assert (none.returned, none.no_answer, none.exact_match, none.start) == (False, True, True, None)


def test_totals_are_the_official_figures() -> None:
    found = compare_questions([one(), two()], EVERY, explained=0)
    for model, totals in zip((one(), two()), found.totals, strict=True):
        figures = evaluate_model(model, EVERY).figures
        assert isinstance(figures, SquadFiguresV2)
        assert (totals.exact_match, totals.f1) == (figures.exact_match, figures.f1)
        assert totals.no_answer_precision == figures.no_answer_precision
        assert totals.no_answer_recall == figures.no_answer_recall
    first = found.totals[0]
    assert (first.questions, first.returned, first.correct, first.no_answers, first.errors) == (5, 3, 2, 1, 1)
    assert (first.no_answer_precision, first.no_answer_recall) == (100.0, 50.0)
    assert first.exact_match == 40.0


def test_where_all_have_an_answer_there_is_no_precision_of_no_answer() -> None:
    found = compare_questions([one()], ANSWERABLE, explained=0)
    assert found.rules == "1.1"
    assert found.totals[0].no_answer_precision is None
    assert found.totals[0].no_answer_recall is None
    assert found.totals[0].exact_match == 50.0


def test_a_question_that_does_not_fit_is_an_error_and_not_lost() -> None:
    (answer,) = compare_questions([one()], [LONG, RIGHT]).questions[0].answers
    assert "the question alone takes 80 tokens" in (answer.error or "")
    assert (answer.returned, answer.no_answer, answer.seconds, answer.saliency) == (False, False, None, None)


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    found = compare_questions([one()], squad_file(tmp_path, EVERY), limit=2, explained=0)
    assert found.source == "questions.json"
    assert [question.id for question in found.questions] == ["right", "partly"]
    assert found.rules == V2  # by the whole file


def test_references_are_told_once_each() -> None:
    doubled = RIGHT.answers[0]
    asked = [type(RIGHT)("a", "what", RIGHT.context, (doubled, doubled))]
    assert compare_questions([one()], asked, explained=0).questions[0].references == ("slow",)


@pytest.mark.slow
def test_saliency_of_the_first_questions() -> None:
    found = compare_questions([question_model(), question_model("roberta")], EVERY, explained=2)
    assert found.saliency.questions == 2
    assert [question.id for question in found.shown] == ["right", "partly"]
    assert all(isinstance(answer.saliency, Explanation) for question in found.shown for answer in question.answers)
    assert all(answer.saliency is None for question in found.questions[2:] for answer in question.answers)


def test_progress_counts_answers_and_saliency() -> None:
    heard: list[tuple[int, int]] = []
    compare_questions([one(), two()], ANSWERABLE, explained=1, progress=lambda *step: heard.append(step))
    assert heard == [(done, 6) for done in range(1, 7)]


def test_rows_and_json() -> None:
    found = compare_questions([one(), question_model(called="bert")], [RIGHT, NONE, LONG], explained=1)
    rows = list(found.rows())
    assert [(row["id"], row["model"]) for row in rows[:3]] == [("right", "one"), ("right", "bert"), ("none", "one")]
    assert rows[0]["answer"] == "slow"
    assert rows[0]["verdict"] == "right"
    data = json.loads(found.to_json())
    assert data["schema_version"] == 1
    assert [model["name"] for model in data["models"]] == ["one", "bert"]
    assert data["totals"][0]["correct"] == 2
    assert data["questions"][0]["context"] == RIGHT.context
    assert "takes 80 tokens" in data["questions"][2]["answers"][0]["error"]
    made = Explanation.from_dict(data["questions"][0]["answers"][1]["saliency"])
    assert made == found.questions[0].answers[1].saliency
    assert data["saliency"] == {
        "method": "gradient",
        "unit": "token",
        "settings": {"kind": "one_hot_norm", "normalise": "maximum"},
        "questions": 1,
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"limit": 0}, "limit must be a whole number of at least 1, not 0"),
        ({"limit": True}, "limit must be a whole number"),
        ({"explained": -1}, "explained must be a whole number of at least 0"),
        ({"method": "lyme"}, "unknown method 'lyme'. Did you mean 'lime'?"),
        ({"method": "lime", "sampels": 5}, "unknown setting of lime 'sampels'"),
    ],
)
def test_slips_are_told_before_any_answer(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        compare_questions(["/no/such/model"], ANSWERABLE, **options)  # type: ignore[arg-type]


def test_nothing_to_compare() -> None:
    with pytest.raises(InputError, match="questions given holds no question"):
        compare_questions([one()], [])
    with pytest.raises(InputError, match="there is no model to compare"):
        compare_questions([], ANSWERABLE)


def test_the_same_answers_as_an_evaluation_gives() -> None:
    model, asked = question_model(), [RIGHT, PARTLY, NONE, MISSED]
    found = compare_questions([model], asked, explained=0)
    expected = evaluate_model(model, asked).predictions
    assert {question.id: question.answers[0].text for question in found.questions} == expected
