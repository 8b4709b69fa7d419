import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.inputs import plain
from exegesis.data.records import Unit, Window
from exegesis.modalities.text.cutting import segments, shape, visible
from exegesis.modalities.text.maskers import StringMasker


def cut(text: str, replacement: str | None = None) -> list[str]:
    """The groups' own characters, of a text whose words are units."""
    units = tuple(Unit(text[span.start : span.end], (span,)) for span in words(text))
    masker = StringMasker(plain(text), units, [Window(0, len(text), 1.0)], replacement)
    return ["".join(kept for kept, _, _ in group) for group in segments(masker.options[0][0])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b c", ["a ", "b ", "c"]),
        ("a, b", ["a,", " ", "b"]),  # without "a" and "," the space is left, and stays a space
        ("foo-bar baz", ["foo-bar", " ", "baz"]),
        ("a  b", ["a ", " ", "b"]),
        ("a b\nc d", ["a ", "b\nc d"]),  # without "c" the line end stands right before "d"
        ("日本 語", ["日本", " ", "語"]),
        ("a\u200b b", ["a\u200b b"]),
        ("a ´ b", ["a ´ b"]),  # which some tokenizers read as one more space
        ("e\u0301 b", ["e\u0301 ", "b"]),
        ("a", ["a"]),
    ],
)
def test_where_a_text_is_cut(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_replacements_count_too() -> None:
    assert cut("a b", "X") == ["a ", "b"]
    assert cut("a b", "\u200b") == ["a b"]
    assert cut("a b", "") == ["a ", "b"]


def test_spaces_may_stand_before_the_words() -> None:
    text = "a b c"
    units = [Unit("a", (Span(0, 1),)), Unit(" b", (Span(1, 3),)), Unit(" c", (Span(3, 5),))]
    options = StringMasker(plain(text), units, [Window(0, 5, 1.0)]).options[0][0]
    assert [len(group) for group in segments(options)] == [1, 1, 1]


def test_nothing_is_cut_where_nothing_is() -> None:
    assert segments([]) == []


@given(st.text(alphabet=" ab\n", max_size=8))
def test_a_shape_is_the_text(text: str) -> None:
    lead, core, trail = shape(text)
    assert " " * lead + core + " " * trail == text
    assert core == core.strip(" ")
    assert core or not trail


@pytest.mark.parametrize("character", "aÉ1.日😀-€ß")
def test_visible(character: str) -> None:
    assert visible(character)


@pytest.mark.parametrize(
    "character", ["\u0301", "\n", "\u200b", "\u00a0", "´", "\u3164", "\ufffd", "▁", "\u0600", "ﾞ", "\x00"]
)
def test_not_visible(character: str) -> None:
    assert not visible(character)
