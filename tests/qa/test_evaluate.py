import json
import math

import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.squad.reading import V2, Reference, SquadQuestion
from exegesis.data.squad.scoring import SquadFigures
from exegesis.data.squad.scoring_v2 import SquadFiguresV2, evaluate_v2
from exegesis.qa.evaluate import evaluate_model
from exegesis.qa.result import QuestionEvaluation
from exegesis.tasks.answers import Decoding
from tests.question_models import keyword_model, question_model
from tests.tiny import bert

MODEL = {"none": 1.0, "slow": 3.0, "movie": 0.5}  # "slow" where it stands, else "no answer"; "movie" if it must


def asked(id_: str, context: str, *answers: str) -> SquadQuestion:
    return SquadQuestion(id_, "what", context, tuple(Reference(answer, context.index(answer)) for answer in answers))


RIGHT = asked("right", "the movie was slow", "slow")
PARTLY = asked("partly", "not slow", "not slow")
MOVIE = asked("movie", "a movie", "movie")
NONE = asked("none", "a movie")
MISSED = asked("missed", "slow")
LONG = SquadQuestion("long", "was it " * 40, "a movie", (Reference("movie", 2),))


def test_where_all_have_an_answer_the_headline_is_of_answers_alone() -> None:
    found = evaluate_model(keyword_model(**MODEL), [RIGHT, PARTLY, MOVIE])
    assert found.predictions == {"right": "slow", "partly": "slow", "movie": "movie"}
    assert isinstance(found.figures, SquadFigures)
    assert found.figures.exact_match == pytest.approx(200 / 3)
    assert found.figures.f1 == pytest.approx(100 * (1 + 2 / 3 + 1) / 3)
    assert found.with_no_answer is not None
    assert found.with_no_answer.exact_match == pytest.approx(100 / 3)
    assert found.with_no_answer.f1 == pytest.approx(100 * (1 + 2 / 3) / 3)
    assert found.no_answers == 1


def test_where_some_have_none_the_models_own_choice_is_scored() -> None:
    found = evaluate_model(keyword_model(**MODEL), [RIGHT, MOVIE, NONE, MISSED])
    assert found.predictions == {"right": "slow", "movie": "", "none": "", "missed": "slow"}
    assert isinstance(found.figures, SquadFiguresV2)
    assert found.figures.exact_match == 50.0
    assert (found.figures.no_answer_precision, found.figures.no_answer_recall) == (50.0, 50.0)
    assert found.with_no_answer is None
    assert found.no_answers == 2


def test_no_answer_scores_grow_with_no_answer_and_withhold_nothing() -> None:
    every = [RIGHT, MOVIE, NONE, MISSED]
    found = evaluate_model(keyword_model(**MODEL), every)
    assert found.no_answer_scores == {"right": -4.0, "movie": 1.0, "none": 1.0, "missed": -4.0}
    assert found.figures == evaluate_v2(every, found.predictions, found.no_answer_scores, math.inf)


def test_rules_may_be_those_of_the_whole_file() -> None:
    found = evaluate_model(keyword_model(**MODEL), [RIGHT, MOVIE], rules=V2)
    assert found.predictions == {"right": "slow", "movie": ""}
    assert isinstance(found.figures, SquadFiguresV2)


def test_a_question_that_does_not_fit_is_named_and_scores_nothing() -> None:
    for every in ([RIGHT, LONG], [RIGHT, LONG, NONE]):
        found = evaluate_model(keyword_model(**MODEL), every)
        assert set(found.errors) == {"long"}
        assert "the question alone takes 80 tokens" in found.errors["long"]
        assert found.figures.missing == ("long",)
        assert found.figures.exact_match == pytest.approx(100 * (len(every) - 1) / len(every))
        assert "long" not in {**found.predictions, **found.no_answer_scores}


def test_a_model_that_cannot_say_no_answer_has_no_scores_for_it() -> None:
    found = evaluate_model(question_model("gpt2"), [RIGHT, NONE])
    assert found.no_answer_scores == {}
    assert isinstance(found.figures, SquadFiguresV2)
    assert found.figures.separation is None


def test_decoding_is_as_wished() -> None:
    always = evaluate_model(keyword_model(**MODEL), [MOVIE, NONE], decoding=Decoding(no_answer_threshold=99))
    assert always.predictions == {"movie": "movie", "none": "movie"}


def test_json_holds_the_figures_by_name_and_the_answers() -> None:
    found = evaluate_model(keyword_model(**MODEL), [RIGHT, NONE])
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert data["figures"]["exact_match"] == 100.0
    assert data["figures"]["answerable"] == {"exact_match": 100.0, "f1": 100.0, "questions": 1}
    assert data["model"]["model"] == "keyword"
    assert data["predictions"] == found.predictions
    assert QuestionEvaluation.from_dict(data) == found
    assert data["seconds"] > 0
    assert evaluate_model(keyword_model(**MODEL), [RIGHT]).to_dict()["with_no_answer"]["f1"] == 100.0


def test_slips() -> None:
    with pytest.raises(InputError, match="there is no question to answer"):
        evaluate_model(keyword_model(), [])
    with pytest.raises(UnsupportedError, match="has a head for classification"):
        evaluate_model(bert(), [RIGHT])
