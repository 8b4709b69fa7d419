"""Plain texts: by rule, through spaCy (a stand-in for it), by a token classifier, and with tags of one's own."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from transformers import BertConfig, BertForTokenClassification

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer.corpus.sources.records import SourceSentence, TaggedSource
from exegesis.explorer.corpus.sources.table import sources
from tests import tiny

TEXTS = "The plot is dull. But it is good!\n\n  A film\n"


def texts(path: Path) -> Path:
    path.write_text(TEXTS, encoding="utf-8")
    return path


def read(source: TaggedSource, skip: int = 0) -> list[SourceSentence]:
    return [one for found, _ in source.texts(skip) for one in found]


def test_sentences_and_words_by_rule(tmp_path: Path) -> None:
    (source,), tags = sources([texts(tmp_path / "a.txt")], None, None)
    found = read(source)
    assert tags is None
    assert [one.text for one in found] == ["The plot is dull.", "But it is good!", "A film"]
    assert [word.form for word in found[0].words] == ["The", "plot", "is", "dull", "."]
    assert [one.text for one in read(source, 1)] == ["A film"]
    assert all(not known for _, known in source.texts(0))
    assert source.count() == (12, False)


def test_a_column_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,review\n1,A film.\n", encoding="utf-8")
    (source,), _ = sources([tmp_path / "a.csv"], None, "review")
    assert [one.text for one in read(source)] == ["A film."]
    (source,), _ = sources([tmp_path / "a.csv"], None, None)
    with pytest.raises(
        InputError, match=r"a\.csv, line 2: there is no text in column 'text'; the columns are id, review"
    ):
        read(source)


# -- a pipeline of spaCy ----------------------------------------------------------------------------------------------


class _Token(SimpleNamespace):
    text: str


class _Document(list[_Token]):
    """As much of spaCy's `Doc` as is asked for: words parted by spaces, a sentence a full stop."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        place = 0
        self.text, self.known = text, known
        for number, part in enumerate(text.split(" ")):
            here = {"text": part or " ", "idx": place, "i": number, "is_space": not part, "lemma_": part.lower()}
            here |= {"pos_": "NOUN", "tag_": "", "dep_": "dep", "ent_type_": "PER" if part.istitle() else ""}
            self.append(_Token(**here))
            place += len(part) + 1
        for token in self:
            token.head = self[max(0, token.i - 1)]

    def has_annotation(self, name: str) -> bool:
        return name in self.known

    @property
    def sents(self) -> Iterator[Any]:
        part: list[_Token] = []
        for token in self:
            part.append(token)
            if token.text.endswith("."):
                yield _Sentence(self, part)
                part = []
        if part:
            yield _Sentence(self, part)


class _Sentence(list[_Token]):
    def __init__(self, doc: _Document, tokens: list[_Token]) -> None:
        super().__init__(tokens)
        self.doc = doc


def fake_spacy(monkeypatch: pytest.MonkeyPatch, known: Sequence[str] = ("SENT_START", "POS", "DEP", "ENT_IOB")) -> None:
    def load(name: str) -> Any:
        if name != "xx_toy":
            raise OSError(f"[E050] Can't find model '{name}'.")
        return SimpleNamespace(pipe=lambda texts: (_Document(text, known) for text in texts), meta={"version": "3.8"})

    util = SimpleNamespace(get_installed_models=lambda: ["xx_toy"])
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load, util=util))


def test_a_pipeline_of_spacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_spacy(monkeypatch)
    (tmp_path / "a.txt").write_text("Ann  came home. she left\n", encoding="utf-8")
    (source,), tags = sources([tmp_path / "a.txt"], "spacy:xx_toy", None)
    ((first, second), known), *_ = source.texts(0)
    assert tags == "spacy:xx_toy"
    assert known == {"upos", "deprel", "head", "ent"}
    assert (first.text, second.text) == ("Ann  came home.", "she left")
    assert [first.text[word.start : word.end] for word in first.words] == ["Ann", "came", "home."]
    assert [word.head for word in first.words] == [None, None, 1]  # what hangs on white space hangs on no word
    assert [(word.upos, word.lemma, word.ent) for word in first.words][:2] == [
        ("NOUN", None, "PER"),
        ("NOUN", None, ""),
    ]


@pytest.mark.parametrize(
    ("tags", "known", "said"),
    [
        ("spacy:other", ("SENT_START",), "spaCy has no pipeline 'other' on this machine; installed: xx_toy"),
        ("spacy:../a folder", ("SENT_START",), "names an installed pipeline, and '../a folder' is no name of one"),
        ("spacy:xx_toy", ("POS",), "the pipeline spacy:xx_toy marks no sentences"),
    ],
)
def test_pipelines_that_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tags: str, known: Sequence[str], said: str
) -> None:
    fake_spacy(monkeypatch, known)
    with pytest.raises(InputError, match=said):
        read(sources([texts(tmp_path / "a.txt")], tags, None)[0][0])


def test_without_spacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UnsupportedError, match="spaCy is not installed here"):
        sources([texts(tmp_path / "a.txt")], "spacy:xx_toy", None)


# -- a token classifier -----------------------------------------------------------------------------------------------


def tagger(*labels: str) -> TransformerModel:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tiny.wordpiece()), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=48, num_labels=len(labels), initializer_range=0.5,
    )  # fmt: skip
    config.id2label = dict(enumerate(labels))
    return TransformerModel(BertForTokenClassification(config), tiny.wordpiece(), name="tagger")


@pytest.mark.parametrize(
    ("labels", "known"),
    [(("NOUN", "VERB", "X"), {"upos"}), (("NOUN|nsubj", "VERB|root", "PUNCT|punct"), {"upos", "deprel"})],
)
def test_labels_of_a_tagger(tmp_path: Path, labels: tuple[str, ...], known: set[str]) -> None:
    import exegesis

    model = tagger(*labels)
    (source,), tags = sources([texts(tmp_path / "a.txt")], model, None)
    found = read(source)
    assert tags == "tagger"
    assert all(one == known for _, one in source.texts(0))
    for sentence in found:
        expected = [one.label.partition("|") for one in exegesis.predict(model, sentence.text)]
        assert [(word.upos, word.deprel or "") for word in sentence.words] == [(one[0], one[2]) for one in expected]


def test_entities_of_a_tagger(tmp_path: Path) -> None:
    model = tagger("O", "B-PER", "I-PER")
    (source,), _ = sources([texts(tmp_path / "a.txt")], model, None)
    assert {word.ent for sentence in read(source) for word in sentence.words} <= {"", "PER"}
    assert all(known == {"ent"} for _, known in source.texts(0))


def test_models_that_tag_no_words(tmp_path: Path) -> None:
    file = texts(tmp_path / "a.txt")
    with pytest.raises(UnsupportedError, match="tiny-bert tags no words"):
        sources([file], tiny.bert(), None)
    with pytest.raises(UnsupportedError, match="tagger has the label 'good'; of a tagger they are UPOS tags"):
        sources([file], tagger("NOUN", "good"), None)


# -- tags of one's own ------------------------------------------------------------------------------------------------

WORDS = [{"start": 0, "end": 1, "upos": "DET", "head": 1}, {"start": 2, "end": 6, "upos": "NOUN", "ent": None}]


def lines(path: Path, *given: Any) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in given), encoding="utf-8")
    return path


def test_tags_of_ones_own(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "a film", "words": WORDS, "name": "one"})
    (source,), tags = sources([file], None, None)
    ((found,), known), *_ = source.texts(0)
    assert (tags, known, found.name) == ("gold", {"upos", "head", "ent"}, "one")
    assert [(word.form, word.upos, word.head, word.ent) for word in found.words] == [
        ("a", "DET", 1, None),
        ("film", "NOUN", None, ""),
    ]
    assert source.count() == (2, True)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "a film", "words": []}, r"words should be a list of at least one, not \[\]"),
        ({"text": "a film", "words": [{"start": 0, "end": 9}]}, "word 0 should stand in the text of 6 characters"),
        ({"text": "a film", "words": [WORDS[1], WORDS[0]]}, "word 1 should stand in the text of 6 characters, behind"),
        ({"text": "a film", "words": [{"start": 0, "end": 1, "pos": "X"}]}, "unknown field of word 0 'pos'"),
        ({"text": "a film", "words": [{"start": 0, "end": 1, "upos": 5}]}, "upos of word 0 should be a text, not 5"),
        (
            {"text": "a film", "words": [{"start": 0, "end": 1, "head": 1}]},
            "head of word 0 should be one of its 1 words",
        ),
        ({"text": "a film", "words": WORDS, "label": 1}, "unknown field 'label'"),
        ({"text": "a film", "words": ["a"]}, "word 0 should be an object with start and end, not 'a'"),
    ],
)
def test_lines_that_are_refused(tmp_path: Path, row: dict[str, Any], said: str) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "a film", "words": WORDS}, row)
    with pytest.raises(InputError, match=f"a.jsonl, line 2: .*{said}"):
        read(sources([file], None, None)[0][0])


# -- what has no effect -----------------------------------------------------------------------------------------------


def test_options_without_an_effect_are_refused(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "a film", "words": WORDS})
    with pytest.raises(InputError, match=r"a\.jsonl: all words have tags there; leave tags out"):
        sources([file], "spacy:xx_toy", None)
    with pytest.raises(InputError, match="text_column is for files of plain texts"):
        sources([file], None, "text")
    with pytest.raises(InputError, match=r"cannot tell what 'a\.doc' holds: its name must end in \.conllu"):
        sources([tmp_path / "a.doc"], None, None)


def test_files_of_both_kinds(tmp_path: Path) -> None:
    file = lines(tmp_path / "a.jsonl", {"text": "a film", "words": WORDS})
    _, tags = sources([file, texts(tmp_path / "a.txt")], tagger("NOUN", "VERB"), None)
    assert tags == "gold and tagger"
