"""A corpus in memory, of sentences written as `form/upos/deprel/head`, with vectors drawn at random."""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer.corpus.database import digest
from exegesis.explorer.corpus.records import CorpusSentence, CorpusSource, CorpusWord
from exegesis.explorer.corpus.result import CorpusManifest
from exegesis.explorer.corpus.search.surveyed import Surveyed
from tests.explorer.corpus import made

LAYERS, HEADS, WIDTH = 2, 3, 12
TEXTS = (
    "dogs/NOUN/nsubj/2 chase/VERB/root/0 cats/NOUN/obj/2",
    "The/DET/det/2 bank/NOUN/nsubj/3 raised/VERB/root/0 its/PRON/nmod/5 rates/NOUN/obj/3",
    "dogs/NOUN/nsubj/2 chase/VERB/root/0 cats/NOUN/obj/2",
    "Banks/NOUN/nsubj/2 fail/VERB/root/0",
    "we/PRON/nsubj/2 saw/VERB/root/0 New/PROPN/compound/4 York/PROPN/obj/2 today/NOUN/obl/2",
    "dogs/NOUN/nsubj/2 bark/VERB/root/0",
)


class ToyCorpus(Surveyed):
    """What `Store` asks for. `sources`: of each text the number of its file."""

    def __init__(self, texts: Sequence[str] = TEXTS, sources: Sequence[int] | None = None, seed: int = 0) -> None:
        self.folder = Path("toy")
        self._words: list[CorpusWord] = []
        self._sentences: list[CorpusSentence] = []
        for number, text in enumerate(texts):
            self._add(text, number if sources is None else sources[number])
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            "CREATE TABLE sentences(id, source, number, name, text, digest, first_word, words)",
        )
        self._base.execute(
            "CREATE TABLE words(id, sentence, number, start, end, form, lemma, upos, xpos, deprel, head, ent)"
        )
        for table, lines in (("sentences", self._sentences), ("words", self._words)):
            for line in lines:
                values = [getattr(line, name) for name in line.__slots__]
                self._base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
        rng = np.random.default_rng(seed)
        count = len(self._words)
        self.vectors = {layer: rng.standard_normal((count, WIDTH)).astype(np.float16) for layer in range(LAYERS + 1)}
        self.outputs = {
            layer: rng.standard_normal((HEADS, count, WIDTH // HEADS)).astype(np.float16)
            for layer in range(1, LAYERS + 1)
        }
        self.manifest = self._manifest(count)

    def embeddings(self, layer: int) -> NDArray[np.float16]:
        return self.vectors[layer]

    def contexts(self, layer: int) -> NDArray[np.float16]:
        return self.outputs[layer]

    def words(self, rows: Iterable[int]) -> tuple[CorpusWord, ...]:
        return tuple(self._words[row] for row in rows)

    def sentences(self, ids: Iterable[int]) -> tuple[CorpusSentence, ...]:
        return tuple(self._sentences[one] for one in ids)

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._base.execute(query, values).fetchall()

    def check_model(self, model: Any) -> None:
        return None

    def _add(self, written: str, source: int) -> None:
        parts = [word.split("/") for word in written.split()]
        text = " ".join(form for form, *_ in parts)
        first, at = len(self._words), 0
        for number, (form, upos, deprel, head) in enumerate(parts, start=1):
            place = first + int(head) - 1 if int(head) else None
            end = at + len(form)
            sentence = len(self._sentences)
            self._words.append(
                CorpusWord(
                    len(self._words), sentence, number, at, end, form, form.lower(), upos, None, deprel, place, None
                )
            )
            at = end + 1
        one = CorpusSentence(len(self._sentences), source, 1, None, text, digest(text), first, len(parts))
        self._sentences.append(one)

    def _manifest(self, count: int, **changed: Any) -> CorpusManifest:
        names = [f"file{number}.txt" for number in range(max(one.source for one in self._sentences) + 1)]
        sources = tuple(CorpusSource(name, "ab", 1, 1, ("lemma", "upos", "deprel", "head")) for name in names)
        known: dict[str, Any] = {
            "model": "toy",
            "layers": tuple(range(LAYERS + 1)),
            "context_layers": tuple(range(1, LAYERS + 1)),
            "heads": HEADS,
            "width": WIDTH,
            "head_width": WIDTH // HEADS,
            "tags": "gold",
            "annotations": ("lemma", "upos", "deprel", "head"),
            "sentences": len(self._sentences),
            "words": count,
            "sources": sources,
        }
        return made.manifest(**{**known, **changed})


def many(sentences: int = 40, seed: int = 1) -> ToyCorpus:
    """Sentences drawn at random, some of them more than once."""
    rng = np.random.default_rng(seed)
    kinds = ("NOUN", "VERB", "ADJ")
    texts = []
    for _ in range(sentences):
        words = rng.integers(0, 9, size=rng.integers(1, 6))
        texts.append(" ".join(f"w{word}/{kinds[word % 3]}/dep/0" for word in words))
    texts += texts[:5]
    return ToyCorpus(texts, seed=seed, sources=[number % 2 for number in range(len(texts))])
