"""Attention among the words of a corpus's sentences, made again where it is asked for: it is not stored.

Words receive the sum of what their pieces receive and give the mean of what these give; heads are averaged.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import UnsupportedError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Masks
from exegesis.data.attention import AttentionPass
from exegesis.data.inputs import Document, plain
from exegesis.data.records import Window
from exegesis.data.rows import TokenRow, Tokens
from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
from exegesis.explorer.corpus.search.queries import heads_of
from exegesis.explorer.corpus.search.records import HeadPlace
from exegesis.explorer.corpus.search.store import Store
from exegesis.explorer.corpus.vectors import places_of

Progress: TypeAlias = Callable[[int, int], None]


@runtime_checkable
class Attending(Protocol):
    """All that is asked of a model here."""

    name: str
    config: Any

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The stretches that the model reads at once."""

    def tokens(self, document: Document, window: Window) -> Tokens:
        """The word pieces of one window."""

    def attentions(self, row: TokenRow) -> NDArray[np.float32]:
        """The weights of all layers and heads for one row: (layers, heads, L, L)."""

    def attended(self, row: TokenRow) -> AttentionPass:
        """The weights of all stacks for one row."""


@dataclass(frozen=True)
class Budget:
    """At most so many `sentences` are read, drawn by `seed`; `progress` is called with those done and to be done."""

    sentences: int
    seed: int = 0
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SentenceAttention:
    """Of one sentence with W words.

    Args:
        sentence: which.
        words: its words.
        weights: (W, W), what each gives each, as the heads give it: a row with what goes to special tokens sums to 1.
        causal: no word sees a later one.
    """

    sentence: CorpusSentence
    words: tuple[CorpusWord, ...]
    weights: Floats
    causal: bool

    def among_others(self) -> tuple[Floats, Masks]:
        """(W, W): shares of what goes to the other words, each row made to sum to 1 (or 0); and which these are."""
        others = ~np.eye(len(self.words), dtype=bool)
        if self.causal:
            others &= np.tri(len(self.words), dtype=bool)
        kept = np.where(others, self.weights, 0.0)
        sums = kept.sum(axis=1, keepdims=True)
        return np.divide(kept, sums, out=np.zeros_like(kept), where=sums > 0), others


class Attention:
    """The mean of some heads over the sentences of a corpus, one after another; `longer` counts those left out."""

    def __init__(self, store: Store, model: Any, heads: Sequence[object]) -> None:
        """`InputError` for a model that is not the corpus's, or for heads that are not there."""
        if not isinstance(model, Attending):
            raise UnsupportedError(
                f"{model.name} shows no attention: give the transformer that the corpus is built with."
            )
        store.check_model(model)
        self._store, self._model = store, model
        self.heads: tuple[HeadPlace, ...] = heads_of(heads, range(1, _layers(model) + 1), store.manifest.heads)
        self.longer = 0

    def over(self, ids: Sequence[int], progress: Progress | None = None) -> Iterator[SentenceAttention]:
        """The attention of these sentences; those longer than the model reads at once are left out and counted."""
        for done, sentence in enumerate(self._store.sentences(ids)):
            found = self._of(sentence)
            if found is None:
                self.longer += 1
            else:
                yield found
            if progress is not None:
                progress(done + 1, len(ids))

    def notes(self) -> tuple[str, ...]:
        """What was left out."""
        if not self.longer:
            return ()
        many = self.longer != 1
        said = f"{self.longer:,} sentences are" if many else "a sentence is"
        return (f"{said} longer than the model reads at once and left out",)

    def _of(self, sentence: CorpusSentence) -> SentenceAttention | None:
        document = plain(sentence.text)
        windows = self._model.windows(document)
        if len(windows) > 1:
            return None
        tokens = self._model.tokens(document, windows[0])
        words = self._store.words(sentence.rows)
        places = places_of([word.span for word in words], tokens)
        positions = self._positions(tokens.row)
        weights = np.zeros((len(words), len(words)))
        for row, own in enumerate(places):
            if own:
                given = positions[own].mean(axis=0)
                weights[row] = [given[other].sum() for other in places]
        return SentenceAttention(sentence, words, weights, not np.triu(positions, 1).any())

    def _positions(self, row: Any) -> Floats:
        """(L, L): the mean of the heads."""
        if self._store.manifest.stack == "self":
            layers: Sequence[Any] = list(self._model.attentions(row))
        else:
            stacks = {one.kind: one.weights for one in self._model.attended(row).stacks}
            layers = stacks[self._store.manifest.stack]
        mean: Floats = np.mean([layers[one.layer - 1][one.head - 1] for one in self.heads], axis=0, dtype=np.float64)
        return mean


def drawn(ids: Sequence[int], count: int, seed: int) -> list[int]:
    """All of the sentences, or of more so many of them drawn at random, in their order."""
    if len(ids) <= count:
        return list(ids)
    places = stream(seed, "sentences of a corpus").choice(len(ids), size=count, replace=False)
    return [ids[place] for place in sorted(places.tolist())]


def drawn_notes(chosen: Sequence[int], candidates: Sequence[int], seed: int) -> tuple[str, ...]:
    """That not all were read, where they were not."""
    if len(chosen) == len(candidates):
        return ()
    return (f"{len(chosen):,} of {len(candidates):,} sentences were read, drawn at random (seed {seed})",)


def _layers(model: Attending) -> int:
    return int(model.config.num_hidden_layers)
