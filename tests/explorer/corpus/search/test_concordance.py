"""Keyword in context: sorted by what stands to the left or right, page by page."""

import pytest

from exegesis.core.errors import InputError
from tests.explorer.corpus.search.toys import ToyCorpus, many

CORPUS = ToyCorpus()


def forms(sort: str) -> list[str]:
    return [f"{one.before}|{one.form}|{one.after}" for one in CORPUS.concordance("upos=VERB", sort=sort).lines]


def test_sorted_by_the_words_after() -> None:
    assert forms("right") == [
        "Banks |fail|", "dogs |bark|", "dogs |chase| cats", "The bank |raised| its rates", "we |saw| New York today",
    ]  # fmt: skip


def test_sorted_by_the_words_before() -> None:
    assert forms("left") == [
        "The bank |raised| its rates", "Banks |fail|", "dogs |chase| cats", "dogs |bark|", "we |saw| New York today",
    ]  # fmt: skip
    assert [one.split("|")[1] for one in forms("corpus")] == ["chase", "raised", "fail", "saw", "bark"]


def test_pages_put_together_are_all_lines() -> None:
    corpus = many()
    for sort in ("left", "right"):
        whole = corpus.concordance("upos=NOUN", sort=sort, count=1000)
        pages = [corpus.concordance("upos=NOUN", sort=sort, count=7, offset=at).lines for at in range(0, 100, 7)]
        assert tuple(one for page in pages for one in page) == whole.lines
        assert len(whole.lines) == whole.possible
        neighbours = [
            [word.casefold() for word in (one.after.split() if sort == "right" else one.before.split()[::-1])][:4]
            for one in whole.lines
        ]
        assert neighbours == sorted(neighbours)


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match=r"unknown order 'up'\. Choose from: corpus, left, right"):
        CORPUS.concordance("upos=VERB", sort="up")
