"""Words and the pieces that are theirs, and the vectors of a word that is asked about."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.rows import TokenRow, Tokens
from exegesis.explorer.corpus.vectors import places_of, read, word_vectors
from tests import tiny


def tokens(*pieces: tuple[int, int]) -> Tokens:
    spans = tuple(Span(*piece) for piece in pieces)
    return Tokens(TokenRow(range(len(spans))), spans, tuple(span.start == span.end for span in spans))


@pytest.mark.parametrize(
    ("spans", "pieces", "expected"),
    [
        # [CLS] the un ##heard film [SEP]
        ([(0, 3), (4, 11), (12, 16)], [(0, 0), (0, 3), (4, 6), (6, 11), (12, 16), (0, 0)], [[1], [2, 3], [4]]),
        # "don" "'t" of the words "do", "n't": each to the word with which it shares most
        ([(0, 2), (2, 5)], [(0, 3), (3, 5)], [[0], [1]]),
        # one piece over two words: the second has none of its own, and so has that one
        ([(0, 1), (1, 2)], [(0, 2)], [[0], [0]]),
        # words of a multiword token have the same characters
        ([(0, 3), (0, 3), (4, 8)], [(0, 3), (4, 8)], [[0], [0], [1]]),
        # a word that the tokenizer drops; a piece of white space alone
        ([(0, 1), (2, 3), (4, 5)], [(0, 1), (3, 4), (4, 5)], [[0], [], [2]]),
        ([], [(0, 1)], []),
    ],
)
def test_pieces_of_words(
    spans: Sequence[tuple[int, int]], pieces: Sequence[tuple[int, int]], expected: list[list[int]]
) -> None:
    assert places_of([Span(*span) for span in spans], tokens(*pieces)) == expected


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_no_piece_is_lost_and_none_is_anothers(sizes: list[int], cuts: list[int]) -> None:
    """Words and pieces that both fill a text: each piece is of a word that it shares most with."""
    ends = np.cumsum(sizes)
    spans = [Span(int(end - size), int(end)) for end, size in zip(ends, sizes, strict=True)]
    stops = np.unique(np.append(np.minimum(np.cumsum(cuts), ends[-1]), ends[-1]))
    pieces = [(int(start), int(stop)) for start, stop in zip([0, *stops[:-1]], stops, strict=True)]
    found = places_of(spans, tokens(*pieces))

    def shared(word: Span, piece: tuple[int, int]) -> int:
        return max(0, min(word.end, piece[1]) - max(word.start, piece[0]))

    for place, piece in enumerate(pieces):
        most = max(shared(word, piece) for word in spans)
        first = next(number for number, word in enumerate(spans) if shared(word, piece) == most)
        assert place in found[first]
    for word, places in zip(spans, found, strict=True):
        assert places
        assert all(shared(word, pieces[place]) for place in places)


def test_a_word_asked_alone_is_the_one_among_all() -> None:
    model = tiny.bert()
    text = "the film is good"
    every = word_vectors(model, text, words(text))
    one = word_vectors(model, text, [Span(4, 8)], layers=[1], contexts=[2])
    assert (list(one.vectors), list(one.contexts)) == ([1], [2])
    np.testing.assert_allclose(one.vectors[1], every.vectors[1][1:2], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(one.contexts[2], every.contexts[2][1:2], rtol=1e-5, atol=1e-6)


def test_a_hidden_word_has_the_vectors_of_its_mask() -> None:
    model = tiny.bert()
    text = "the film is good"
    found = word_vectors(model, text, [Span(4, 8), Span(12, 16)], hidden=[Span(4, 8)])
    typed = word_vectors(model, "the [MASK] is good", [Span(4, 10), Span(14, 18)])
    np.testing.assert_allclose(found.vectors[2], typed.vectors[2], rtol=1e-5, atol=1e-6)


def test_each_word_of_a_long_text_is_read_once_where_most_is_around_it() -> None:
    model = tiny.bert()
    text = " ".join(["the film is good but the plot was dull"] * 12)
    spans = words(text)
    sentence = read(model, (text, spans))
    assert len(sentence.rows) > 2
    assert sorted(word for row in sentence.rows for word in row.words) == list(range(len(spans)))
    assert all(places for row in sentence.rows for places in row.places)
    rooms = [min(places[0], len(row.row) - 1 - places[-1]) for row in sentence.rows[1:-1] for places in row.places]
    assert min(rooms) > 1
