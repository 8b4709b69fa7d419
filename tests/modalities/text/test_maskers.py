import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.inputs import plain
from exegesis.data.records import Unit, Window
from exegesis.data.rows import TokenRow, Tokens
from exegesis.modalities.text.maskers import StringMasker, TokenMasker

TEXTS = st.lists(
    st.sampled_from(["ab", "c", ".", " ", "  ", "\n", "\r\n", "日本", "é", "\u200b"]), min_size=1, max_size=14
)
TEXTS = TEXTS.map("".join).filter(lambda text: bool(words(text)))
MASKS = st.lists(st.booleans(), min_size=40, max_size=40).map(np.array)


def units_of(text: str) -> tuple[Unit, ...]:
    return tuple(Unit(text[span.start : span.end], (span,)) for span in words(text))


def bags_of(text: str) -> tuple[Unit, ...]:
    places: dict[str, list[Span]] = {}
    for span in words(text):
        places.setdefault(text[span.start : span.end], []).append(span)
    return tuple(Unit(word, tuple(spans)) for word, spans in places.items())


def whole(text: str) -> list[Window]:
    return [Window(0, len(text), 1.0)]


def masked(text: str, keep: str, **options: str) -> str:
    """`text` with only the units that have a "1" in `keep`."""
    masker = StringMasker(plain(text), units_of(text), whole(text), **options)
    return masker.row(0, np.array([sign == "1" for sign in keep]))


# -- strings ------------------------------------------------------------------------------------------------------


@given(TEXTS, st.sampled_from([None, "_", ""]), st.data())
def test_all_kept_is_the_windows_own_text(text: str, replacement: str | None, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    units = units_of(text)
    masker = StringMasker(plain(text), units, [Window(start, end, 1.0)], replacement)
    assert masker.row(0, np.ones(len(units), dtype=bool)) == text[start:end]


@given(TEXTS, MASKS)
def test_deleting_leaves_the_kept_words_and_spaces_of_the_text(text: str, mask: np.ndarray) -> None:
    units = units_of(text)
    keep = mask[: len(units)]
    left = StringMasker(plain(text), units, whole(text)).row(0, keep)
    kept = [unit.text for unit, stays in zip(units, keep, strict=True) if stays]
    assert "".join(left.split()).replace("\u200b", "") == "".join(kept)  # these words, in order, and no other sign
    assert left.count("\u200b") == text.count("\u200b")
    # Signs that stay do so in their order: what is left can be made by striking characters out.
    rest = iter(text)
    assert all(sign in rest for sign in left)


@given(st.lists(st.sampled_from(["a", "b", "cd"]), min_size=1, max_size=9), MASKS)
def test_deleting_never_doubles_a_space(parts: list[str], mask: np.ndarray) -> None:
    text = " ".join(parts)
    keep = mask[: len(parts)]
    left = StringMasker(plain(text), units_of(text), whole(text)).row(0, keep)
    kept = [part for part, stays in zip(parts, keep, strict=True) if stays]
    assert left.rstrip(" ") == " ".join(kept)
    assert "  " not in left


@pytest.mark.parametrize(
    ("text", "keep", "expected"),
    [
        ("a b c", "101", "a c"),
        ("a b c", "011", "b c"),
        ("a b c", "110", "a b "),
        ("a b.", "101", "a ."),
        ("a, b", "101", "a b"),
        ("a  b c", "011", " b c"),
        ("a\nb\nc", "101", "a\nc"),
        ("a\r\nb\r\nc", "101", "a\r\nc"),  # the two characters of one line end go together
        ("foo-bar", "101", "foobar"),
        ("日本語", "101", "日語"),
        ("a b c", "000", ""),
    ],
)
def test_deleting(text: str, keep: str, expected: str) -> None:
    assert masked(text, keep) == expected


@given(TEXTS, MASKS)
def test_replacing_puts_the_string_in_the_place_of_each_unit(text: str, mask: np.ndarray) -> None:
    units = units_of(text)
    keep = mask[: len(units)]
    expected, at = "", 0
    for unit, stays in zip(units, keep, strict=True):
        expected += text[at : unit.start] + (unit.text if stays else "UNK")
        at = unit.end
    assert StringMasker(plain(text), units, whole(text), "UNK").row(0, keep) == expected + text[at:]


def test_an_empty_replacement_keeps_the_spaces() -> None:
    assert masked("a b c", "101", replacement="") == "a  c"


def test_a_bag_of_words_goes_everywhere_at_once() -> None:
    text = "bad film, bad plot, bad"
    units = bags_of(text)
    keep = np.array([unit.text != "bad" for unit in units])
    assert StringMasker(plain(text), units, whole(text)).row(0, keep) == "film, plot, "
    assert StringMasker(plain(text), units, whole(text), "X").row(0, keep) == "X film, X plot, X"


@given(TEXTS, MASKS)
def test_a_bag_of_words_leaves_no_occurrence(text: str, mask: np.ndarray) -> None:
    units = bags_of(text)
    keep = mask[: len(units)]
    left = StringMasker(plain(text), units, whole(text)).row(0, keep)
    kept = {unit.text for unit, stays in zip(units, keep, strict=True) if stays}
    wanted = "".join(text[span.start : span.end] for span in words(text) if text[span.start : span.end] in kept)
    assert "".join(left.split()).replace("\u200b", "") == wanted


def test_a_unit_that_straddles_two_windows_goes_from_both() -> None:
    text = "alpha beta gamma"
    masker = StringMasker(plain(text), units_of(text), [Window(0, 8, 0.5), Window(8, 16, 0.5)])
    assert [masker.units_of(window).tolist() for window in (0, 1)] == [[0, 1], [1, 2]]
    without = np.array([True, False, True])
    assert [masker.row(window, without) for window in (0, 1)] == ["alpha ", "gamma"]
    kept = np.array([False, True, False])
    assert [masker.row(window, kept) for window in (0, 1)] == ["be", "ta "]


def test_overlapping_windows_each_lose_the_unit() -> None:
    text = "alpha beta gamma"
    masker = StringMasker(plain(text), units_of(text), [Window(0, 10, 0.5), Window(6, 16, 0.5)], "X")
    without = np.array([True, False, True])
    assert [masker.row(window, without) for window in (0, 1)] == ["alpha X", "X gamma"]


def test_a_window_without_units_stays_as_it_is() -> None:
    text = "a \u200b\u200b\u200b b"
    masker = StringMasker(plain(text), units_of(text), [Window(2, 5, 1.0)])
    assert masker.units_of(0).size == 0
    assert masker.row(0, np.array([False, False])) == "\u200b\u200b\u200b"


# -- word pieces --------------------------------------------------------------------------------------------------

CLS, SEP, MASK = 1, 2, 3


def token_masker() -> TokenMasker:
    """Two windows: [CLS] u0 u0 u1 [SEP], and [CLS] u1 u2 [SEP]; the middle unit stands in both."""
    tokens = (
        Tokens(TokenRow((CLS, 10, 11, 12, SEP), (0,) * 5), (Span(0, 0),) * 5, (True, False, False, False, True)),
        Tokens(TokenRow((CLS, 12, 13, SEP)), (Span(0, 0),) * 4, (True, False, False, True)),
    )
    units = tuple(Unit(text, (span,)) for text, span in zip("abc", (Span(0, 1), Span(2, 3), Span(4, 5)), strict=True))
    return TokenMasker(plain("a b c"), units, tokens, (np.array([-1, 0, 0, 1, -1]), np.array([-1, 1, 2, -1])), MASK)


@given(st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_tokens_keep_their_length_and_special_tokens(keep: tuple[bool, ...]) -> None:
    masker = token_masker()
    first, second = (masker.row(window, np.array(keep)) for window in (0, 1))
    u0, u1, u2 = keep
    assert first.ids == (CLS, 10 if u0 else MASK, 11 if u0 else MASK, 12 if u1 else MASK, SEP)
    assert second.ids == (CLS, 12 if u1 else MASK, 13 if u2 else MASK, SEP)
    assert (first.types, second.types) == ((0,) * 5, None)
    assert all(type(number) is int for number in first.ids)


def test_windows_know_their_units() -> None:
    assert [token_masker().units_of(window).tolist() for window in (0, 1)] == [[0, 1], [1, 2]]
