import random
import re

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Question
from exegesis.qa import answers
from exegesis.qa.answers import answer_all, question_task
from exegesis.tasks.answers import Decoding
from tests.adapters.families import WORDS
from tests.lanes import slow_but
from tests.question_models import HEADS, keyword_model, question_model
from tests.tiny import bert


def text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choice([*WORDS[:16], "zebra", "Ünder"]) for _ in range(words))


def questions(count: int = 24) -> list[Question]:
    """Short ones, ones whose context takes several windows of the tiny models, and two that fit no model."""
    draw = random.Random(0)
    lengths = [draw.randint(1, 90 if number % 4 == 0 else 25) for number in range(count)]
    asked = [Question(text(draw, draw.randint(1, 6)), text(draw, length)) for length in lengths]
    return [*asked, Question(text(draw, 60), "a movie"), Question("", "a movie"), Question("what?", " \n")]


@pytest.mark.parametrize("family", slow_but(HEADS, "bert"))
@pytest.mark.parametrize("batch_tokens", [None, 100])
def test_questions_together_get_the_answers_they_get_one_by_one(family: str, batch_tokens: int | None) -> None:
    model = question_model(family)
    asked = questions()
    found = answer_all(model, asked, k=3, batch_tokens=batch_tokens)
    assert len(found) == len(asked)
    assert [answered.error is not None for answered in found[-2:]] == [True, True]
    for question, answered in zip(asked, found, strict=True):
        if answered.error is not None:
            with pytest.raises(InputError, match=re.escape(answered.error)):
                exegesis.predict(model, question, 3)
            continue
        (alone,) = exegesis.predict(model, question, 3)
        assert tuple(one.text for one in answered.found) == alone.labels
        assert tuple(one.span for one in answered.found) == alone.spans
        np.testing.assert_allclose([one.probability for one in answered.found], alone.outputs, atol=1e-5)


def test_decoding_is_as_wished() -> None:
    model, asked = question_model(), questions()[:8]
    for decoding in (Decoding(max_tokens=1), Decoding(no_answer_threshold=-99), Decoding(allow_no_answer=False)):
        found = answer_all(model, asked, decoding, 2)
        alone = [exegesis.predict(model, one, 2, **vars(decoding))[0].labels for one in asked]
        assert [tuple(one.text for one in answered.found) for answered in found] == alone


def test_stretches_of_questions_do_not_change_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    model, asked = question_model(), questions()
    whole = [answered.text for answered in answer_all(model, asked)]
    monkeypatch.setattr(answers, "_AT_ONCE", 5)
    assert [answered.text for answered in answer_all(model, asked)] == whole


def test_rows_are_run_in_batches_of_like_lengths_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    model, sizes = question_model(), []
    forward = model.forward
    monkeypatch.setattr(
        model, "forward", lambda rows, *more: sizes.append([len(row) for row in rows]) or forward(rows, *more)
    )
    answer_all(model, questions(), batch_tokens=200)
    assert any(len(batch) > 1 for batch in sizes)
    assert all(len(batch) == 1 or max(batch) * len(batch) <= 200 for batch in sizes)
    assert [max(batch) for batch in sizes] == sorted((max(batch) for batch in sizes), reverse=True)


def test_the_models_choice_the_best_stretch_and_how_far_no_answer_leads() -> None:
    model = keyword_model(none=1.0, slow=3.0, movie=0.5)
    said, unsaid, never = answer_all(
        model, [Question("what", "the movie was slow"), Question("what", "the movie"), Question("", "the movie")]
    )
    assert (said.text, said.best and said.best.text, said.no_answer_score) == ("slow", "slow", 2 * (1 - 3))
    assert (unsaid.text, unsaid.best and unsaid.best.text, unsaid.no_answer_score) == ("", "movie", 2 * (1 - 0.5))
    assert (never.text, never.best, never.no_answer_score) == (None, None, None)


def test_a_model_without_cls_never_says_no_answer() -> None:
    (answered,) = answer_all(question_model("gpt2"), [Question("what?", "the movie")])
    assert answered.text
    assert answered.no_answer_score is None


def test_a_row_that_the_model_fails_on_is_an_error_of_that_question_alone() -> None:
    model = keyword_model(slow=float("nan"), movie=1.0)
    good, bad = answer_all(model, [Question("what", "the movie"), Question("what", "slow")])
    assert (good.text, good.error) == ("movie", None)
    assert "NaN" in str(bad.error)


def test_running_out_of_memory_halves_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    model, asked = question_model(), questions()
    expected = [answered.text for answered in answer_all(model, asked)]
    forward = model.forward

    def small(rows: list[object], *more: object) -> object:
        if len(rows) > 2:
            raise MemoryError
        return forward(rows, *more)

    monkeypatch.setattr(model, "forward", small)
    assert [answered.text for answered in answer_all(model, asked)] == expected


def test_progress_counts_questions() -> None:
    heard: list[tuple[int, int]] = []
    asked = questions()
    answer_all(question_model(), asked, batch_tokens=100, progress=lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1] == (len(asked), len(asked))


def test_nothing_asked_is_nothing_answered() -> None:
    assert answer_all(question_model(), []) == []


def test_a_model_without_a_head_for_questions_is_refused_by_the_name_of_its_head() -> None:
    with pytest.raises(UnsupportedError, match="tiny-bert has a head for classification and cannot answer questions"):
        question_task(bert())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_tokens": 0}, "batch_tokens must be a whole number of at least 1"),
        ({"batch_tokens": True}, "batch_tokens must be a whole number of at least 1"),
        ({"precision": "half"}, "unknown precision 'half'"),
    ],
)
def test_slips(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        answer_all(question_model(), questions(), **options)  # type: ignore[arg-type]


def test_an_error_of_ours_that_is_no_fault_of_a_row_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    model = question_model()
    monkeypatch.setattr(model, "forward", lambda *_: (_ for _ in ()).throw(RuntimeError("a bug")))
    with pytest.raises(RuntimeError, match="a bug"):
        answer_all(model, questions())
