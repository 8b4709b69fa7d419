"""Words cut out, exchanged and put in; the rest of a text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.text import words
from exegesis.core.word_cuts import exchanged, put_in, spans_among, without

WORDS = st.lists(st.sampled_from(["Ann", "film", "dry-eyed", ",", "été", "."]), min_size=1, max_size=8)


def test_words_stand_where_they_stand_whatever_their_case() -> None:
    assert spans_among("Ann saw ann.", ["ANN"]) == [(0, 3), (8, 11)]
    assert spans_among("annual", ["ann"]) == []
    assert spans_among("ann", []) == []


def test_one_word_takes_the_place_of_others() -> None:
    assert exchanged("Ann saw (Ben).", ["ann", "ben"], "Cleo") == "Cleo saw (Cleo)."


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, "x a b-c d"), (0.3, "a x b-c d"), (0.6, "a b-c x d"), (1.0, "a b-c d x")]
)
def test_a_word_is_put_in_where_white_space_stands(share: float, expected: str) -> None:
    assert put_in("a b-c d", "x", share) == expected


@given(WORDS, st.floats(0, 1))
def test_what_is_put_in_can_be_cut_out(parts: list[str], share: float) -> None:
    text = " ".join(parts)
    held = put_in(text, "zed", share)
    assert len(spans_among(held, ["zed"])) == 1
    assert without([held], ["zed"])[0].strip() == text


def test_cutting_leaves_the_rest_untouched() -> None:
    assert without(["The HOST, a host: hosts", "host"], ["host"]) == ["The , a : hosts", ""]
    assert without(["a b a"], ["a"]) == ["b "]
    assert without(["as it  is"], []) == ["as it  is"]


@given(st.text(max_size=60), st.sampled_from(["a", "the", "é", "日"]))
def test_a_cut_text_has_the_word_no_more(text: str, word: str) -> None:
    (cut,) = without([text], [word])
    kept = [char for char in cut if not char.isspace()]
    rest = iter(text)
    assert all(char in rest for char in kept)  # in the order in which they stood
    if " " in text or cut == text:
        return
    assert len(cut) <= len(text)
    assert words(cut) is not None
