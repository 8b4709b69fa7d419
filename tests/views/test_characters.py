"""What a page and a terminal are given instead of characters they must not have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.views.characters import clip, label, printable, squeezed, visible

anything = st.text(st.characters())  # lone surrogates too


def test_controls_become_their_symbols() -> None:
    assert visible("a\x00b\x1bc\x7fd\x0be\x0c") == "a␀b␛c␡d␋e␌"
    assert visible("\x80\x9b\ud800\ufffe\U0010ffff") == "�����"


def test_white_space_and_ordinary_text_are_left_alone() -> None:
    text = " \t\r\n a é 日本 \u202e\u200b\ufeff العربية 👩‍👩‍👧\xa0"
    assert visible(text) == text


@given(anything)
def test_offsets_stay_true(text: str) -> None:
    assert len(visible(text)) == len(text)


@given(anything)
def test_a_page_gets_no_control_and_no_surrogate(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char not in "\t\r\n"]


@given(anything)
def test_a_terminal_gets_no_control_and_no_direction_override(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char not in "\t\n"]
    assert not [char for char in shown if unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI")]


def test_line_ends_of_all_kinds_in_a_terminal() -> None:
    assert printable("a\r\nb\nc\rd") == "a\nb\nc␍d"


@given(anything, st.integers(5, 40))
def test_a_label_is_one_visible_line_no_longer_than_asked(text: str, longest: int) -> None:
    shown = label(text, longest)
    assert 1 <= len(shown) <= longest
    assert not set(shown) & set("\n\r\t")


@pytest.mark.parametrize(
    ("text", "shown"), [("", "␣"), ("  ", "␣"), (" a ", "a"), ("a\nb", "a↵b"), ("a\r\nb", "a↵b"), ("a\tb", "a⇥b")]
)
def test_labels(text: str, shown: str) -> None:
    assert label(text) == shown


def test_clip_leaves_out_the_middle_and_cuts_at_spaces() -> None:
    assert clip("short", 5) == "short"
    assert clip("abcdefghij", 6) == "abc…ij"
    assert clip("the quick brown fox jumps over the lazy dog", 30) == "the quick brown…lazy dog"


def test_a_name_loses_its_middle_and_keeps_its_end() -> None:
    name = "acceleration of the left wrist, 0.61–0.71 s"
    assert squeezed(name, 60) == name
    for longest in (5, 12, 22):
        made = squeezed(name, longest)
        assert len(made) == longest
        assert name.endswith(made.partition("…")[2])
        assert len(made.partition("…")[2]) == longest // 2
