"""Models compared on why this label rather than that."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Contrast
from exegesis.core.errors import InputError
from exegesis.data.targets import Word


def votes(texts: list[str]) -> Any:
    """As many votes for a class as its letter stands in the text, beside one vote each."""
    found = np.array([[1.0 + text.count(letter) for letter in "abc"] for text in texts])
    return found / found.sum(axis=1, keepdims=True)


def turned(texts: list[str]) -> Any:
    return votes(texts)[:, ::-1]


MODELS = {
    "one": exegesis.load(votes, labels=["a", "b", "c"]),
    "other": exegesis.load(turned, labels=["c", "b", "a"]),
}
TEXTS = ["a a b", "c c a"]


def test_each_model_explains_the_difference_by_its_own_outputs() -> None:
    found = exegesis.compare(MODELS, TEXTS, "occlusion", Contrast("a", "b"))
    for text in found.texts:
        assert text.explained == "a rather than b"
        one, other = text.explanations
        assert one is not None
        assert other is not None
        assert (one.target.name, one.target.versus and one.target.versus.name) == ("a", "b")
        assert other.scores == pytest.approx(one.scores)
        assert one.value == pytest.approx(votes([text.text])[0, 0] - votes([text.text])[0, 1])


def test_a_side_that_is_not_named_is_the_first_models_answer() -> None:
    found = exegesis.compare(MODELS, TEXTS, "occlusion", Contrast(None, "b"))
    assert [text.explained for text in found.texts] == ["a rather than b", "c rather than b"]


def test_what_is_no_contrast_of_labels_is_refused() -> None:
    with pytest.raises(InputError, match="contrast of 'b' with itself"):
        exegesis.compare(MODELS, TEXTS, "occlusion", Contrast("b", 1))
    with pytest.raises(InputError, match="between two labels"):
        exegesis.compare(MODELS, TEXTS, "occlusion", Contrast("a", Word("b")))
    with pytest.raises(InputError, match="unknown target 'd'"):
        exegesis.compare(MODELS, TEXTS, "occlusion", Contrast("a", "d"))
