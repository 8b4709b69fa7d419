"""Neighbours against brute force: by layer and heads, filtered, paged, repeats and the word itself left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.explorer.corpus.database import digest
from exegesis.explorer.corpus.search import halves, queries
from exegesis.explorer.corpus.search.neighbours import WordSearch
from exegesis.explorer.corpus.search.queries import AWAY, QueryWord
from exegesis.explorer.corpus.search.ranking import DECIMALS, Direction, Lengths, best
from exegesis.explorer.corpus.search.records import HeadPlace, LeftOut, SoughtWord
from exegesis.explorer.corpus.search.result import SavedSearch
from tests.explorer.corpus.search.toys import HEADS, ToyCorpus, many

MANY = many()


def search(**settings: object) -> SavedSearch:
    return SavedSearch("neighbours", **{"layer": 1, "itself": True, "repeats": True, "count": 1000, **settings})  # type: ignore[arg-type]


def cosines(vectors: np.ndarray, towards: np.ndarray) -> np.ndarray:
    vectors, towards = vectors.astype(np.float64), towards.astype(np.float64)
    return vectors @ towards / np.linalg.norm(vectors, axis=-1) / np.linalg.norm(towards)


def ranking(scores: np.ndarray, allowed: np.ndarray | None = None) -> list[int]:
    rows = range(len(scores)) if allowed is None else allowed
    return sorted(rows, key=lambda row: (-round(float(scores[row]), DECIMALS), row))


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_by_embedding_at_each_layer(layer: int) -> None:
    found = WordSearch(MANY).found(search(layer=layer), [3])
    expected = cosines(MANY.vectors[layer], MANY.vectors[layer][3])
    assert list(found.rows) == ranking(expected)
    assert [one.score for one in found.matches] == pytest.approx(sorted(expected, reverse=True), abs=2e-6)
    assert found.rows[0] == 3
    assert (found.possible, found.left_out) == (len(expected), LeftOut())


def test_by_heads_each_normalised_by_itself() -> None:
    store = many()
    store.outputs[1][0] *= 100  # a head whose outputs are long drowns no other
    heads = (HeadPlace(1, 1), HeadPlace(2, 3))
    found = WordSearch(store).found(search(layer=None, heads=heads), [5])
    sides = [store.outputs[1][0], store.outputs[2][2]]
    laid = np.concatenate([side / np.linalg.norm(side.astype(float), axis=1, keepdims=True) for side in sides], axis=1)
    assert list(found.rows) == ranking(cosines(laid, laid[5]))


def test_other_heads_are_left_out() -> None:
    store = many()
    before = WordSearch(store).found(search(layer=None, heads=(HeadPlace(1, 2),)), [5])
    store.outputs[1][0], store.outputs[1][2] = 0, 7
    assert WordSearch(store).found(search(layer=None, heads=(HeadPlace(1, 2),)), [5]) == before


@settings(max_examples=40, deadline=None)
@given(
    size=st.integers(1, 20), where=st.sampled_from(["", "upos=VERB", "form=/[0-4]/ upos!=ADJ", "source=file1.txt"]),
    repeats=st.booleans(), itself=st.booleans(), row=st.integers(0, 30),
)  # fmt: skip
def test_pages_put_together_are_the_whole_ranking(size: int, where: str, repeats: bool, itself: bool, row: int) -> None:
    near = WordSearch(MANY)
    whole = near.found(search(where=where, repeats=repeats, itself=itself), [row])
    assert whole.possible == len(whole.matches)
    pages: list[int] = []
    for offset in range(0, whole.possible + size, size):
        page = near.found(search(where=where, repeats=repeats, itself=itself, count=size, offset=offset), [row])
        assert page.possible == whole.possible
        pages += page.rows
    assert tuple(pages) == whole.rows


@settings(max_examples=30, deadline=None)
@given(
    where=st.sampled_from(["upos=VERB", "form=w3|w4", "form!=w3", "source=file0.txt upos=NOUN|ADJ", "lemma=/^w[5-9]$/"])
)
def test_a_filter_keeps_the_order_of_what_it_keeps(where: str) -> None:
    near = WordSearch(MANY)
    whole, some = near.found(search(), [7]), near.found(search(where=where), [7])
    kept = set(some.rows)
    assert [row for row in whole.rows if row in kept] == list(some.rows)
    words, sentences = MANY.words(range(MANY.manifest.words)), MANY.sentences(range(MANY.manifest.sentences))
    holds = {
        "upos=VERB": lambda word: word.upos == "VERB",
        "form=w3|w4": lambda word: word.form in ("w3", "w4"),
        "form!=w3": lambda word: word.form != "w3",
        "source=file0.txt upos=NOUN|ADJ": lambda word: (
            sentences[word.sentence].source == 0 and word.upos in ("NOUN", "ADJ")
        ),
        "lemma=/^w[5-9]$/": lambda word: word.lemma in ("w5", "w6", "w7", "w8", "w9"),
    }[where]
    assert kept == {word.row for word in words if holds(word)}


def test_itself_and_repeated_sentences_are_left_out_and_counted() -> None:
    store = ToyCorpus()  # sentence 2 is sentence 0 again: rows 8, 9, 10 repeat 0, 1, 2
    near = WordSearch(store)
    found = near.found(search(itself=False, repeats=False), [1])
    assert set(found.rows) == set(range(store.manifest.words)) - {1, 9, 8, 10}
    assert found.left_out == LeftOut(itself=2, repeats=2)
    again = near.found(search(itself=False, repeats=False, where="source=file2.txt"), [3])
    assert set(again.rows) == {8, 9, 10}  # the first that the conditions hold for is no repeat
    assert again.left_out == LeftOut()
    assert near.found(search(itself=True, repeats=False), [9]).left_out == LeftOut(repeats=3)


def test_a_word_of_a_text_is_known_in_the_corpus() -> None:
    store = ToyCorpus()
    example = SoughtWord(text="dogs chase cats", span=Span(5, 10))
    same = QueryWord(example, {1: np.ones(12, np.float32)}, {}, digest("dogs chase cats"), 5)
    found = WordSearch(store).found(search(itself=False), [same])
    assert found.left_out == LeftOut(itself=2)
    assert not {1, 9} & set(found.rows)


def test_more_and_less_like_this() -> None:
    units = MANY.vectors[1] / np.linalg.norm(MANY.vectors[1].astype(float), axis=1, keepdims=True)
    found = WordSearch(MANY).found(search(), [3, 8], [11, 12])
    towards = units[[3, 8]].mean(axis=0) - AWAY * units[[11, 12]].mean(axis=0)
    assert list(found.rows) == ranking(cosines(MANY.vectors[1], towards))


def test_zero_vectors_are_like_nothing() -> None:
    store = many()
    store.vectors[1][4] = 0
    found = WordSearch(store).found(search(), [3])
    assert {one.word.row: one.score for one in found.matches}[4] == 0
    with pytest.raises(InputError, match="what is sought has no direction"):
        WordSearch(store).found(search(), [4])


def test_equal_scores_stand_in_the_order_of_the_corpus() -> None:
    vectors = np.array([[1, 1], [1, 0], [2, 2], [0, 3], [4, 0], [-1, 0]], dtype=np.float16)
    part = Direction((1, 0), vectors, np.array([1, 0], dtype=np.float32))
    asked = np.array([True, True, True, False, True, True])
    rows, scores = best([part], Lengths(), 10, asked=asked)
    assert (rows.tolist(), scores.tolist()) == ([1, 4, 0, 2, 5], pytest.approx([1, 1, 0.707107, 0.707107, -1]))
    pages = [best([part], Lengths(), 2, offset, asked)[0].tolist() for offset in (0, 2, 4, 6)]
    assert pages == [[1, 4], [0, 2], [5], []]


@pytest.mark.parametrize("library", [True, False])
def test_rough_scores_lose_no_row(library: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows so near to one another that rounding the direction turns their order round; with numkong and with torch."""
    if not library:
        monkeypatch.setattr(halves, "_numkong", lambda: None)
    rng = np.random.default_rng(0)
    middle = rng.standard_normal(64)
    vectors = (middle + 0.02 * rng.standard_normal((5000, 64))).astype(np.float16)
    direction = queries.unit(rng.standard_normal(64) + middle)
    rows, scores = best([Direction((1, 0), vectors, direction)], Lengths(), 50, 10)
    expected = cosines(vectors, direction)
    assert rows.tolist() == sorted(range(5000), key=lambda row: (-round(expected[row], DECIMALS), row))[10:60]
    np.testing.assert_allclose(scores, expected[rows], atol=2e-6)


@pytest.mark.parametrize(
    ("layer", "heads", "said"),
    [
        (None, None, "give a layer .* or heads"),
        (1, [(1, 1)], "one of the two"),
        (3, None, r"layer 3 is not there: there are layers 0-2 \(0: the embeddings\)"),
        (True, None, "layer True is not there"),
        ("1", None, "layer '1' is not there"),
        (None, [(0, 1)], "layer 0 is the embeddings, which have no heads"),
        (None, [(3, 1)], "layer 3 is not there: there are layers 1-2"),
        (None, [(1, HEADS + 1)], "head 4 is not there: a layer has heads 1 to 3"),
        (None, [3], r"a head is a pair \(layer, head\), not 3"),
        (None, [], "no head is chosen"),
        (None, "1.2", "heads must be pairs"),
    ],
)
def test_places_that_are_not_there(layer: object, heads: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        queries.sought(MANY, layer, heads)  # type: ignore[arg-type]


def test_heads_named_twice_count_once() -> None:
    assert queries.sought(MANY, None, [(1, 2), (1, 2)]).heads == (HeadPlace(1, 2),)


def test_rows_that_are_not_there() -> None:
    for row in (-1, MANY.manifest.words, True, "3", 1.0):
        with pytest.raises(InputError, match=r"is not there: the corpus has words 0 to"):
            queries.check_row(MANY, row)
    assert queries.check_row(MANY, np.int64(3)) == 3
