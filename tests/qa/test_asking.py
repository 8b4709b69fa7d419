from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.data.inputs import Question
from exegesis.data.targets import Answer, Contrast
from exegesis.qa.asking import AnswerTargets, ask, load_question_model
from exegesis.tasks.answers import Decoding
from tests.adapters import families
from tests.question_models import keyword_model, question_model, question_pair
from tests.tiny import bert

QUESTION = Question("was the movie good?", "The movie was truly unbelievable, not slow! I loved it.")


def targets(target: Any = None, **wanted: Any) -> list[tuple[str, str, str | None]]:
    """(name, kind, name of what it is set against) of what is explained."""
    found = ask(question_model("roberta", 1), QUESTION, "occlusion", target, k=3, **wanted)
    return [(e.target.name, e.target.kind, e.target.versus.name if e.target.versus else None) for e in found]


def test_start_and_end_of_the_models_own_answer_are_explained() -> None:
    model = question_model("roberta", 1)
    found = ask(model, QUESTION, "occlusion")
    expected = exegesis.explain(model, QUESTION, "occlusion", ["start", "end"])
    assert [one.target for one in found] == [one.target for one in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.scores, other.scores)


def test_the_prediction_holds_as_many_answers_as_wished() -> None:
    model = question_model()
    for k in (1, 3, 8):
        found = ask(model, QUESTION, "occlusion", k=k)
        assert [one.prediction for one in found] == exegesis.predict(model, QUESTION, k) * 2
        assert len(found[0].prediction.labels) == k + 1
        assert "no answer" in found[0].prediction.labels


def test_every_target_by_every_method() -> None:
    found = ask(question_model(), QUESTION, ("occlusion", "gradient"), ("start", "span"))
    assert [(one.method, one.target.kind) for one in found] == [
        ("occlusion", "start"), ("occlusion", "span"), ("gradient", "start"), ("gradient", "span")
    ]  # fmt: skip


def test_a_method_gets_the_settings_it_has() -> None:
    settings: dict[str, Any] = {"window": 2, "kind": "norm", "output": "probability"}
    one, other = ask(question_model(), QUESTION, ("occlusion", "gradient"), "span", 5, "token", **settings)
    assert (one.settings["window"], other.settings["kind"]) == (2, "norm")
    assert {one.unit, other.unit, one.target.output, other.target.output} == {"token", "probability"}
    assert (one.seed, other.seed) == (5, 5)


def test_another_answer_than_the_models_own() -> None:
    assert targets(answer="slow") == [("slow", "start", None), ("slow", "end", None)]
    assert targets("span", answer="slow") == [("slow", "span", None)]


def test_an_answer_that_stands_repeatedly_is_told_by_its_first_character() -> None:
    model = question_model()
    question = Question("what?", "slow and slow")
    with pytest.raises(InputError, match="stands 2 times in the context"):
        ask(model, question, "occlusion", answer="slow")
    (found,) = ask(model, question, "occlusion", "span", answer="slow", answer_start=9)
    assert found.text[found.target.spans[0].start :] == "slow"


def test_contrasts() -> None:
    assert targets(versus="no-answer") == [("was", "span", "no answer")]
    assert targets(versus="slow") == [("was", "span", "slow")]
    assert targets(("start", "end"), versus="slow") == [("was", "start", "slow"), ("was", "end", "slow")]
    assert targets(answer="slow", versus="predicted") == [("slow", "span", "was")]
    assert targets("end", answer="slow", versus="predicted") == [("slow", "end", "was")]


def test_a_contrast_is_the_difference_of_both() -> None:
    model = question_model()
    (found,) = ask(model, QUESTION, "occlusion", answer="slow", versus="unbelievable")
    expected = exegesis.explain(model, QUESTION, "occlusion", Contrast(Answer("slow"), Answer("unbelievable")))
    assert found.target == expected.target
    assert found.value == expected.value


def test_targets_are_of_the_answer_that_the_decoding_chose() -> None:
    """Of one piece at most, "movie" is the answer; with a threshold that "no answer" passes easily, it is that."""
    model = keyword_model(none=1.0, slow=1.5, movie=2.0, was=1.9)
    question = Question("what", "the movie was slow")
    short, silent = Decoding(max_tokens=1), Decoding(no_answer_threshold=-99)
    (found,) = ask(model, question, "occlusion", "predicted", decoding=silent)
    assert (found.target.kind, found.prediction.label) == ("no-answer", "no answer")
    start, end = ask(model, question, "occlusion", decoding=silent)
    assert (start.target.name, end.target.kind) == ("movie", "end")
    (found,) = ask(model, question, "occlusion", "predicted", decoding=short)
    assert (found.target.name, found.target.kind) == ("movie", "span")


def test_the_longest_answer_limits_what_is_explained() -> None:
    model = question_model()
    (free,) = ask(model, QUESTION, "occlusion", "span")
    (short,) = ask(model, QUESTION, "occlusion", "span", decoding=Decoding(max_tokens=2))
    assert len(free.target.name) > len(short.target.name)
    assert short.target.name == short.prediction.label


def test_the_truth_travels_along() -> None:
    found = ask(question_model(), replace(QUESTION, true_answer="slow"), "occlusion")
    assert [one.truth for one in found] == ["slow", "slow"]


def test_progress_is_shown_method_by_method() -> None:
    heard: list[str] = []

    @contextmanager
    def shown(name: str) -> Iterator[None]:
        heard.append(f"begin {name}")
        yield None
        heard.append(f"end {name}")

    ask(question_model(), QUESTION, ("occlusion", "gradient"), shown=shown)
    assert heard == ["begin occlusion", "end occlusion", "begin gradient", "end gradient"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"targets": ("strat",)}, "unknown target 'strat'. Did you mean 'start'?"),
        ({"targets": ("no-answer",), "answer": "slow"}, "'no-answer' is not of it"),
        ({"targets": ("predicted",), "answer": "slow"}, "'predicted' is not of it"),
        ({"targets": ("start",), "versus": "no-answer"}, "set it against target 'span'"),
        ({"answer_start": 3}, "a first character belongs to an answer of your own"),
    ],
)
def test_what_cannot_be_wanted(wanted: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        AnswerTargets(**wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "wanted", "message"),
    [
        (Question("", "a movie"), {}, "the question is empty or blank"),
        (Question("what?", " "), {}, "the context is empty or blank"),
        (Question("what?", "a movie", "slow"), {}, "the true answer 'slow' does not stand in the context"),
        (Question("what?", "a movie"), {"answer": "slow"}, "the answer 'slow' does not stand in the context"),
        (Question("what?", "a movie"), {"versus": "slow"}, "the answer 'slow' does not stand in the context"),
        (Question("what?", "a movie"), {"answer": "movie", "answer_start": 1}, "does not stand at character 1"),
    ],
)
def test_what_cannot_be_asked(question: Question, wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ask(question_model(), question, "occlusion", **wanted)


def test_models_without_a_head_for_questions_are_refused_by_the_name_of_their_head(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="has a head for classification and cannot answer questions"):
        load_question_model(bert())
    with pytest.raises(LoadError, match="has the head for classification, not for question-answering"):
        load_question_model(families.bert())
    folder = str(tmp_path)
    model, tokenizer = families.bert()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    with pytest.raises(LoadError, match=r"no trained head for extractive question answering .*\(classification\)"):
        load_question_model(folder)


def test_a_model_is_loaded_from_what_load_takes(tmp_path: Path) -> None:
    pair = question_pair()
    for part in pair:
        part.save_pretrained(str(tmp_path))
    for source in (pair, str(tmp_path), question_model()):
        assert load_question_model(source).head == "question-answering"
