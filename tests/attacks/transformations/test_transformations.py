"""Each transformation: what it makes of words, and that it leaves the rest alone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.attacks import TRANSFORMATIONS
from exegesis.attacks.constraints.distance import levenshtein
from exegesis.attacks.drafts import Draft
from exegesis.attacks.transformations.several import Several
from exegesis.core.errors import InputError

RNG = np.random.default_rng(0)
LETTERS = ("swap", "drop", "insert", "substitute", "key", "homoglyph", "space")


def edits(name: str, text: str, **settings: Any) -> list[str]:
    draft, made = Draft.of(text), TRANSFORMATIONS[name].made(**settings)
    return [one.text for one in made.edits(draft, made.places(draft), np.random.default_rng(0))]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("swap", {"wodr": "no", "wrod": "yes"}),
        ("drop", {"wrd": "yes", "wod": "yes", "ord": "no"}),
        ("space", {"w ord": "yes", "wo rd": "yes", "wor d": "no"}),
        ("homoglyph", {"wоrd": "yes"}),
    ],
)
def test_inner_letters_are_edited(name: str, wanted: dict[str, str]) -> None:
    made = edits(name, "word", every=True)
    assert {text for text, is_there in wanted.items() if is_there == "yes"} <= set(made)
    assert not {text for text, is_there in wanted.items() if is_there == "no"} & set(made)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABC", min_size=1, max_size=12), st.sampled_from(LETTERS))
def test_first_and_last_letters_stay(word: str, name: str) -> None:
    for other in edits(name, word, every=True):
        assert (other[0], other[-1]) == (word[0], word[-1])
        assert levenshtein(word, other) <= 2


@given(st.text(alphabet="abcdefg ", min_size=1, max_size=30), st.sampled_from(LETTERS))
def test_one_letter_of_one_word_by_lot(text: str, name: str) -> None:
    draft, made = Draft.of(text), TRANSFORMATIONS[name].made()
    for place in made.places(draft):
        drafts = list(made.edits(draft, [place], RNG))
        assert len(drafts) <= 1
        assert all(one.edits == 1 and one.words[:place] == draft.words[:place] for one in drafts)


def test_listed_words_are_written_as_the_word_is() -> None:
    words = {"good": ["fine", "nice"], "film": ["movie"]}
    assert edits("synonym", "Good FILM", words=words) == ["Fine FILM", "Nice FILM", "Good MOVIE"]
    assert edits("synonym", "good film", words=words, most=1) == ["fine film", "good movie"]
    assert edits("misspelling", "friend", words={"freind": ["friend"]}) == ["freind"]


def test_contractions_and_numbers() -> None:
    assert edits("contraction", "It isn't bad, I don't mind") == [
        "It is not bad, I don't mind",
        "It isn't bad, I do not mind",
    ]
    (other,) = edits("number", "over 120 minutes")
    number = int(other.split()[1])
    assert number != 120
    assert abs(number - 120) <= 24
    assert edits("number", "007 is 0") == []


def test_what_changes_the_meaning_says_so() -> None:
    assert edits("negation", "the film was good") == ["the film was not good"]
    assert edits("negation", "it is good", double=True) == ["it is not not good"]
    assert edits("clause", "It is good.", clauses=[", they said"]) == ["It is good, they said."]
    assert edits("clause", "It is good", clauses=[", they said"]) == ["It is good, they said"]
    changing = {name for name, row in TRANSFORMATIONS.items() if row.load().changes_meaning}
    assert changing == {"negation", "clause"}


def test_words_of_a_masked_model_come_in_context() -> None:
    made = edits("masked-words", "the film was good", most=5)
    assert made
    assert all(len(text.split()) == 4 for text in made)
    assert "the film was good" not in made


def test_several_are_one() -> None:
    both = Several([TRANSFORMATIONS["drop"].made(), TRANSFORMATIONS["deletion"].made()])
    assert not both.keeps_words
    assert both.places(Draft.of("a word.")) == [0, 1, 2]
    assert len(list(both.edits(Draft.of("a word."), [1, 2], RNG))) == 3
    with pytest.raises(InputError, match="no transformation"):
        Several([])


@pytest.mark.parametrize(
    ("name", "settings", "match"),
    [
        ("synonym", {"words": {"a": 3}}, "'a' has 3"),
        ("synonym", {"words": {}}, "holds no replacement"),
        ("synonym", {"words": {"a": ["b"]}, "most": 0}, "most must be"),
        ("masked-words", {"least": 1.0}, "least is a probability"),
        ("clause", {"clauses": "no"}, "a list of texts"),
        ("drop", {"evry": True}, "unknown setting of drop"),
    ],
)
def test_bad_settings_are_one_line(name: str, settings: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        TRANSFORMATIONS[name].made(**settings)


def test_a_function_that_fails_is_told() -> None:
    with pytest.raises(InputError, match="ZeroDivisionError"):
        edits("function", "a", function=lambda word: 1 / 0)
    with pytest.raises(InputError, match="must give a list of words"):
        edits("function", "a", function=lambda word: "b")
