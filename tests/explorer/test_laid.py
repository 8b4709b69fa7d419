"""Scores of units on tokens: a word's own, and a piece's of its word."""

import pytest

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.explorer.laid import check_same_text, laid
from exegesis.explorer.records import LookToken
from tests.views.samples import explanation

TEXT = "a good film"


def token(text: str, start: int) -> LookToken:
    return LookToken(text, text, (0,), Span(start, start + len(text)))


def test_words_pieces_and_what_has_no_score() -> None:
    why = explanation(TEXT, [0.5, -0.25, 1.0])
    tokens = [LookToken("[CLS]", "[CLS]", (0,), special=True), token("go", 2), token("od", 4), token("good film", 2)]
    assert laid(why, tokens) == [None, -0.25, -0.25, 0.75]


def test_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="of another text than the look"):
        check_same_text("the explanation", TEXT, "a bad film")
