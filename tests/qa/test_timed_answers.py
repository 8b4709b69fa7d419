from typing import Any

import pytest

import exegesis
from exegesis.core.errors import ModelError
from exegesis.data.inputs import Question
from exegesis.data.squad.reading import V1, V2
from exegesis.qa import timed_answers
from exegesis.qa.compare import compare_questions
from exegesis.qa.contestants import contestants
from exegesis.qa.timed_answers import answer, in_turn, warm_up
from tests.qa.files import ANSWERABLE, RIGHT, asked, one, two
from tests.question_models import keyword_model, question_model


class Clock:
    """Stands still, but for a second at each pass of a model."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *models: Any) -> None:
        self.now, self.passes = 0.0, [0] * len(models)
        monkeypatch.setattr(timed_answers.time, "perf_counter", lambda: self.now)
        for number, model in enumerate(models):
            monkeypatch.setattr(model, "forward", self.slowed(number, model.forward))

    def slowed(self, number: int, forward: Any) -> Any:
        def pass_(*given: Any, **more: Any) -> Any:
            self.now += 1.0
            self.passes[number] += 1
            return forward(*given, **more)

        return pass_


def test_the_seconds_are_those_of_the_passes_over_all_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    model = one()
    long = asked("long", "was it " * 60 + "slow", "slow")
    windows = len(model.windows(contestants([model])[0].task.document(Question(long.question, long.context))))
    Clock(monkeypatch, model)
    (contestant,) = contestants([model])
    assert answer(contestant, RIGHT, V1).seconds == 1.0
    assert windows > 1
    assert answer(contestant, long, V1).seconds == windows


def test_the_models_take_turns_at_being_first() -> None:
    three = contestants([one(), two(), question_model()])
    assert [in_turn(three, number) for number in range(4)] == [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]


def test_answers_stand_in_the_models_order_whoever_came_first() -> None:
    found = compare_questions([one(), two()], ANSWERABLE, explained=0)
    assert [[given.text for given in question.answers] for question in found.questions] == [
        ["slow", "movie"],
        ["slow", ""],
    ]


def test_each_model_is_warmed_up_and_that_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [one(), two()]
    clock = Clock(monkeypatch, *models)
    warm_up(contestants(models), ANSWERABLE)
    assert clock.passes == [2, 2]
    found = compare_questions(models, ANSWERABLE, explained=0)
    assert clock.passes == [6, 6]
    assert [(totals.median_seconds, totals.total_seconds) for totals in found.totals] == [(1.0, 2.0)] * 2


def test_only_a_few_questions_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    model = one()
    clock = Clock(monkeypatch, model)
    warm_up(contestants([model]), [RIGHT] * 50)
    assert clock.passes[0] < 10


def test_the_saliency_is_not_in_the_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    model = question_model()
    Clock(monkeypatch, model)
    with_it, without = (compare_questions([model], ANSWERABLE, explained=show) for show in (2, 0))
    assert with_it.totals == without.totals


def test_the_probability_is_that_of_start_times_end() -> None:
    model = question_model()
    (contestant,) = contestants([model])
    expected = exegesis.predict(model, Question(RIGHT.question, RIGHT.context), 1)[0]
    assert answer(contestant, RIGHT, V1).probability == pytest.approx(expected.outputs[expected.index])


def test_version_2_scores_an_answer_without_words_its_own_way() -> None:
    """Of "!" nothing is left when it is normalised: v1.1 gives it no F1, v2.0 takes it for "no answer"."""
    (contestant,) = contestants([keyword_model(none=-5.0, **{"!": 9.0})])
    unanswerable, answerable = asked("a", "a movie !"), asked("b", "a movie !", "movie")
    assert answer(contestant, unanswerable, V2).f1 == 1.0
    assert [answer(contestant, answerable, rules).f1 for rules in (V1, V2)] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RuntimeError("CUDA error\nmore"), "RuntimeError: CUDA error"),
        (MemoryError(), "MemoryError: "),
        (ModelError("it gave NaN"), "it gave NaN"),
    ],
)
def test_what_a_pass_meets_is_an_error_of_that_question(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    (contestant,) = contestants([one()])

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(contestant.model, "forward", fail)
    assert answer(contestant, RIGHT, V1).error == said
