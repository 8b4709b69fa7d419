"""What the words of a corpus that are nearest to a hidden word are, by layers and by what a head gives for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from benchmarks.labs.measures import Head
from benchmarks.labs.sentences import Sentence

from exegesis.core.types import Floats
from exegesis.explorer import Corpus, CorpusSummary, Matches

NEAREST = 20
BY_HEAD = 50
_TAGS = ("upos", "deprel", "form")
_ROWS = 4


@dataclass(frozen=True)
class Contexts:
    """The neighbours of hidden words.

    Args:
        tag: the part of speech that was hidden.
        base: its share of all words of the corpus.
        by_layer: its mean share of the nearest words at each layer, the embeddings first.
        matches: the words for which the head gives what is most like what it gives for the example's hidden word.
        summary: their tags and forms, and those of the words that they attend to most by that head.
    """

    tag: str
    base: float
    by_layer: Floats
    matches: Matches
    summary: CorpusSummary


def contexts(corpus: Corpus, model: Any, sentences: Sequence[Sentence], tag: str, head: Head) -> Contexts:
    """The neighbours of the hidden words of a lab, by its head those of the first sentence, its example."""
    sought = [corpus.query(one.text, one.word, hidden=True, model=model) for one in sentences]
    by_layer = [
        np.mean([_share(corpus.nearest(one, layer=layer, count=NEAREST), tag) for one in sought])
        for layer in corpus.layers
    ]
    matches = corpus.nearest(sought[0], heads=[head], count=BY_HEAD)
    summary = corpus.summary(matches, tags=_TAGS, offsets=(0,), rows=_ROWS, heads=[head], model=model)
    base = corpus.find(f"upos={tag}", count=1, repeats=True).possible / len(corpus)
    return Contexts(tag, base, np.array(by_layer), matches, summary)


def _share(matches: Matches, tag: str) -> float:
    return float(np.mean([one.word.upos == tag for one in matches.matches]))
