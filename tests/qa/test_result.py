import json
from dataclasses import FrozenInstanceError, replace

import pytest

from exegesis.data.explanation import Explanation
from exegesis.qa.result import QuestionComparison
from tests.qa.samples import FAILED, PARTLY, SILENT, WRONG, compared, right


def test_an_answer_knows_what_it_is() -> None:
    answers = (right(), PARTLY, WRONG, SILENT, FAILED)
    assert [one.verdict for one in answers] == ["right", "partly right", "wrong", "wrong", "error"]
    assert [one.returned for one in answers] == [True, True, True, False, False]
    assert [one.no_answer for one in answers] == [False, False, False, True, False]


def test_json_holds_everything_and_the_saliency_reads_back() -> None:
    found = compared()
    data = json.loads(found.to_json(indent=1))
    assert data == found.to_dict()
    assert QuestionComparison.from_dict(data) == found
    assert list(data) == ["schema_version", "source", "rules", "models", "totals", "questions", "saliency"]
    given = data["questions"][0]["answers"]
    assert Explanation.from_dict(given[0]["saliency"]) == found.questions[0].answers[0].saliency
    assert data["questions"][1]["answers"][1]["error"] == FAILED.error


def test_rows_are_flat_and_alike() -> None:
    rows = list(compared().rows())
    assert len(rows) == 4
    assert len({tuple(row) for row in rows}) == 1
    assert all(value is None or isinstance(value, str | int | float) for row in rows for value in row.values())


def test_only_the_first_questions_are_shown() -> None:
    found = compared()
    assert found.shown == found.questions
    assert replace(found, saliency=replace(found.saliency, questions=1)).shown == found.questions[:1]


def test_results_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        compared().source = "other"  # type: ignore[misc]
