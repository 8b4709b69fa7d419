"""A corpus built: against single passes, and whatever ends the work, every sentence once."""

import gc
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import ExegesisError, InputError, UnsupportedError
from exegesis.core.text import words
from exegesis.explorer import Corpus, build_corpus, estimate_corpus
from exegesis.explorer.corpus import arrays, filling, planning, taking
from exegesis.explorer.corpus.store import read_manifest
from exegesis.explorer.corpus.vectors import word_vectors
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.explorer.corpus.sources.test_plain_text import tagger

VOCABULARY = ("the", "a", "film", "plot", "is", "was", "dull", "good", "wonderfully", "unheard", "ofs", "but", "not")


def texts(count: int = 40, seed: int = 0) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(VOCABULARY, k=chance.randint(1, 12))) for _ in range(count)]


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "films.txt", texts())


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_CHUNK_WORDS", (32, 32))


def test_a_word_has_the_mean_of_its_pieces_in_its_own_sentence(file: Path, tmp_path: Path) -> None:
    model = tiny.bert()
    corpus = build_corpus(model, file, tmp_path / "corpus")
    lines = texts()
    assert (corpus.manifest.sentences, len(corpus)) == (len(lines), sum(len(words(line)) for line in lines))
    assert (corpus.layers, corpus.context_layers) == ((0, 1, 2), (1, 2))
    for sentence in corpus.sentences(range(0, 40, 7)):
        rows = corpus.words(sentence.rows)
        found = word_vectors(model, sentence.text, [word.span for word in rows])
        for layer in corpus.layers:
            stored = corpus.embeddings(layer)[list(sentence.rows)]
            np.testing.assert_allclose(stored, found.vectors[layer], rtol=2e-3, atol=2e-3)
        for layer in corpus.context_layers:
            stored = corpus.contexts(layer)[:, list(sentence.rows)]
            np.testing.assert_allclose(stored.transpose(1, 0, 2), found.contexts[layer], rtol=2e-3, atol=2e-3)


def test_the_pieces_of_a_word_by_hand(tmp_path: Path) -> None:
    model = tiny.bert()
    text = "the unheard film"
    corpus = build_corpus(model, written(tmp_path / "a.txt", [text]), tmp_path / "corpus")
    tokens = model.tokenizer(text, return_offsets_mapping=True)
    (row,) = model.encode([text])
    every = model.layer_means([row], [[(place,) for place in range(len(row))]])
    for number, (start, end) in enumerate([(0, 3), (4, 11), (12, 16)]):
        mine = [place for place, (a, b) in enumerate(tokens["offset_mapping"]) if start <= a < b <= end]
        assert corpus.pieces[number] == len(mine)
        np.testing.assert_allclose(corpus.embeddings(2)[number], every.vectors[2][mine].mean(0), rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(("family", "layers", "notes"), [("t5", 2, 1), ("gpt2", 2, 0), ("modernbert", 3, 0)])
def test_other_families(file: Path, tmp_path: Path, family: str, layers: int, notes: int) -> None:
    model = exegesis.load(ATTENTION[family].pair())
    corpus = build_corpus(model, file, tmp_path / "corpus")
    assert (corpus.context_layers, len(corpus.manifest.notes)) == (tuple(range(1, layers + 1)), notes)
    assert corpus.manifest.notes == ("layers and heads are those of the encoder",) * notes
    sentence = corpus.sentence(3)
    found = word_vectors(model, sentence.text, [word.span for word in corpus.words(sentence.rows)])
    stored = corpus.contexts(layers)[:, list(sentence.rows)].transpose(1, 0, 2)
    np.testing.assert_allclose(stored, found.contexts[layers], rtol=2e-3, atol=5e-3)


def test_the_collector_of_garbage_is_put_back(file: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    build_corpus(tiny.bert(), file, tmp_path / "corpus", progress=lambda done, of: seen.append(gc.get_freeze_count()))
    assert seen[0] > 0
    assert gc.get_freeze_count() == 0


def test_layers_and_heads_may_be_left_out(file: Path, tmp_path: Path) -> None:
    corpus = build_corpus(tiny.bert(), file, tmp_path / "corpus", layers=[2, 0], contexts=False)
    assert (corpus.layers, corpus.context_layers) == ((0, 2), ())
    assert sorted(path.name for path in corpus.folder.glob("*.npy")) == ["emb_L00.npy", "emb_L02.npy", "pieces.npy"]


def test_long_sentences_are_read_in_windows_and_it_is_said(tmp_path: Path) -> None:
    long = " ".join(f"{one}" for one in texts(12))
    corpus = build_corpus(tiny.bert(), written(tmp_path / "a.txt", [long, "a film"]), tmp_path / "corpus")
    assert corpus.manifest.notes[0].startswith("1 sentence is longer than the 48 tokens that the model reads at once")
    assert (corpus.pieces > 0).all()
    assert all(np.abs(corpus.embeddings(1)).sum(axis=1) > 0)


def test_words_of_which_the_model_sees_nothing(tmp_path: Path) -> None:
    lines = [
        '{"text": "a \\u200d film", "words": [{"start": 0, "end": 1}, {"start": 2, "end": 3}, {"start": 4, "end": 8}]}'
    ]
    corpus = build_corpus(tiny.bert(), written(tmp_path / "a.jsonl", lines), tmp_path / "corpus")
    assert (corpus.manifest.unseen, corpus.pieces.tolist()) == (1, [1, 0, 1])
    assert not corpus.embeddings(1)[1].any()


def test_the_same_twice_goes_on_or_is_refused(file: Path, tmp_path: Path) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"
    build_corpus(model, file, folder)
    with pytest.raises(InputError, match="is complete; open it, or give another folder"):
        build_corpus(model, file, folder)
    with pytest.raises(
        InputError, match=r"holds other work \(layers 0-2, not 1; heads of layers 1-2, not 1\); .* delete this"
    ):
        build_corpus(model, file, folder, layers=[1])
    with pytest.raises(InputError, match=r"holds other work \(weights"):
        build_corpus(tiny.bert(seed=1), file, folder)
    written(file, texts(3))
    with pytest.raises(InputError, match=r"holds other work \(files as they were before films\.txt changed\)"):
        build_corpus(model, file, folder)
    assert Corpus.open(folder).manifest.sentences == 40


def test_another_tagger_of_the_same_name_is_another_build(file: Path, tmp_path: Path) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"
    build_corpus(model, file, folder, layers=[0], tags=tagger("NOUN", "VERB"))
    with pytest.raises(InputError, match=r"holds other work \(a tagger of the same name"):
        build_corpus(model, file, folder, layers=[0], tags=tagger("NOUN", "VERB", "X"))


def test_the_model_that_built_it_is_taken_and_another_is_not(file: Path, tmp_path: Path) -> None:
    corpus = build_corpus(tiny.bert(), file, tmp_path / "corpus", layers=[1], contexts=False)
    corpus.check_model(tiny.bert())
    with pytest.raises(InputError, match="has other weights; build it again"):
        corpus.check_model(tiny.bert(seed=1))


# -- ended ------------------------------------------------------------------------------------------------------------


def same(one: Corpus, other: Corpus) -> None:
    """Two corpora of the same build: sentences and words each once, in order, and the same vectors."""
    query = "SELECT w.id, w.form, w.start, s.id, s.text, s.number FROM words w JOIN sentences s ON s.id = w.sentence"
    assert one.select(query) == other.select(query)
    assert one.pieces.tolist() == other.pieces.tolist()
    for layer in one.layers:
        np.testing.assert_allclose(one.embeddings(layer), other.embeddings(layer), rtol=2e-3, atol=2e-3)
    for layer in one.context_layers:
        np.testing.assert_allclose(one.contexts(layer), other.contexts(layer), rtol=2e-3, atol=2e-3)
    left = {"files"}  # pages of a database may lie otherwise
    facts = [
        {name: value for name, value in corpus.manifest.to_dict().items() if name not in left}
        for corpus in (one, other)
    ]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("after", [0, 1, 5])
def test_interrupted_it_goes_on(file: Path, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"
    chunks = 0
    inner = filling._fill

    def stopped(*given: Any) -> Any:
        nonlocal chunks
        if chunks == after:
            raise KeyboardInterrupt
        chunks += 1
        return inner(*given)

    with monkeypatch.context() as patched:
        patched.setattr(filling, "_fill", stopped)
        with pytest.raises(KeyboardInterrupt, match="the same build goes on from there"):
            build_corpus(model, file, folder)
    with pytest.raises(InputError, match="is half built; give the same build again"):
        Corpus.open(folder)
    same(build_corpus(model, file, folder), build_corpus(model, file, tmp_path / "whole"))


def test_a_file_taken_away_from_a_half_built_corpus_is_missed(file: Path, tmp_path: Path) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"

    def stopped(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_corpus(model, file, folder, progress=stopped)
    (folder / "ctx_L02.npy").unlink()
    for _ in range(2):
        with pytest.raises(InputError, match=r"ctx_L02\.npy is not there any more"):
            build_corpus(model, file, folder)


def _slowly(file: Path, folder: Path) -> None:
    """A build in a process that is to be killed: every step leaves time for it."""
    planning._CHUNK_WORDS = (32, 32)
    taking._AT_ONCE, filling._KEPT_EVERY = 7, 0.0

    def slowed(act: Any) -> Any:
        def slow(*given: Any, **more: Any) -> Any:
            time.sleep(0.02)
            return act(*given, **more)

        return slow

    for owner, name in ((arrays.ArrayFile, "write"), (arrays.ArrayFile, "sync"), (taking, "_records")):
        setattr(owner, name, slowed(getattr(owner, name)))
    build_corpus(tiny.bert(), file, folder)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_at_any_time_it_goes_on_without_a_lost_or_doubled_sentence(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    spawned, chance = multiprocessing.get_context("fork"), random.Random(0)
    kills = 0
    for _ in range(8):
        process = spawned.Process(target=_slowly, args=(file, folder))
        process.start()
        process.join(chance.uniform(0.1, 0.6))
        if process.exitcode is not None:
            break  # it is whole
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += 1
    assert kills >= 2
    if not read_manifest(folder).complete:
        build_corpus(tiny.bert(), file, folder)
    same(Corpus.open(folder), build_corpus(tiny.bert(), file, tmp_path / "whole"))


def test_two_at_once_are_refused(file: Path, tmp_path: Path) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"
    refused: list[str] = []

    def second(done: int, of: int) -> None:
        if not refused:
            with pytest.raises(InputError) as caught:
                build_corpus(model, file, folder)
            refused.append(str(caught.value))

    build_corpus(model, file, folder, progress=second)
    assert refused[0].startswith("another run is writing")


def test_a_full_disk_is_told_and_what_is_there_is_kept(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, folder = tiny.bert(), tmp_path / "corpus"

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(filling, "_KEPT_EVERY", 0.0)
        patched.setattr(arrays.ArrayFile, "sync", full)
        with pytest.raises(ExegesisError, match=r"No space left on device\. What is there is kept"):
            build_corpus(model, file, folder)
    with monkeypatch.context() as patched:
        patched.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
        with pytest.raises(ExegesisError, match="has 10 bytes left; make room"):
            build_corpus(model, file, folder)
    same(build_corpus(model, file, folder), build_corpus(model, file, tmp_path / "whole"))


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"layers": [3]}, "tiny-bert has layers 0 .embeddings. to 2, and no layer 3"),
        ({"layers": []}, "give at least one layer"),
        ({"layers": [1, 1]}, "a layer is named twice"),
        ({"layers": [True]}, "layer must be a whole number"),
        ({"data": "nowhere.txt"}, "there is no such file"),
        ({"data": []}, "give at least one file"),
    ],
)
def test_what_is_refused_before_anything_is_written(
    file: Path, tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        build_corpus(**{"model": tiny.bert(), "data": file, "out": tmp_path / "corpus", **changed})
    assert not (tmp_path / "corpus").exists()


def test_a_folder_of_other_files(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds other files; give a new folder"):
        build_corpus(tiny.bert(), file, tmp_path)


def test_files_without_a_word_leave_nothing(tmp_path: Path) -> None:
    empty, folder = written(tmp_path / "a.txt", [" "]), tmp_path / "made" / "corpus"
    for act in (lambda: build_corpus(tiny.bert(), empty, folder), lambda: estimate_corpus(tiny.bert(), empty)):
        with pytest.raises(InputError, match="the files have no word"):
            act()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_refused_while_files_are_read_leaves_nothing(tmp_path: Path) -> None:
    lines = ['{"text": "a film", "words": [{"start": 0, "end": 1}]}'] * 600 + ["{"]
    folder = tmp_path / "corpus"
    folder.mkdir()
    with pytest.raises(InputError, match="601"):
        build_corpus(tiny.bert(), written(tmp_path / "a.jsonl", lines), folder)
    assert list(folder.iterdir()) == []  # it was there before
    build_corpus(tiny.bert(), written(tmp_path / "b.txt", ["a film"]), folder)
    with pytest.raises(InputError, match=r"\(files b\.txt, not a\.jsonl; tags none, not gold\)"):
        build_corpus(tiny.bert(), written(tmp_path / "a.jsonl", lines[:1]), folder)


def test_interrupted_before_a_sentence_is_there_it_leaves_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "_records", stopped)
    with pytest.raises(KeyboardInterrupt, match="nothing was built yet"):
        build_corpus(tiny.bert(), file, tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


def test_a_black_box_is_told_what_is_needed(file: Path, tmp_path: Path) -> None:
    box = exegesis.load(lambda given: np.full((len(given), 2), 0.5))
    with pytest.raises(UnsupportedError, match="a corpus needs a transformer with its weights"):
        build_corpus(box, file, tmp_path / "corpus")


def test_numbers_that_half_precision_has_not(file: Path, tmp_path: Path) -> None:
    inner = tiny.bert_classifier()
    inner.bert.embeddings.LayerNorm.weight.data *= 1e6
    model = exegesis.load((inner, tiny.wordpiece()))
    with pytest.raises(UnsupportedError, match="the vectors of layer 0 hold NaN or numbers beyond 65504"):
        build_corpus(model, file, tmp_path / "corpus")
    assert not (tmp_path / "corpus").exists()


# -- estimated --------------------------------------------------------------------------------------------------------


def test_the_estimate_is_what_is_written(file: Path, tmp_path: Path) -> None:
    estimate = estimate_corpus(tiny.bert(), file, layers=[0, 2])
    corpus = build_corpus(tiny.bert(), file, tmp_path / "corpus", layers=[0, 2])
    stored = sum(corpus.manifest.files[name] for name in corpus.manifest.files if name.endswith(".npy"))
    assert estimate.words == len(corpus)
    assert estimate.word_bytes == 2 * 2 * 16 + 2 * 16 + 2
    assert 0 < stored - estimate.bytes < 4 * 200  # the headings
    assert estimate.seconds > 0
    assert estimate.said.startswith(
        f"about {estimate.words} words at {estimate.word_bytes} bytes (layers 0, 2, heads of"
    )


def test_berts_shape_takes_what_the_docs_say() -> None:
    shape = planning.VectorShape("self", tuple(range(13)), tuple(range(1, 13)), 12, 768, 64)
    assert 38_000 < shape.word_bytes < 38_500
    assert planning.VectorShape("self", (6,), (6,), 12, 768, 64).word_bytes == 2 * 768 * 2 + 2
