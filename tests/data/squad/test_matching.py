import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.squad.matching import exact_match, normalised, token_f1
from tests.data.squad import oracle

# Articles, punctuation, several scripts, dashes, combining marks, odd spaces: what the rules treat differently.
_PLAIN = ["a", "An", "THE", "the,", "t.h.e", "a-b", "sea", "Sea.", "24–10", "a–b", "ß"]
_MARKED = ["É", "’s", "_a_", "北京", "$5", "U.S.", "-", "“a”", "don't", "1,000", "İ"]
_INVISIBLE = ["", " ", "e\u0301", "a\u0301", "\u00a0", "\u2003", "\n", "the\u200b"]
WORDS = st.sampled_from([*_PLAIN, *_MARKED, *_INVISIBLE])
TEXTS = st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=12)
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Denver Broncos ", "denver broncos"),
        ("a", ""),
        ("A.", ""),
        ("An", ""),
        ("the the the", ""),
        ("", ""),
        (" \t\n", ""),
        ("...", ""),
        ("theatre", "theatre"),
        ("Anna and a man", "anna and man"),
        ("e-mail", "email"),
        ("the-end", "theend"),
        ("t.h.e end", "end"),  # punctuation goes before articles
        ("a.m.", "am"),
        ("a. m.", "m"),
        ("vitamin A", "vitamin"),
        ("U.S.", "us"),
        ("$5,000.50", "500050"),
        ("don't", "dont"),
        ("don’t", "don’t"),  # only ASCII's punctuation goes
        ("“The Raven”", "“ raven”"),
        ("24–10", "24–10"),
        ("a–b", "–b"),  # a dash ends a word, so the article is one
        ("_a_", ""),
        ("the\u00a0end", "end"),
        ("the\u200bend", "\u200bend"),
        ("ÉCOLE", "école"),
        ("a\u0301", "\u0301"),  # a decomposed "á": the mark is no letter, so the script takes an article out of it
        ("á", "á"),
        ("STRASSE", "strasse"),
        ("Straße", "straße"),
        ("Das A und O", "das und o"),
        ("北京 the 市", "北京 市"),
        ("x\x1fy", "x y"),
    ],
)
def test_normalised_by_hand(text: str, normal: str) -> None:
    assert normalised(text) == normal


@pytest.mark.parametrize(
    ("prediction", "reference", "exact", "f1"),
    [
        ("Denver Broncos", "the Denver Broncos!", True, 1),
        ("Broncos", "Denver Broncos", False, 2 / 3),
        ("Broncos Denver", "Denver Broncos", False, 1),  # order does not count for F1
        ("Santa Clara", "Santa Clara, California", False, 4 / 5),
        ("red red red", "red blue", False, 2 / 5),  # a token counts as often as it stands in both
        ("red red blue", "red red green", False, 2 / 3),
        ("well-known man", "well known man", False, 2 / 5),
        ("blue", "red", False, 0),
        ("", "red", False, 0),
        ("the", "red", False, 0),
        ("", "", True, 0),  # v1.1: the same, yet they share no token
        ("a", "The", True, 0),
    ],
)
def test_scores_by_hand(prediction: str, reference: str, exact: bool, f1: float) -> None:
    assert exact_match(prediction, reference) is exact
    assert token_f1(prediction, reference) == pytest.approx(f1)


@given(TEXTS, TEXTS)
def test_the_second_reading_of_the_definition_agrees(prediction: str, reference: str) -> None:
    assert normalised(prediction).split() == oracle.tokens(prediction)
    assert exact_match(prediction, reference) == oracle.exact(prediction, reference)
    assert token_f1(prediction, reference) == pytest.approx(float(oracle.f1(prediction, reference)))


@given(TEXTS, TEXTS)
def test_bounds_and_symmetry(one: str, other: str) -> None:
    f1 = token_f1(one, other)
    assert 0 <= f1 <= 1
    assert token_f1(other, one) == f1
    assert exact_match(one, other) == exact_match(other, one)
    if normalised(one):  # where both are empty v1.1 breaks the rule
        assert exact_match(one, other) <= f1
        assert token_f1(one, one) == 1


@given(TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
    assert exact_match(normalised(text), text)


@given(ASCII, ASCII, st.sampled_from(["a", "An", "THE", "the..."]))
def test_case_articles_and_space_do_not_count(text: str, other: str, article: str) -> None:
    changed = f" {article}  {text.swapcase()} {article}\n"
    assert exact_match(changed, text)
    assert token_f1(changed, other) == token_f1(text, other)


@given(st.text(st.sampled_from("ab the"), max_size=12), st.integers(0, 12), st.sampled_from(oracle.PUNCTUATION))
def test_a_punctuation_mark_does_not_count_wherever_it_stands(text: str, place: int, mark: str) -> None:
    assert normalised(text[:place] + mark + text[place:]) == normalised(text)
