"""Each constraint: which words may be edited, and which drafts it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.attacks import CONSTRAINTS
from exegesis.attacks.constraints.distance import levenshtein
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import InputError

DRAFT = Draft.of("The film was very good")
EDITED = DRAFT.replaced(4, "fine")


def places(name: str, draft: Draft = DRAFT, **settings: object) -> list[str]:
    allowed = CONSTRAINTS[name].made(**settings).places(DRAFT, draft)
    return [word for word, may in zip(draft.words, allowed, strict=True) if may]


def allows(name: str, *drafts: Draft, **settings: object) -> list[bool]:
    return [bool(one) for one in CONSTRAINTS[name].made(**settings).allows(DRAFT, DRAFT, list(drafts))]


def test_words_that_may_be_edited() -> None:
    assert places("repeats", EDITED) == ["The", "film", "was", "very"]
    assert places("stop-words") == ["film", "good"]
    assert places("stop-words", words=["GOOD"]) == ["The", "film", "was", "very"]
    assert places("letters", least=4) == ["film", "very", "good"]


def test_how_much_may_differ() -> None:
    twice = EDITED.replaced(1, "movie")
    assert allows("most-words", EDITED, twice, most=1) == [True, False]
    assert allows("share", EDITED, twice, most=0.2) == [True, False]
    assert allows("share", EDITED, twice, most=0.1) == [True, False]  # one always may
    assert allows("share", EDITED, EDITED.inserted(0, "so"), most=0.2) == [True, False]
    assert allows("edit-distance", DRAFT.replaced(4, "god"), EDITED, DRAFT.deleted(4), most=1) == [True, False, False]
    assert allows("edit-distance", DRAFT.deleted(4), DRAFT.inserted(1, "good"), most=4) == [True, True]


@pytest.mark.parametrize(
    ("name", "settings"),
    [("share", {"most": 0}), ("share", {"most": True}), ("letters", {"least": 0}), ("stop-words", {"words": "the"})],
)
def test_bad_settings_are_refused(name: str, settings: dict[str, object]) -> None:
    with pytest.raises(InputError):
        CONSTRAINTS[name].made(**settings)


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_levenshtein_is_a_distance(one: str, other: str, third: str) -> None:
    assert levenshtein(one, other) == levenshtein(other, one) >= abs(len(one) - len(other))
    assert (levenshtein(one, other) == 0) == (one == other)
    assert levenshtein(one, third) <= levenshtein(one, other) + levenshtein(other, third)


def test_levenshtein_by_hand() -> None:
    assert [levenshtein(*pair) for pair in (("kitten", "sitting"), ("", "abc"), ("flaw", "lawn"))] == [3, 3, 2]
