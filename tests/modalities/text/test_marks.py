import re

import pytest

from exegesis.core.types import Span
from exegesis.modalities.text.marks import MarkSide, TextMarks


def marks_of(text):
    """The marks of a text in which no mark is part of a word, and a sentence starts after each ". "."""
    return TextMarks(text, [], [0, *(match.end() for match in re.finditer(r"\. ", text))])


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ('say "good" now', "<>"),
        ("say “good” now", "<>"),
        ("sag „gut“ jetzt", "<>"),
        ("dis « bon » vite", "<>"),
        ('say " good " now', "<>"),
        ('say ("good") now', "<<>>"),
        ('("good").', "<<>>>"),
        ("'good' (bad) [sad]", "<><><>"),
        ("so: a, b; c! d? e.", ">>>>>>"),
        ("¿que? ¡no!", "<><>"),
        ("#fail @me 100%", "<<>"),
        ("pre- and -5 - so — on -- now", "><----"),
        ("他说「好」。", "<>>"),
    ],
)
def test_which_word_a_mark_belongs_to(text, sides):
    shown = {MarkSide.OPENS: "<", MarkSide.CLOSES: ">", MarkSide.DASH: "-"}
    marks = marks_of(text)
    assert "".join(shown[side] for at in range(len(text)) if (side := marks.side(at))) == sides


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("a (b [c] d) e", "0001112211100"),
        ('a "b" c', "0001100"),
        ("a (b c", "000000"),
        ("a) b (", "000000"),
        ("a (b]c) d", "000111100"),
        ("(a. b) c", "00000000"),
    ],
)
def test_how_deep(text, depths):
    marks = marks_of(text)
    assert [marks.depth(at) for at in range(len(text))] == list(map(int, depths))


def test_marks_within_words_are_not_read():
    assert TextMarks("it's so", [Span(0, 4), Span(5, 7)], [0]).side(2) is None
    assert marks_of("it's so").side(2) is MarkSide.CLOSES
