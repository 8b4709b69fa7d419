"""Explanations in several units on the same words, by hand; what is shared out adds up to what was given."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.ranking import is_constant, rounded
from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.aligning import aligned
from exegesis.data.explanation import Explanation
from exegesis.data.records import Unit
from tests.views import samples

TEXT = "never boring film"
WORDS = [(Span(0, 5),), (Span(6, 12),), (Span(13, 17),)]


def explained(text: str, units: list[list[tuple[int, int]]], scores: list[float]) -> Explanation:
    made = tuple(Unit("", tuple(Span(*span) for span in spans)) for spans in units)
    return replace(samples.lime(), text=text, units=made, scores=np.array(scores), standard_errors=None, groups=())


@pytest.mark.parametrize(
    ("units", "scores", "wanted"),
    [
        ([[(0, 5)], [(6, 12)], [(13, 17)]], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),  # words as they are
        ([[(0, 5)], [(6, 9)], [(9, 12)], [(13, 17)]], [1.0, 2.0, -0.5, 3.0], [1.0, 1.5, 3.0]),  # boring = bor ##ing
        ([[(0, 5)], [(5, 12)], [(12, 17)]], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),  # pieces with the space before
        ([[(0, 12)], [(13, 17)]], [1.1, 3.0], [0.5, 0.6, 3.0]),  # a phrase: 5 and 6 letters of 11
        ([[(0, 17)]], [1.5], [0.5, 0.6, 0.4]),  # the whole sentence: 5, 6 and 4 letters of 15
        ([[(0, 5), (13, 17)], [(6, 12)]], [0.9, 2.0], [0.5, 2.0, 0.4]),  # a bag of words: both places
    ],
)
def test_scores_follow_their_characters(
    units: list[list[tuple[int, int]]], scores: list[float], wanted: list[float]
) -> None:
    assert aligned(WORDS, explained(TEXT, units, scores)) == pytest.approx(wanted)


@given(st.text("ab .,", min_size=1, max_size=30), st.lists(st.integers(1, 29), max_size=6), st.randoms())
def test_nothing_is_lost_or_made(text: str, cuts: list[int], random: object) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    units = [[(a, b)] for a, b in pairwise(places) if text[a:b].strip()]
    scores = [float(a + 1) for ((a, _),) in units]
    found = aligned([(span,) for span in words(text)], explained(text, units, scores))
    assert found.sum() == pytest.approx(sum(scores))


def test_constant_up_to_rounding() -> None:
    assert is_constant(np.array([0.3, 0.3 + 1e-9]))
    assert is_constant(np.zeros(4))
    assert is_constant(np.array([7.0]))
    assert not is_constant(np.array([1.0, 1.001]))
    assert rounded(np.array([2.0, -4.0])).tolist() == [0.5, -1.0]
