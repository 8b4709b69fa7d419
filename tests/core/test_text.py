import time

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.text import assign, check_text, is_blank, segments, sentences, words
from exegesis.core.types import Span

# Pieces that meet the rules' corners, and anything else that Unicode has.
ODD = [
    *("word", "don't", "3.14", "a_b", " ", "  ", "\t", "\n", "\r\n", "...", "!!", "?", "Mr.", "e.g.", "“"),
    *("日本", "カー", "น้ำ", "ดี", "שלום", "مرحبا", "한국어", "क्षि", "𠮷", "ﬁ"),
    *("👨‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽", "🏳️‍🌈", "1️⃣", "e\u0301", "\u0301"),
    *("\u200b", "\u200d", "\ufeff", "\u00ad", "\x00", "\ufffd", "\u2028"),
]
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=4)), max_size=12).map("".join)


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end] for span in words(text)]


def lines(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def characters(text: str) -> list[Span]:
    return [Span(*match.span()) for match in regex.finditer(r"\X", text)]


# -- words --------------------------------------------------------------------------------------------------------


@given(TEXTS)
def test_words_stand_in_order_apart_and_inside(text: str) -> None:
    last = 0
    for span in words(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end


@given(TEXTS)
def test_every_visible_character_is_in_one_word_and_white_space_in_none(text: str) -> None:
    owners = np.zeros(len(text), dtype=int)
    for span in words(text):
        owners[span.start : span.end] += 1
    for start, end in characters(text):
        character = text[start:end]
        if not is_blank(character):
            assert (owners[start:end] == 1).all(), character
        elif character.isspace():
            assert (owners[start:end] == 0).all(), character


@given(TEXTS)
def test_a_word_never_ends_inside_a_user_perceived_character(text: str) -> None:
    edges = {0, *(span.end for span in characters(text))}
    assert all(span.start in edges and span.end in edges for span in words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plot isn't dull.", ["The", "plot", "isn't", "dull", "."]),
        ("3.14 a_b foo-bar", ["3.14", "a_b", "foo", "-", "bar"]),
        ("wait... what?! no!!!", ["wait", "...", "what", "?", "!", "no", "!!!"]),
        ("a. . b", ["a", ".", ".", "b"]),
        ("日本語です", ["日", "本", "語", "で", "す"]),
        ("カタカナ word", ["カ", "タ", "カ", "ナ", "word"]),
        ("ああ", ["あ", "あ"]),
        ("สวัสดี", ["ส", "วั", "ส", "ดี"]),
        ("น้ำตาล", ["น้ำ", "ต", "า", "ล"]),  # sara am is part of what a reader sees as one character
        ("ນ້ຳ", ["ນ້ຳ"]),
        ("한국어 日本", ["한국어", "日", "本"]),
        ("👨‍👩‍👧‍👦 ok", ["👨‍👩‍👧‍👦", "ok"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👍🏽🏳️‍🌈1️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿", ["👍🏽", "🏳️‍🌈", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]),
        ("e\u0301te\u0301 漢\u0301字", ["e\u0301te\u0301", "漢\u0301", "字"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("a\u200b b\tc\r\nd\u00a0e", ["a", "b", "c", "d", "e"]),
    ],
)
def test_words_of(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


# -- sentences ----------------------------------------------------------------------------------------------------


@given(TEXTS)
def test_sentences_hold_every_visible_character_once(text: str) -> None:
    owners = np.zeros(len(text), dtype=int)
    last = 0
    for span in sentences(text):
        assert last <= span.start < span.end <= len(text)
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        owners[span.start : span.end] += 1
        last = span.end
    assert all(owners[place] == 1 for place, sign in enumerate(text) if not is_blank(sign))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was good. It was not! Was it?", ["It was good.", "It was not!", "Was it?"]),
        ("Mr. Smith met J. Doe. They left.", ["Mr. Smith met J. Doe.", "They left."]),
        ("It cost 3.50 in all, i.e. little. Yes.", ["It cost 3.50 in all, i.e. little.", "Yes."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("これは本です。それは？", ["これは本です。", "それは？"]),
        ("a title\n\nthe text", ["a title", "the text"]),
        ("one\r\ntwo", ["one", "two"]),
        ("no end", ["no end"]),
        ("  spaces . around  ", ["spaces . around"]),
    ],
)
def test_sentences_of(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


# -- long and hostile texts ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "word, " * 20_000,
        "." * 100_000 + "a",
        "Mr. " * 25_000,
        "." + '"' * 100_000 + "a",
        "a" * 200_000,
        "a" + " " * 100_000,
    ],
    ids=["words", "dots", "abbreviations", "quotes", "one word", "spaces"],
)
def test_long_texts_take_linear_time(text: str) -> None:
    started = time.process_time()
    words(text)
    sentences(text)
    assert time.process_time() - started < 10  # quadratic ones took from half a minute to several


# -- segmenters ---------------------------------------------------------------------------------------------------


def test_a_segmenter_gives_the_units() -> None:
    assert segments("abcdef", lambda text: [(0, 2), (2, 5)]) == [Span(0, 2), Span(2, 5)]
    assert segments("abcdef", lambda text: iter([(np.int64(1), np.int64(2))])) == [Span(1, 2)]


@pytest.mark.parametrize(
    "found",
    [[(0, 0)], [(2, 1)], [(0, 3), (2, 4)], [(3, 4), (0, 1)], [(0, 7)], [(-1, 2)]],
    ids=["empty", "backwards", "overlapping", "out of order", "past the end", "negative"],
)
def test_a_segmenter_is_checked(found: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match="the segmenter gave the span"):
        segments("abcdef", lambda text: found)


@pytest.mark.parametrize("found", [["ab"], [(0, 1.5)], [3], [(0, 1, 2)], ["abc"]])
def test_a_segmenter_must_return_pairs_of_numbers(found: list[object]) -> None:
    with pytest.raises(InputError, match="pairs of whole numbers"):
        segments("abcdef", lambda text: found)  # type: ignore[arg-type, return-value]


def test_a_segmenter_must_find_something() -> None:
    with pytest.raises(InputError, match="found no unit"):
        segments("abcdef", lambda text: [])


@pytest.mark.parametrize("unit", ["words", "sentnce", "", 5, None])
def test_an_unknown_unit_names_the_known_ones(unit: object) -> None:
    with pytest.raises(InputError, match=r"unknown unit .* Choose from: word, token, sentence"):
        segments("a text", unit)  # type: ignore[arg-type]


# -- assign -------------------------------------------------------------------------------------------------------


def brute_force(spans: list[Span], inner: Span) -> int:
    shared = [min(span.end, inner.end) - max(span.start, inner.start) for span in spans]
    if max(shared) > 0:
        return shared.index(max(shared))
    return next((place for place, span in enumerate(spans) if span.end > inner.start), len(spans) - 1)


@given(st.data())
def test_assign_is_the_span_that_shares_most(data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, 30), min_size=2, max_size=12)))
    spans = [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    inner = st.tuples(st.integers(0, 32), st.integers(0, 6)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))
    inners = data.draw(st.lists(inner, max_size=8))
    assert assign(spans, inners) == [brute_force(spans, inner) for inner in inners]


# -- what is a text at all ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u200b\u200d", "\ufeff", "\u00ad\u3164"])
def test_blank_texts_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="empty or blank"):
        check_text(text)


@pytest.mark.parametrize("text", [None, 5, b"bytes", ["a", "list"]])
def test_other_things_are_refused(text: object) -> None:
    with pytest.raises(InputError, match="must be a string, not"):
        check_text(text)


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="lone surrogate at character 2"):
        check_text("ab\ud800c")


@given(TEXTS)
def test_a_text_that_is_not_blank_has_words_and_sentences(text: str) -> None:
    assert bool(words(text)) == bool(sentences(text)) == (not is_blank(text))


def test_a_direction_mark_behind_an_unspaced_word_is_no_word() -> None:
    text = "น้ำ\u200f"
    assert [text[span.start : span.end] for span in words(text)] == ["น้ำ"]
