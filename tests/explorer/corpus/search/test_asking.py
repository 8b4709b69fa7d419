"""A word of a text is asked about with the vectors that the corpus would have of it; other models are refused."""

from pathlib import Path

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Span
from exegesis.explorer import Corpus, build_corpus
from exegesis.explorer.corpus.search.records import LeftOut, SoughtWord
from tests import tiny
from tests.adapters.head_families import headed

TEXTS = ("the plot was dull, but the acting is wonderful", "a wonderful film", "it is not boring")


def masked() -> TransformerModel:
    return TransformerModel(*headed("bert", "masked-lm"), name="tiny-masked")


@pytest.fixture(scope="module")
def model() -> TransformerModel:
    return masked()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, model: TransformerModel) -> Corpus:
    folder = tmp_path_factory.mktemp("corpora")
    (folder / "films.txt").write_text("\n".join(TEXTS), encoding="utf-8")
    build_corpus(model, [folder / "films.txt"], out=folder / "corpus")
    return Corpus.open(folder / "corpus")


def test_vectors_are_those_of_the_corpus(corpus: Corpus, model: TransformerModel) -> None:
    """The same special tokens in the row, the mean of the same pieces."""
    words = corpus.words(range(len(corpus)))
    texts = {one.id: one.text for one in corpus.sentences(range(3))}
    for word in words[::3]:
        asked = corpus.query(texts[word.sentence], word.span, model=model)
        for layer in corpus.layers:
            np.testing.assert_allclose(
                asked.embeddings[layer], corpus.embeddings(layer)[word.row], rtol=2e-3, atol=2e-3
            )
        for layer in corpus.context_layers:
            np.testing.assert_allclose(asked.contexts[layer], corpus.contexts(layer)[:, word.row], rtol=2e-3, atol=2e-3)
        found = corpus.nearest(asked, layer=corpus.layers[-1], itself=True, count=1)
        assert (found.rows, found.matches[0].score) == ((word.row,), pytest.approx(1, abs=1e-3))
        assert corpus.nearest(asked, layer=1).left_out == LeftOut(itself=1)


def test_a_word_by_its_form_and_occurrence(corpus: Corpus, model: TransformerModel) -> None:
    asked = corpus.query(TEXTS[0], "the", occurrence=2, model=model)
    assert asked.word == SoughtWord(text=TEXTS[0], span=Span(23, 26))
    with pytest.raises(InputError, match="'film' does not stand in the text"):
        corpus.query(TEXTS[0], "film", model=model)
    with pytest.raises(InputError, match="characters 3 to 99 are no stretch"):
        corpus.query(TEXTS[0], (3, 99), model=model)  # type: ignore[arg-type]


def test_a_hidden_word_is_another(corpus: Corpus, model: TransformerModel) -> None:
    seen, hidden = (corpus.query("a wonderful x", "x", hidden=flag, model=model) for flag in (False, True))
    assert np.abs(seen.embeddings[0] - hidden.embeddings[0]).max() > 0.05
    other = corpus.query("a wonderful y", "y", hidden=True, model=model)
    np.testing.assert_allclose(hidden.embeddings[2], other.embeddings[2], rtol=1e-4, atol=1e-5)
    assert corpus.nearest(hidden, layer=2).left_out == LeftOut()


def test_a_saved_search_is_run_again(corpus: Corpus, model: TransformerModel) -> None:
    asked = corpus.query("a wonderful plot", "plot", hidden=True, model=model)
    found = corpus.nearest([asked, 3], heads=[(1, 1)], unlike=[0], count=4, offset=1)
    again = corpus.again(type(found).from_json(found.to_json()).search, model=model)
    assert again.rows == found.rows
    assert again.search == found.search
    listed = corpus.find("form=/a/", count=3, offset=2)
    assert corpus.again(listed.search) == listed


def test_another_model_is_refused(corpus: Corpus) -> None:
    with pytest.raises(InputError, match="was built with tiny-masked, and tiny-bert has other weights"):
        corpus.query(TEXTS[0], "plot", model=tiny.bert())
    with pytest.raises(InputError, match="was built with tiny-masked"):
        corpus.pattern("layer 1 head 1 from the to plot", model=tiny.bert())


def test_what_cannot_be_asked(corpus: Corpus, tmp_path: Path) -> None:
    box = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    with pytest.raises(UnsupportedError, match="box shows no layers: give the transformer that the corpus was built"):
        corpus.query(TEXTS[0], "plot", model=box)
    with pytest.raises(UnsupportedError, match="box shows no attention"):
        corpus.pattern("layer 1 head 1 from the to plot", model=box)
    gpt = tiny.gpt2()
    (tmp_path / "a.txt").write_text("the film is a baa", encoding="utf-8")
    build_corpus(gpt, [tmp_path / "a.txt"], out=tmp_path / "corpus")
    with pytest.raises(InputError, match="tiny-gpt2 has no mask token, so nothing can be hidden from it"):
        Corpus.open(tmp_path / "corpus").query("the film", "film", hidden=True, model=gpt)
