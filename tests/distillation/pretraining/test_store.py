"""The token store: built from corpora, read back through the memory map."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.distillation.pretraining.models import sentences, text_file
from tests.tiny import bytelevel, wordpiece

from exegesis.core.errors import InputError, ModelError
from exegesis.distillation.pretraining import building
from exegesis.distillation.pretraining.building import cut, key_of, opened, places_of, stored
from exegesis.distillation.pretraining.corpora import FileCorpus, corpus_of
from exegesis.distillation.pretraining.store import About, PieceStore
from exegesis.distillation.pretraining.vocabulary import PieceVocabulary, check_same, vocabulary_of


@pytest.fixture
def vocabulary() -> PieceVocabulary:
    return vocabulary_of(wordpiece())


def test_round_trip(tmp_path: Path, vocabulary: PieceVocabulary) -> None:
    texts = sentences(30)
    store = opened(corpus_of(text_file(tmp_path / "c.txt", texts)), vocabulary, 32, 0, tmp_path / "cache")
    assert len(store) == 30
    assert isinstance(store.pieces, np.memmap)
    assert store.about.dtype == np.uint16
    for number, text in enumerate(texts):
        ids = vocabulary.tokenizer.encode(text, add_special_tokens=False).ids
        assert store.example(number).tolist() == ids
        assert store.lengths[number] == len(ids) + 2
    assert store.counts.sum() == store.about.pieces == len(store.pieces)
    assert store.counts[store.example(0)[0]] > 0


def test_a_corpus_larger_than_what_is_tokenised_at_a_time(
    tmp_path: Path, vocabulary: PieceVocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text_file(tmp_path / "c.txt", sentences(200))
    whole = opened(corpus_of(path), vocabulary, 16, 4, tmp_path / "a")
    monkeypatch.setattr(building, "_LETTERS", 50)
    parts = opened(corpus_of(path), vocabulary, 16, 4, tmp_path / "b")
    assert (whole.pieces == parts.pieces).all()
    assert (whole.offsets == parts.offsets).all()
    assert (whole.counts == parts.counts).all()
    assert whole.about == parts.about


def test_long_texts_are_cut_between_words_and_lose_nothing(tmp_path: Path, vocabulary: PieceVocabulary) -> None:
    text = "wonderful acting abcdefg " * 40
    store = opened(corpus_of(text_file(tmp_path / "c.txt", [text])), vocabulary, 16, 0, tmp_path / "cache")
    joined = np.concatenate([store.example(number) for number in range(len(store))])
    assert joined.tolist() == vocabulary.tokenizer.encode(text, add_special_tokens=False).ids
    assert store.lengths.max() <= 16
    first = [vocabulary.tokenizer.id_to_token(int(store.example(number)[0])) for number in range(len(store))]
    assert not [piece for piece in first if piece.startswith("##")]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 12))
def test_cutting_keeps_every_piece_in_order(starts: list[bool], room: int) -> None:
    ids = np.arange(len(starts))
    parts = list(cut(ids, np.array(starts, dtype=np.bool_), room))
    assert [n for part in parts for n in part] == ids.tolist()
    assert all(0 < len(part) <= room for part in parts)


def test_short_examples_are_counted_and_left_out(tmp_path: Path, vocabulary: PieceVocabulary) -> None:
    path = text_file(tmp_path / "c.txt", ["the film", "", "   ", "the film is very good and not bad"])
    store = opened(corpus_of(path), vocabulary, 32, 8, tmp_path / "cache")
    assert (store.about.texts, store.about.examples, store.about.short) == (2, 1, 1)


def test_an_example_is_found_again_in_its_file(tmp_path: Path, vocabulary: PieceVocabulary) -> None:
    long = "the film is very good " * 9
    path = text_file(
        tmp_path / "c.txt", ["the film is very good and not bad", "", "bad", long, "it is not a good film at all"]
    )
    corpus = corpus_of(path)
    store = opened(corpus, vocabulary, 32, 8, tmp_path / "cache")
    lines = [int(places_of(corpus, store, [number])[0].removeprefix("c.txt, line ")) for number in range(len(store))]
    assert lines[0] == 1
    assert lines[-1] == 5
    assert set(lines[1:-1]) == {4}
    assert len(lines) > 3
    assert places_of(corpus, store, [len(store) - 1, 0]) == ["c.txt, line 1", "c.txt, line 5"]
    (store.folder / "origins.bin").unlink()  # as stores once were
    assert places_of(corpus, store, [0]) == []


def test_it_is_built_once_and_anew_when_anything_changes(
    tmp_path: Path, vocabulary: PieceVocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text_file(tmp_path / "c.txt", sentences(5))
    corpus = FileCorpus((path,))
    folder = stored(corpus, vocabulary, 32, 0, tmp_path / "cache")
    monkeypatch.setattr(building, "build", lambda *_: pytest.fail("built twice"))
    assert stored(corpus, vocabulary, 32, 0, tmp_path / "cache") == folder
    key = key_of(corpus, vocabulary, 32, 0)
    other = vocabulary_of(wordpiece(strip_accents=False))
    assert len({key, key_of(corpus, vocabulary, 31, 0), key_of(corpus, vocabulary, 32, 1)}) == 3
    assert key_of(corpus, other, 32, 0) != key
    moved = path.rename(tmp_path / "moved.txt")
    assert key_of(FileCorpus((moved,)), vocabulary, 32, 0) == key
    text_file(moved, [*sentences(5), "more"])
    assert key_of(FileCorpus((moved,)), vocabulary, 32, 0) != key


@pytest.mark.parametrize(("content", "said"), [("", "empty"), ("\n \n", "empty"), ("good\n", "shorter than 12")])
def test_a_corpus_without_an_example(tmp_path: Path, vocabulary: PieceVocabulary, content: str, said: str) -> None:
    path = tmp_path / "c.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        stored(corpus_of(path), vocabulary, 32, 12, tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_a_full_disk(tmp_path: Path, vocabulary: PieceVocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building, "_put", full)
    with pytest.raises(ModelError, match="No space left on device"):
        stored(corpus_of(text_file(tmp_path / "c.txt", sentences(5))), vocabulary, 32, 0, tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def test_a_damaged_store(tmp_path: Path, vocabulary: PieceVocabulary) -> None:
    folder = stored(corpus_of(text_file(tmp_path / "c.txt", sentences(5))), vocabulary, 32, 0, tmp_path / "cache")
    (folder / "pieces.bin").write_bytes((folder / "pieces.bin").read_bytes()[:-2])
    with pytest.raises(InputError, match="damaged"):
        PieceStore(folder)
    (folder / "store.json").write_text(json.dumps({"texts": 1}), encoding="utf-8")
    with pytest.raises(InputError, match="remove that folder"):
        PieceStore(folder)


def test_large_vocabularies_take_four_bytes() -> None:
    assert About(0, 0, 0, 0, 65_536).dtype == np.uint16
    assert About(0, 0, 0, 0, 65_537).dtype == np.uint32


def test_tokenizers_that_differ(vocabulary: PieceVocabulary) -> None:
    check_same(vocabulary_of(wordpiece(limit=20)), vocabulary)  # the window is no part of it
    with pytest.raises(InputError, match="differ in normalizer"):
        check_same(vocabulary_of(wordpiece(strip_accents=False)), vocabulary)
    specials = {"pad_token": "!", "cls_token": "!", "sep_token": "!", "mask_token": "!"}
    with pytest.raises(InputError, match=r"number 0 is '\[PAD\]' and '<\|endoftext\|>'"):
        check_same(vocabulary_of(bytelevel(**specials)), vocabulary)


def test_a_tokenizer_without_a_mask() -> None:
    with pytest.raises(InputError, match="no cls piece"):
        vocabulary_of(bytelevel())
    with pytest.raises(InputError, match="fast tokenizer"):
        vocabulary_of(object())
