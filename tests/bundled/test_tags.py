"""The bundled tagger, for sense: what a person would tag, why, and that its card holds."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Contrast, Tag
from exegesis.adapters.bundled import BUNDLED
from exegesis.data.inputs import plain
from tests.datasets import FOLDER, needs_data

PLACE: Path = BUNDLED["tags"].folder


@pytest.fixture(scope="module")
def tagger() -> Any:
    return exegesis.load("bundled:tags")


def tags(tagger: Any, text: str) -> list[tuple[str, str]]:
    """(word, label) of every word."""
    return [(text[one.spans[0].start : one.spans[0].end], one.label) for one in exegesis.predict(tagger, text)]


def test_the_card_says_whose_data_it_learned_from_and_what_it_can() -> None:
    figures = json.loads((PLACE / "training.json").read_text(encoding="utf-8"))["figures"]
    assert figures["ewt_test"]["words"] == 25094
    assert figures["ewt_test"]["upos"] >= 0.93
    card = (PLACE / "README.md").read_text(encoding="utf-8")
    for said in ("CC BY-SA 4.0", "Silveira", "EWT", "Zeldes", f"{figures['ewt_test']['upos']:.4f}"):
        assert said in card


def test_labels_are_pairs_of_universal_dependencies(tagger: Any) -> None:
    parts = [label.split("|") for label in tagger.labels]
    assert {len(one) for one in parts} == {2}
    assert {upos for upos, _ in parts} == {
        *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
        *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
    }
    assert {"nsubj", "obj", "root", "nsubj:pass", "dep"} <= {relation for _, relation in parts}


def test_a_plain_sentence(tagger: Any) -> None:
    assert tags(tagger, "The old man gave her a book.") == [
        ("The", "DET|det"),
        ("old", "ADJ|amod"),
        ("man", "NOUN|nsubj"),
        ("gave", "VERB|root"),
        ("her", "PRON|iobj"),
        ("a", "DET|det"),
        ("book", "NOUN|obj"),
        (".", "PUNCT|punct"),
    ]


@pytest.mark.parametrize(
    ("text", "word", "upos"),
    [
        ("I went for a run this morning.", "run", "NOUN"),
        ("They run every morning.", "run", "VERB"),
        ("She will book a table.", "book", "VERB"),
        ("That is a good book.", "book", "NOUN"),
        ("I don't know that man.", "that", "DET"),
        ("I know that he left.", "that", "SCONJ"),
    ],
)
def test_the_words_around_it_decide(tagger: Any, text: str, word: str, upos: str) -> None:
    label = dict(tags(tagger, text))[word]
    assert label.startswith(f"{upos}|")
    assert exegesis.explain(tagger, text, "gradient", Tag(word, upos)).value > 0.5


def test_no_word_is_unknown(tagger: Any) -> None:
    text = "Zxqvy antidisestablishmentarianism Łódź 中 π № 42%"
    tokens = tagger.tokens(plain(text), tagger.windows(plain(text))[0])
    assert tagger.tokenizer.unk_token_id not in tokens.row.ids


@pytest.mark.parametrize("method", ["occlusion", "partition_shap", "integrated_gradients"])
@pytest.mark.parametrize(
    ("text", "word", "tag", "other", "why"),
    [
        ("We need the run.", "run", "NOUN", "VERB", "the"),
        ("She will book a table.", "book", "VERB", "NOUN", "will"),
    ],
)
def test_the_word_that_decides_scores_highest(
    tagger: Any, text: str, word: str, tag: str, other: str, why: str, method: str
) -> None:
    found = exegesis.explain(tagger, text, method, Contrast(Tag(word, tag), Tag(word, other)), output="logit")
    scores = {unit.text: score for unit, score in zip(found.units, found.scores, strict=True) if unit.text != word}
    assert max(scores, key=scores.__getitem__) == why
    assert scores[why] > 0


@pytest.mark.slow
def test_transformers_reads_it_as_any_tagger() -> None:
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    model, told = AutoModelForTokenClassification.from_pretrained(
        PLACE, use_safetensors=True, local_files_only=True, output_loading_info=True
    )
    assert not told["missing_keys"]
    assert not told["unexpected_keys"]
    inputs = AutoTokenizer.from_pretrained(PLACE, local_files_only=True)("They run.", return_tensors="pt")
    assert model.config.id2label[int(model(**inputs).logits[0, 2].argmax())] == "VERB|root"


@pytest.mark.slow
@needs_data
def test_accuracy_on_a_sample() -> None:
    """Words of 200 sentences of EWT test, read by the package's own task where its words are the treebank's."""
    from recipes.tags import corpus

    tagger = exegesis.load("bundled:tags")
    right: list[bool] = []
    for one in corpus.sentences(FOLDER / "conllu", corpus.TEST, 200):
        gold = {(word.span.start, word.span.end): word.upos for word in one.words}
        for found in exegesis.predict(tagger, one.text):
            place = (found.spans[0].start, found.spans[0].end)
            if place in gold:
                right.append(found.label.split("|")[0] == gold[place])
    assert len(right) > 2000
    assert np.mean(right) >= 0.92
