"""The first half of a build: sentences and words into the database, text by text, each once whatever ends the work."""

import json
from collections.abc import Sequence
from itertools import islice

from exegesis.explorer.corpus.database import Writer, digest
from exegesis.explorer.corpus.records import TAGS, CorpusSentence, CorpusSource, CorpusWord
from exegesis.explorer.corpus.sources.records import SourceSentence, TaggedSource

_AT_ONCE = 512  # texts that are kept together


def taken(writer: Writer, sources: Sequence[TaggedSource]) -> None:
    """All texts of the sources that are not there yet."""
    for number, source in enumerate(sources):
        _take(writer, number, source)


def _take(writer: Writer, number: int, source: TaggedSource) -> None:
    texts, done, facts = writer.taken(number) or (0, False, "{}")
    if done:
        return
    known = _Facts(facts)
    left = source.texts(texts)
    while part := list(islice(left, _AT_ONCE)):
        added: list[CorpusSentence] = []
        added_words: list[CorpusWord] = []
        with writer.together():
            sentences, words = writer.counts()
            for found, annotations in part:
                known.annotations |= annotations
                for sentence in found:
                    known.add(sentence)
                    one, its_words = _records(sentence, sentences, words, number, known.sentences)
                    added.append(one)
                    added_words += its_words
                    sentences, words = sentences + 1, words + len(its_words)
            writer.add(added, added_words)
            texts += len(part)
            writer.take(number, texts, False, known.said())
    with writer.together():
        writer.take(number, texts, True, known.said())


class _Facts:
    """What is known of a source so far."""

    def __init__(self, said: str) -> None:
        known = json.loads(said)
        self.annotations = set(known.get("annotations", ()))
        self.sentences, self.words, self.empty = (known.get(name, 0) for name in ("sentences", "words", "empty"))

    def add(self, sentence: SourceSentence) -> None:
        self.sentences += 1
        self.words += len(sentence.words)
        self.empty += sentence.empty

    def said(self) -> str:
        return json.dumps({**vars(self), "annotations": sorted(self.annotations)})


def source_facts(writer: Writer, number: int, name: str, digest: str) -> tuple[CorpusSource, int]:
    """A source as the manifest has it, and how many empty nodes were left out."""
    _, _, said = writer.taken(number) or (0, False, "{}")
    known = _Facts(said)
    annotations = tuple(tag for tag in TAGS if tag in known.annotations)
    return CorpusSource(name, digest, known.sentences, known.words, annotations), known.empty


def _records(
    sentence: SourceSentence, id: int, row: int, source: int, number: int
) -> tuple[CorpusSentence, list[CorpusWord]]:
    words = [
        CorpusWord(
            row + place, id, place + 1, word.start, word.end, word.form, word.lemma, word.upos, word.xpos, word.deprel,
            None if word.head is None else row + word.head, word.ent,
        )
        for place, word in enumerate(sentence.words)
    ]  # fmt: skip
    text = sentence.text
    return CorpusSentence(id, source, number, sentence.name, text, digest(text), row, len(words)), words
