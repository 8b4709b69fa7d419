"""Rows made of parts against rows of whole strings, which are the oracle throughout."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.text import is_blank
from exegesis.core.types import Masks, Span
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.records import Unit, Window
from exegesis.data.rows import Row, Texts, TokenRow
from exegesis.modalities.text import pieces
from exegesis.modalities.text.maskers import StringMasker
from exegesis.modalities.text.piece_reader import PieceReader, piece_reader
from exegesis.modalities.text.pieces import PieceMasker
from exegesis.modalities.text.units import grouped, spans_of
from tests.examples import examples
from tests.modalities.text.tokenizers_of_kinds import FAMILIES, LOCAL, model_of

SIGNS = [
    *("the", "movie", " was", "not", "good", "  ", "\n", "\r\n", "\t", " .", ", ", "!!", "un", "believ", "'s", "don't"),
    *(
        "é",
        "e\u0301",
        "\u0301",
        "😀",
        "👨‍👩‍👧",
        "日本",
        "\u200b",
        "\u00a0",
        "´",
        "▁",
        "12345",
        "-",
        "ﾞ",
        "Bar",
        "\ufffd",
    ),
    *("İ", "ก็", "हिन्दी", "\u3000", "\x85", "ﬁ", "\ufdfa", "[MASK]", "<s>"),
]
TEXTS = st.lists(
    st.tuples(st.sampled_from(SIGNS), st.sampled_from(["", " ", " "])).map("".join), min_size=1, max_size=9
)
TEXTS = TEXTS.map("".join).filter(lambda text: not is_blank(text))
LONG = "The movie was truly unbelievable, not slow! I loved it  and the plot... " * 2


def masks_of(count: int, rows: int = 150, seed: int = 0) -> Masks:
    random = np.random.default_rng(seed)
    drawn = random.random((rows, count)) < np.linspace(0.1, 0.9, rows)[:, None]
    return np.concatenate([drawn, np.zeros((1, count), dtype=bool), np.ones((1, count), dtype=bool)])


def whole(document: Document) -> list[Window]:
    return [Window(document.parts[-1].start, len(document.text), 1.0)]


def reader_of(kind: str) -> PieceReader:
    reader = piece_reader(model_of(kind))
    assert reader is not None
    return reader


def units_in(kind: str, document: Document, unit: str = "word") -> tuple[Unit, ...]:
    spans = spans_of(model_of(kind), document, unit, document.parts)
    return grouped(document.text, spans, "position")[0]


def made(
    kind: str,
    document: Document,
    units: Sequence[Unit],
    windows: Sequence[Window] | None = None,
    replacement: str | None = None,
) -> PieceMasker:
    strings = StringMasker(document, units, windows or whole(document), replacement)
    return PieceMasker(strings, reader_of(kind))


def retokenised(masker: PieceMasker, window: int, masks: Masks) -> list[Row]:
    return masker.reader.encode(masker.strings.texts(window, masks))


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows by the cutting alone: no sample is compared that could hide a cut in the wrong place."""
    monkeypatch.setattr(pieces._Window, "check", lambda self, masks: None)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("kind", [*LOCAL, *FAMILIES])
@examples(12)
@given(data=st.data())
def test_rows_are_those_of_the_strings(kind: str, data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    document = data.draw(st.sampled_from([plain(text), of_two(("first", "second"), text, data.draw(TEXTS))]))
    try:
        units = units_in(kind, document, data.draw(st.sampled_from(["word", "token", "sentence"])))
    except InputError:  # no token, or more than the small models read
        return
    masker = made(kind, document, units, None, data.draw(st.sampled_from([None, None, "", "UNK", "x y", " "])))
    masks = masks_of(len(units))
    try:
        expected = retokenised(masker, 0, masks)
    except InputError:
        return
    rows = masker.rows(0, masks)
    if masker.apart:
        assert rows == expected


@pytest.mark.parametrize("kind", [*LOCAL, *FAMILIES])
@pytest.mark.parametrize("unit", ["word", "token"])
@pytest.mark.parametrize("replacement", [None, "UNK"])
@pytest.mark.slow
def test_usual_texts_are_read_in_parts(kind: str, unit: str, replacement: str | None) -> None:
    text = "The movie was truly good, not  slow! I loved it"
    units = units_in(kind, plain(text), unit)
    masker = made(kind, plain(text), units, None, replacement)
    masks = masks_of(len(units))
    rows = masker.rows(0, masks)
    if unit == "token" and not masker.reader.drops_spaces and not masker.apart:
        # The space goes with the first of a word's pieces: without that piece the next word's stands at this one.
        assert rows == masker.strings.rows(0, masks)
        return
    assert masker.apart
    assert all(isinstance(row, TokenRow) for row in rows)
    assert rows == retokenised(masker, 0, masks)


def test_pieces_that_bring_their_space_along() -> None:
    text = "the movie was not good, it was bad"
    words = [0, 3, 9, 13, 17, 22, 23, 26, 30, 34]
    units = [Unit(text[a:b], (Span(a, b),)) for a, b in pairwise(words)]
    masker = made("byte_level", plain(text), units)
    masks = masks_of(len(units))
    rows = masker.rows(0, masks)
    assert masker.apart
    assert rows == retokenised(masker, 0, masks)


def test_a_bag_of_words() -> None:
    text = "bad film, bad plot, bad-tempered bad"
    spans = spans_of(model_of("bundled"), plain(text), "word", plain(text).parts)
    units, _ = grouped(text, spans, "bag-of-words")
    masker = made("bundled", plain(text), units)
    masks = masks_of(len(units))
    assert masker.rows(0, masks) == retokenised(masker, 0, masks)
    assert masker.apart


@pytest.mark.parametrize("kind", ["bundled", "albert", "byte_level", "sentence_piece", "mpnet", "xlnet"])
def test_pairs_of_texts(kind: str) -> None:
    document = of_two(("first", "second"), "The movie was good.", "I loved the plot, truly!")
    units = units_in(kind, document)
    masker = made(kind, document, units)
    masks = masks_of(len(units))
    only_first = np.zeros((1, len(units)), dtype=bool)
    only_first[0, 0] = True  # the second text is empty: such a pair is read as one text
    masks = np.concatenate([masks, only_first, ~only_first])
    rows = masker.rows(0, masks)
    assert masker.apart
    assert rows == retokenised(masker, 0, masks)
    if kind in ("bundled", "albert", "xlnet"):
        types = [row.types for row in rows if isinstance(row, TokenRow)]
        assert any(one is not None and set(one) >= {0, 1} for one in types)


@pytest.mark.parametrize("kind", ["bundled", "byte_level", "sentence_piece"])
def test_windows_that_overlap(kind: str) -> None:
    document = plain(LONG)
    units = units_in(kind, document)
    masker = made(kind, document, units, [Window(0, 60, 0.5), Window(43, len(LONG), 0.5)])
    masks = masks_of(len(units))
    for window in (0, 1):
        assert masker.rows(window, masks) == retokenised(masker, window, masks)
    assert masker.apart


def test_words_of_a_script_without_spaces() -> None:
    text = "日本語の映画は good です。"
    units = units_in("bundled", plain(text))
    masker = made("bundled", plain(text), units)
    masks = masks_of(len(units))
    assert masker.rows(0, masks) == retokenised(masker, 0, masks)


def test_a_text_that_cannot_be_cut_stays_a_string() -> None:
    text = "alpha-beta-gamma-delta-epsilon"
    units = units_in("bundled", plain(text))
    masker = made("bundled", plain(text), units)
    masks = masks_of(len(units))
    assert masker.rows(0, masks) == masker.strings.rows(0, masks)
    assert not masker.apart


def test_few_masks_stay_strings() -> None:
    masker = made("bundled", plain("a good movie"), units_in("bundled", plain("a good movie")))
    masks = masks_of(3, rows=10)
    assert masker.rows(0, masks) == masker.strings.rows(0, masks)
    assert masker.row(0, masks[0]) == masker.strings.row(0, masks[0])
    assert masker.units_of(0).tolist() == [0, 1, 2]
    for _ in range(10):
        rows = masker.rows(0, masks)  # ten by ten they are many
    assert rows == retokenised(masker, 0, masks) != masker.strings.rows(0, masks)


@pytest.mark.parametrize(("kind", "apart"), [("byte_level", False), ("bundled", True)])
def test_special_tokens_written_in_the_text(kind: str, apart: bool) -> None:
    special = {"byte_level": "<s>", "bundled": "[MASK]"}[kind]
    text = f"a good {special} movie it was"
    units = units_in(kind, plain(text))
    masker = made(kind, plain(text), units)
    masks = masks_of(len(units))
    rows = masker.rows(0, masks)
    assert masker.apart is apart
    assert (rows if apart else masker.reader.encode([row for row in rows if not isinstance(row, TokenRow)])) == (
        retokenised(masker, 0, masks)
    )


def test_a_row_that_is_too_long_is_refused_as_its_string_is() -> None:
    text = "good " * 20
    units = units_in("gpt2", plain(text))
    masker = made("gpt2", plain(text), units, None, "unbelievable! zqzqzq")
    masks = masks_of(20)
    with pytest.raises(InputError) as plainly:
        retokenised(masker, 0, masks)
    with pytest.raises(InputError) as apart:
        masker.rows(0, masks)
    assert str(apart.value) == str(plainly.value)
    assert masker.apart


def test_a_row_without_tokens_is_the_models_own() -> None:
    text = "a good movie"
    masker = made("gpt2", plain(text), units_in("gpt2", plain(text)))
    rows = masker.rows(0, np.zeros((100, 3), dtype=bool))
    assert masker.apart
    assert rows == model_of("gpt2").encode([""]) * 100


class Crooked(PieceReader):
    """A tokenizer whose whole texts are not what their parts say: doubled tokens are struck out."""

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        rows = [row for row in super().encode(texts) if isinstance(row, TokenRow)]
        return [TokenRow([one for at, one in enumerate(row.ids) if row.ids[at - 1 : at] != (one,)]) for row in rows]


def test_a_tokenizer_that_looks_further_is_found_out() -> None:
    straight = reader_of("byte_level")
    text = "a good good movie it was, a good movie"
    units = units_in("byte_level", plain(text))
    masker = PieceMasker(
        StringMasker(plain(text), units, whole(plain(text))), Crooked(straight.model, straight.locality)
    )
    masks = masks_of(len(units))
    assert masker.rows(0, masks) == masker.strings.rows(0, masks)
    assert not masker.apart


def test_a_part_that_is_not_read_apart_is_found_out() -> None:
    class Blind(PieceReader):
        def ids(self, text: str, first: bool, last: bool) -> list[int] | None:
            return None if "movie" in text else super().ids(text, first, last)

    straight = reader_of("byte_level")
    text = "a good movie"
    units = units_in("byte_level", plain(text))
    masker = PieceMasker(StringMasker(plain(text), units, whole(plain(text))), Blind(straight.model, straight.locality))
    masks = masks_of(len(units))
    assert masker.rows(0, masks) == masker.strings.rows(0, masks)


def test_a_part_is_tokenised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    units = units_in("bundled", plain(LONG))
    masker = made("bundled", plain(LONG), units)
    masker.rows(0, masks_of(len(units)))
    asked: list[Any] = []
    monkeypatch.setattr(masker.reader, "ids", lambda *part: asked.append(part))
    masker.rows(0, masks_of(len(units)))
    assert asked == []


def test_sample_holds_the_ends_and_single_units() -> None:
    asked = masks_of(5)
    found = {tuple(line) for line in pieces._sample(asked, np.array([1, 3]), "a text").tolist()}
    assert {(False,) * 5, (True,) * 5, (False, True, False, False, False), (True, True, True, False, True)} <= found
    assert np.array_equal(pieces._sample(asked, np.array([1]), "x"), pieces._sample(asked, np.array([1]), "x"))
