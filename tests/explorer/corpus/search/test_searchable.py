"""The methods of a corpus: what they take and remember, on a corpus in files too."""

from pathlib import Path

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.explorer.corpus.search.records import LeftOut, SoughtWord
from exegesis.explorer.corpus.search.result import Matches, SavedSearch
from tests.explorer.corpus import made
from tests.explorer.corpus.search.toys import ToyCorpus, many

CORPUS = ToyCorpus()


def test_words_in_the_order_of_the_corpus() -> None:
    found = CORPUS.find("upos=NOUN", count=3, offset=1)
    assert [one.word.form for one in found.matches] == ["cats", "bank", "rates"]
    assert [one.sentence.text for one in found.matches][1] == "The bank raised its rates"
    assert (found.possible, found.left_out, found.matches[0].score) == (7, LeftOut(repeats=2), None)
    assert CORPUS.find("upos=NOUN", repeats=True).possible == 9


def test_a_corpus_in_files(tmp_path: Path) -> None:
    corpus = made.corpus(tmp_path / "corpus", ["the film is good", "a bad plot", "the film is good"])
    found = corpus.nearest(1, heads=[(1, 2), (2, 1)], count=3)
    units = [corpus.contexts(layer)[head].astype(float) for layer, head in ((1, 1), (2, 0))]
    laid = np.concatenate([one / np.linalg.norm(one, axis=1, keepdims=True) for one in units], axis=1) / np.sqrt(2)
    expected = laid @ laid[1]
    assert list(found.rows) == sorted({0, 2, 3, 4, 5, 6}, key=lambda row: -expected[row])[:3]
    assert found.left_out == LeftOut(itself=2, repeats=3)
    assert Matches.from_json(found.to_json()) == found
    assert corpus.find("film", repeats=True).rows == (1, 8)


def test_what_was_asked_is_kept() -> None:
    found = CORPUS.nearest([3, 4], layer=2, unlike=[0], where="upos=NOUN", count=2, offset=1, repeats=True)
    sentence = "The bank raised its rates"
    words = (SoughtWord(3, sentence, Span(0, 3)), SoughtWord(4, sentence, Span(4, 8)))
    away = SoughtWord(0, "dogs chase cats", Span(0, 4))
    assert found.search == SavedSearch("neighbours", "upos=NOUN", words, (away,), 2, (), False, True, count=2, offset=1)
    assert SavedSearch.from_json(found.search.to_json()) == found.search


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda corpus: corpus.nearest("bank", layer=1), "word 'bank' is not there: the corpus has words 0 to 19"),
        (lambda corpus: corpus.nearest([], layer=1), "no word is given"),
        (lambda corpus: corpus.nearest({1}, layer=1), "words are rows of the corpus"),
        (lambda corpus: corpus.nearest(1), "give a layer"),
        (lambda corpus: corpus.nearest(1, layer=1, count=0), "count must be a whole number of at least 1"),
        (lambda corpus: corpus.nearest(1, layer=1, offset=-1), "offset must be a whole number of at least 0"),
        (lambda corpus: corpus.nearest(1, layer=1, itself="no"), "itself must be True or False"),
        (lambda corpus: corpus.nearest(1, layer=1, where="layer 1 head 1 from a to b"), "not a pattern of attention"),
        (lambda corpus: corpus.find("layer 1 head 1 from a to b"), "this is a pattern of attention"),
        (lambda corpus: corpus.find(""), "a query is a text"),
    ],
)
def test_what_is_refused(ask, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=said):
        ask(CORPUS)


def test_a_saved_search_knows_its_words_again() -> None:
    search = CORPUS.nearest([3, 4], layer=2, unlike=[0], count=5).search
    assert CORPUS.again(search).rows == CORPUS.nearest([3, 4], layer=2, unlike=[0], count=5).rows
    with pytest.raises(InputError, match=r"word 3 of this corpus is another one than 'The bank raised its rates' has"):
        many().again(search)
