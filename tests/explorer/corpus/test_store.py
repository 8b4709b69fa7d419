"""A corpus opened: what is read of it and when, and what is refused."""

import json
import sqlite3
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explorer import Corpus
from exegesis.explorer.corpus.store import MANIFEST
from tests.explorer.corpus import made

TEXTS = ["the film  is good", "a <bad> plot", "the film  is good"]
TAGS = [[{"upos": "X", "ent": ""}] * 4, [{"upos": "Y", "ent": "work"}] * 3, [{"upos": "X", "ent": ""}] * 4]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return made.corpus(tmp_path / "corpus", TEXTS, TAGS)


def test_words_and_sentences_come_in_the_order_asked_for(corpus: Corpus) -> None:
    assert len(corpus) == 11
    film, bad, again = corpus.words([9, 5, 9])[0], *corpus.words([5, 1])
    assert (film.form, film.sentence, film.number, film.upos, film.lemma) == ("is", 2, 3, "X", None)
    assert (bad.form, bad.ent) == ("<bad>", "work")
    sentence = corpus.sentence(again.sentence)
    assert sentence.text[again.span.start : again.span.end] == again.form == "film"
    assert [word.form for word in corpus.words(corpus.sentence(1).rows)] == ["a", "<bad>", "plot"]
    first, _, last = corpus.sentences([0, 1, 2])
    assert first.digest == last.digest
    assert corpus.select("SELECT count(*) FROM words WHERE upos = ?", "Y") == [(3,)]


def test_more_rows_than_one_question_takes(corpus: Corpus) -> None:
    assert [word.row for word in corpus.words([10, 0] * 700)] == [10, 0] * 700


def test_arrays_are_mapped_and_nothing_is_read_before(corpus: Corpus) -> None:
    assert (corpus._arrays, corpus._reader) == ({}, None)
    assert isinstance(corpus.embeddings(0), np.memmap)
    assert corpus.embeddings(2).shape == (11, made.WIDTH)
    assert corpus.contexts(1).shape == (made.HEADS, 11, made.HEAD_WIDTH)
    assert corpus.contexts(1).dtype == np.float16
    assert set(corpus._arrays) == {"emb_L00.npy", "emb_L02.npy", "ctx_L01.npy"}
    assert corpus.pieces.tolist() == [1] * 11


def test_other_threads_ask_too(corpus: Corpus) -> None:
    corpus.words([0])
    found: list[Any] = []
    thread = Thread(target=lambda: found.extend(corpus.words([1])))
    thread.start()
    thread.join()
    assert found == list(corpus.words([1]))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda corpus: corpus.embeddings(3), r"no vectors of layer 3; it has 0, 1, 2\.$"),
        (lambda corpus: corpus.contexts(0), r"layer must be a whole number of at least 1, not 0\.$"),
        (lambda corpus: corpus.embeddings(True), "layer must be a whole number"),
        (lambda corpus: corpus.words([11]), r"word 11 is not there; they are counted from 0\.$"),
        (lambda corpus: corpus.sentence(-1), "sentence -1 is not there"),
        (lambda corpus: corpus.select("DELETE FROM words"), "cannot read .*readonly"),
    ],
)
def test_what_is_not_there(corpus: Corpus, ask: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ask(corpus)


def _edited(corpus: Corpus, **changed: Any) -> Path:
    path = corpus.folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))
    return corpus.folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"schema_version": 2}, "has format 2, and this version of Exegesis reads 1; build it again"),
        ({"complete": False}, "is half built; give the same build again"),
        ({"files": {"emb_L09.npy": 5}}, "lacks its file 'emb_L09.npy'"),
        ({"files": {"../films.txt": 5}}, "lacks its file '../films.txt'"),
        ({"files": {"emb_L01.npy": 5}}, "damaged: 'emb_L01.npy' has 260 bytes where 5 were written"),
        ({"words": -1}, "words should be 0 or more"),
    ],
)
def test_a_folder_that_is_refused(corpus: Corpus, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Corpus.open(_edited(corpus, **changed))


def test_no_corpus_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no corpus: it has no manifest\.json"):
        Corpus.open(tmp_path)
    (tmp_path / MANIFEST).write_text("[1]")
    with pytest.raises(InputError, match="not a corpus of schema version 1"):
        Corpus.open(tmp_path)


def test_an_array_of_another_shape_is_told(corpus: Corpus) -> None:
    folder = _edited(corpus, width=made.WIDTH + 1)
    with pytest.raises(InputError, match=r"holds float16 \(11, 6\) where the manifest says float16 \(11, 7\)"):
        Corpus.open(folder).embeddings(1)


def test_another_database_is_told(corpus: Corpus) -> None:
    path = corpus.folder / "corpus.sqlite"
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE words(id, form)")
    connection.close()
    opened = Corpus.open(_edited(corpus, files={}))
    with pytest.raises(InputError, match="no database of a corpus"):
        opened.words([0])


@pytest.mark.parametrize(
    ("weights", "tokenizer", "said"),
    [
        ("c", "b" * 64, "built with tiny-bert, and mine has other weights; build it again with this model"),
        ("a" * 64, "c", "has another tokenizer;"),
        ("c", "c", "has other weights and another tokenizer;"),
    ],
)
def test_another_model_is_refused(corpus: Corpus, weights: str, tokenizer: str, said: str) -> None:
    known = SimpleNamespace(weights=weights, tokenizer=tokenizer)
    with pytest.raises(InputError, match=said):
        corpus.check_model(SimpleNamespace(name="mine", fingerprint=lambda: known))


def test_the_model_itself_is_taken(corpus: Corpus) -> None:
    known = SimpleNamespace(weights="a" * 64, tokenizer="b" * 64)
    corpus.check_model(SimpleNamespace(name="mine", fingerprint=lambda: known))
