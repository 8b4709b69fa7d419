"""The bundled models of questions and hidden words, for sense: what a person would expect of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Answer, Contrast, Hidden, Question
from exegesis.data.squad.reading import read_squad
from tests.datasets import FOLDER, needs_data

BUNDLED = Path(exegesis.__file__).parent / "bundled"
CONTEXT = "Oxygen was found by Scheele in Uppsala in 1773 and by Priestley in Wiltshire in 1774."


@pytest.fixture(scope="module")
def questions() -> Any:
    return exegesis.load("bundled:questions")


@pytest.fixture(scope="module")
def words() -> Any:
    return exegesis.load("bundled:masked-words")


def test_sizes() -> None:
    sizes = {
        path.name: sum(file.stat().st_size for file in path.iterdir()) for path in BUNDLED.iterdir() if path.is_dir()
    }
    assert sizes["questions"] <= 30_000_000
    assert sizes["masked-words"] <= 20_000_000
    assert sizes["tags"] <= 12_000_000
    assert sizes["images"] <= 9_400_000
    assert sum(sizes.values()) < 95_000_000


def test_what_the_cards_promise() -> None:
    asked = json.loads((BUNDLED / "questions" / "training.json").read_text())["figures"]
    assert (asked["questions"], asked["f1"] >= 60) == (10570, True)
    guessed = json.loads((BUNDLED / "masked-words" / "training.json").read_text())["figures"]["wikitext2_test"]
    assert guessed["pieces"]["accuracy"] >= 0.35


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Who found oxygen in Uppsala?", "Scheele"), ("Who found oxygen in Wiltshire?", "Priestley")],
)
def test_questions_are_answered(questions: Any, question: str, answer: str) -> None:
    (found,) = exegesis.predict(questions, Question(question, CONTEXT), 3)
    assert found.label == answer
    assert CONTEXT in exegesis.explain(questions, Question(question, CONTEXT), "gradient").text


def test_a_question_that_the_context_does_not_answer(questions: Any) -> None:
    (found,) = exegesis.predict(questions, Question("Which team won the football match?", CONTEXT), 3)
    assert found.label == "no answer"


def test_why_this_answer_and_not_that(questions: Any) -> None:
    """Of "Who found oxygen in Uppsala?" the place decides between the two men."""
    asked = Question("Who found oxygen in Uppsala?", CONTEXT)
    target = Contrast(Answer("Scheele"), Answer("Priestley"))
    why = exegesis.explain(questions, asked, "occlusion", target=target, parts="question")
    assert why.value > 0
    assert why.units[int(np.argmax(why.scores))].text == "Uppsala"


def test_hidden_words_are_guessed(words: Any) -> None:
    (found,) = exegesis.predict(words, "The king and the [MASK] sat on the throne.", 5)
    assert "queen" in found.labels
    (pronoun,) = exegesis.predict(words, "Mary said that [MASK] brother was late.", 3)
    assert {"her", "his"} <= set(pronoun.labels)


def test_why_her_and_not_his(words: Any) -> None:
    text = "Mary said that her brother was late."
    why = exegesis.explain(words, Hidden.word(text, "her"), target=Contrast("her", "his"))
    assert why.truth == "her"
    assert why.top(1)[0][0].text == "Mary"
    assert why.top(1)[0][1] > 0


@pytest.mark.slow
@needs_data
def test_some_real_questions(questions: Any) -> None:
    """Of the first 40 questions of the dev file more than half get a right answer; chance gets none."""
    asked = read_squad(FOLDER / "qa" / "squad_v1.1_dev.json.gz")[:40]
    right = 0
    for one in asked:
        (found,) = exegesis.predict(questions, Question(one.question, one.context), 1, allow_no_answer=False)
        right += found.label in {answer.text for answer in one.answers}
    assert right >= 16
