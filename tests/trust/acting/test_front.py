"""From two models to a session: what is picked, what is hidden, and the page of a question."""

import numpy as np
import pytest

import exegesis
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.trust.acting.front import choice, picked, question_page, sided
from exegesis.views.html import page as plain_page

TEXTS = ["a good film", "a bad plot", "good acting", "bad bad film", "the plot"]


def model(word: str, name: str, labels: tuple[str, ...] = ("no", "yes")) -> Model:
    """Says yes where the word stands."""

    def probabilities(texts: list[str]) -> np.ndarray:
        yes = np.array([0.9 if word in text.split() else 0.2 for text in texts])
        rest = np.tile(((1 - yes) / (len(labels) - 1))[:, None], len(labels) - 1)
        return np.hstack([rest, yes[:, None]])

    return exegesis.load(probabilities, labels=labels, name=name)


def test_a_session_shows_both_models_on_texts_and_names_none() -> None:
    session = choice(model("good", "secret one"), model("film", "secret two"), TEXTS, "occlusion", count=3)
    assert len(session) == 3
    seen = []
    while (question := session.question) is not None:
        assert question.left.text == question.right.text
        for side in (question.left, question.right):
            assert "secret" not in side.to_json()
            assert side.cost.forward_passes == 0
        drawn = question_page(question)
        assert "secret" not in drawn
        assert drawn.count('<div class="exg-columns">') == 1  # one row of two columns, not one below the other
        assert drawn.index("<h2>Left: ") < drawn.index("<h2>Right: ")
        good = next(iter(one for one in (question.left, question.right) if _leans_on(one, "good")), None)
        seen.append(question.item)
        session.answer("left" if good is question.left else "right" if good is not None else "same")
    assert len(set(seen)) == 3
    assert session.verdict().model == "secret one"


def _leans_on(explanation: Explanation, word: str) -> bool:
    (unit, score) = explanation.top(1)[0]
    return unit.text == word and score != 0


def test_the_pick_covers_the_words_of_both_models() -> None:
    # The first model's explanations speak of one word in all texts, the second's of another in the last text alone.
    first = [_scored(text, "film") for text in ("film one", "film two", "film three")]
    second = [_scored(text, word) for text, word in (("film one", ""), ("film two", ""), ("film three", "three"))]
    assert picked(first, second, "submodular", 1, 0) == [2]
    assert len(picked(first, second, "random", 2, 0)) == 2


def _scored(text: str, word: str) -> Explanation:
    import dataclasses

    found = exegesis.explain(lambda texts: np.full((len(texts), 2), 0.5), text, "random")
    return dataclasses.replace(found, scores=np.array([float(unit.text == word) for unit in found.units]))


def test_the_page_escapes_hostile_words() -> None:
    texts = ["good <script>alert(1)</script> film", "bad <img src=x onerror=alert(1)>"]
    session = choice(model("good", "a"), model("film", "b"), texts, "occlusion", count=2)
    while (question := session.question) is not None:
        drawn = question_page(question)
        assert "<script>alert" not in drawn
        assert "<img src=x" not in drawn
        assert plain_page(sided(question))
        session.answer("same")


def test_bad_input_is_one_line() -> None:
    one, other = model("good", "a"), model("film", "b")
    with pytest.raises(InputError, match="the models disagree on labels: \\('no', 'yes'\\) and"):
        choice(one, model("film", "c", ("no", "maybe", "yes")), TEXTS, "occlusion", count=2)
    with pytest.raises(InputError, match="cannot show 9 of 5 texts"):
        choice(one, other, TEXTS, "occlusion", count=9)
    with pytest.raises(InputError, match="at least 1, not 0"):
        choice(one, other, TEXTS, "occlusion", count=0)
    with pytest.raises(InputError, match="unknown pick 'best'"):
        choice(one, other, TEXTS, "occlusion", count=2, pick="best")
    with pytest.raises(InputError, match="blank"):
        choice(one, other, [*TEXTS, " "], "occlusion", count=2)


def test_models_of_one_name_are_told_apart() -> None:
    session = choice(model("good", "same"), model("film", "same"), TEXTS, "occlusion", count=1, pick="random")
    session.answer("left")
    assert session.verdict().model in {"same (the first given)", "same (the second given)"}
