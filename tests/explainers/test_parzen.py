import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.requests import Game
from exegesis.explainers.parzen import Parzen, bag_of_words, unit_words
from tests.explainers.driving import drive

BACKGROUND = (
    "A good film, good fun",
    "Good story and good people",
    "good but long",
    "A bad film",
    "bad story and bad people",
    "BAD and long",
)


def never(masks):
    raise AssertionError("masks were asked for")


def by_good(texts):
    """Two outputs: the second for texts with "good"."""
    p = np.array([0.9 if "good" in text.lower() else 0.2 for text in texts])
    return np.column_stack([1 - p, p])


def game(text, targets=(1,), gaps=True):
    units = tuple(text.split(" "))
    return Game(units, len(targets), (" ",) * (len(units) - 1) if gaps else (), targets)


def explain(text, targets=(1,), **settings):
    return drive(Parzen(background=BACKGROUND, **settings), game(text, targets), never, f_texts=by_good)


def test_words_of_the_target_class_score_high():
    found = explain("Good or bad film")
    good, other, bad, film = found.scores[0]
    assert good > 0.01
    assert bad < -0.01
    assert other == 0
    assert abs(film) < min(good, -bad)
    assert found.diagnostics[0]["is_control"] is True
    assert found.diagnostics[0]["sigma"] == found.settings["sigma"]


def test_two_classes_mirror_each_other():
    found = explain("good or bad", targets=(0, 1))
    np.testing.assert_allclose(found.scores[0], -found.scores[1], atol=1e-12)
    assert found.diagnostics[0]["probability"] + found.diagnostics[1]["probability"] == pytest.approx(1)


def test_scores_are_the_derivative_of_the_formula():
    found = explain("bad story", sigma=1.0)
    vocabulary, presence = bag_of_words(BACKGROUND)
    dense, labels = presence.toarray(), np.array([1, 1, 1, 0, 0, 0])

    def probability(x):
        kernel = np.exp(-((dense - x) ** 2).sum(axis=1) / 2)
        return kernel[labels == 1].sum() / kernel.sum()

    x = np.zeros(len(vocabulary))
    x[[vocabulary["bad"], vocabulary["story"]]] = 1
    for score, word in zip(found.scores[0], ("bad", "story"), strict=True):
        step = np.eye(len(x))[vocabulary[word]] * 1e-5
        assert score == pytest.approx((probability(x + step) - probability(x - step)) / 2e-5, abs=1e-8)


def test_equal_words_score_equally_whatever_their_case():
    first, _, second = explain("good GOOD, Good").scores[0]
    assert first == second != 0


def test_a_target_no_text_is_labelled_with_scores_nothing_and_says_so():
    found = drive(
        Parzen(background=BACKGROUND),
        game("good film", targets=(0, 2)),
        never,
        f_texts=lambda texts: np.tile([0.6, 0.3, 0.1], (len(texts), 1)),
    )
    np.testing.assert_allclose(found.scores, 0, atol=1e-12)
    assert found.warnings[0] == ()
    assert "add texts" in found.warnings[1][0]


def test_a_text_of_unknown_words_scores_nothing():
    assert explain("xyzzy plugh").scores.tolist() == [[0, 0]]


def test_background_outputs_are_asked_for_once():
    asked = []
    found = drive(
        Parzen(background=list(BACKGROUND)),
        game("good"),
        never,
        f_texts=lambda texts: asked.append(texts) or by_good(texts),
    )
    assert asked == [list(BACKGROUND)]
    assert Parzen(background=BACKGROUND).passes(game("good")).forward == len(BACKGROUND)
    assert found.scores.shape == (1, 1)


def test_words_of_units_are_found_whatever_the_units_are():
    assert unit_words(game("Good, bad")) == [["good", ","], ["bad"]]
    assert unit_words(game("Good bad", gaps=False)) == [["good"], ["bad"]]
    pieces = Game(("un", "believ", "able", "!"), 1, ("", "", ""), (0,))
    assert unit_words(pieces) == [[], ["unbelievable"], [], ["!"]]
    once = Game(("good", "or", "bad"), 1, (" ", " not good but "), (0,))  # a bag of words: only first places are units
    assert unit_words(once) == [["good"], ["or"], ["bad"]]


def test_bag_of_words_marks_presence_once():
    vocabulary, presence = bag_of_words(["b a b", "A c"])
    assert list(vocabulary) == ["b", "a", "c"]
    assert presence.toarray().tolist() == [[1, 1, 0], [0, 1, 1]]


def test_what_is_missing_is_said():
    with pytest.raises(InputError, match="background="):
        drive(Parzen(), game("good"), never)
    with pytest.raises(InputError, match="in a list"):
        Parzen(background="good film")
    with pytest.raises(InputError, match="blank"):
        Parzen(background=("good", " "))
    with pytest.raises(InputError, match="above 0"):
        Parzen(background=BACKGROUND, sigma=0.0)
    with pytest.raises(UnsupportedError, match="two classes"):
        drive(Parzen(background=BACKGROUND), game("good"), never, f_texts=lambda texts: np.ones((len(texts), 1)))
    with pytest.raises(UnsupportedError, match="use lime"):
        drive(Parzen(background=BACKGROUND), Game(("good",), 1), never)
