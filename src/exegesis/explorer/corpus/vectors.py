"""Words as a model sees them: which of its pieces are whose, and their vectors as means over these.

The same for the words of a corpus and for a word that it is asked about: a sentence is a row of its own, special tokens
are in the row, and of a sentence that is longer than the model reads at once each word is read in the window that
shows most around it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.batching import in_batches
from exegesis.adapters.capabilities import GivesLayerMeans
from exegesis.adapters.slow_tokens import Unaligned
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Span
from exegesis.data.inputs import Document, plain
from exegesis.data.records import Window
from exegesis.data.rows import TokenRow, Tokens
from exegesis.data.vectors import LayerMeans

_BATCH_TOKENS = 2048  # padded tokens of a pass
Sentence: TypeAlias = tuple[str, Sequence[Span]]  # a text and the characters of its words, in order
Take: TypeAlias = Callable[[NDArray[np.int64], LayerMeans], None]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row that the model reads, and the words that are read in it: their numbers, and each one's positions."""

    row: TokenRow
    words: list[int]
    places: list[list[int]]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence as it is read: one row, or windows. `pieces`: how many each word has; of 0 the model sees nothing."""

    rows: list[ReadRow]
    pieces: list[int]


class _ReadsTexts(Protocol):
    def windows(self, document: Document) -> tuple[Window, ...]: ...

    def tokens(self, document: Document, window: Window) -> Tokens: ...

    def whole_tokens(self, texts: Sequence[str]) -> list[Tokens | None]: ...


def read(model: _ReadsTexts, sentence: Sentence, hidden: Sequence[Span] = ()) -> ReadSentence:
    """The rows of a sentence; `UnsupportedError` where the characters of the model's pieces are not known in it.

    `hidden`: characters in whose place mask tokens stand.
    """
    text, spans = sentence
    document = plain(text, hidden)
    try:
        parts = [model.tokens(document, window) for window in model.windows(document)]
    except Unaligned as error:
        raise UnsupportedError(f"{error}, so that its words cannot be told apart.") from None
    return _in_one(parts[0], spans) if len(parts) == 1 else _in_windows(parts, spans)


def read_all(model: _ReadsTexts, sentences: Sequence[Sentence]) -> list[ReadSentence]:
    """The same of many sentences, those that fit in one row tokenised together."""
    known = model.whole_tokens([text for text, _ in sentences])
    return [
        read(model, sentence) if tokens is None else _in_one(tokens, sentence[1])
        for tokens, sentence in zip(known, sentences, strict=True)
    ]


def _in_one(tokens: Tokens, spans: Sequence[Span]) -> ReadSentence:
    places = places_of(spans, tokens)
    return ReadSentence([ReadRow(tokens.row, list(range(len(spans))), places)], [len(one) for one in places])


def _in_windows(parts: Sequence[Tokens], spans: Sequence[Span]) -> ReadSentence:
    """Each word where all of it is read, and most around it."""
    every = [places_of(spans, part) for part in parts]
    rows = [ReadRow(part.row, [], []) for part in parts]
    pieces = []
    for word in range(len(spans)):
        most = max(len(places[word]) for places in every)
        whole = [number for number, places in enumerate(every) if len(places[word]) == most]
        number = max(whole, key=lambda number: (_room(every[number][word], len(parts[number].row)), -number))
        rows[number].words.append(word)
        rows[number].places.append(every[number][word])
        pieces.append(most)
    return ReadSentence([row for row in rows if row.words], pieces)


def _room(places: Sequence[int], length: int) -> int:
    """How many tokens stand between a word and the nearer end of its row."""
    return min(places[0], length - 1 - places[-1]) if places else 0


def places_of(words: Sequence[Span], tokens: Tokens) -> list[list[int]]:
    """The positions of each word's pieces: those that share more characters with it than with any other word.

    A word that has none of its own (several emoji are one [UNK] to some tokenizers, "don" and "'t" are pieces of "do"
    and "n't") has those that share any with it.
    """
    own: list[list[int]] = [[] for _ in words]
    shared: list[list[int]] = [[] for _ in words]
    first = 0
    for position, piece in enumerate(tokens.spans):
        if piece.end <= piece.start:  # a special token; a mask token has the characters that it hides
            continue
        while first < len(words) and words[first].end <= piece.start:
            first += 1
        best, most = -1, 0
        for number in range(first, len(words)):
            word = words[number]
            if word.start >= piece.end:
                break
            common = min(word.end, piece.end) - max(word.start, piece.start)
            if common > 0:
                shared[number].append(position)
            if common > most:
                best, most = number, common
        if most:
            own[best].append(position)
    return [mine or near for mine, near in zip(own, shared, strict=True)]


def means(
    model: GivesLayerMeans,
    sentences: Sequence[ReadSentence],
    take: Take,
    layers: Sequence[int] | None = None,
    contexts: Sequence[int] | None = None,
) -> None:
    """The words' vectors, batch by batch: `take` is given the words' numbers (W,) and their `LayerMeans`.

    Words are numbered through the sentences. `layers`, `contexts`: which are wanted; None: all.
    """
    rows: list[ReadRow] = []
    starts: list[int] = []
    first = 0
    for sentence in sentences:
        rows += sentence.rows
        starts += [first] * len(sentence.rows)
        first += len(sentence.pieces)

    def work(batch: list[int]) -> None:
        chosen = [rows[index] for index in batch]
        numbers = [starts[index] + word for index in batch for word in rows[index].words]
        found = model.layer_means([one.row for one in chosen], [one.places for one in chosen], layers, contexts)
        take(np.array(numbers, dtype=np.int64), found)

    in_batches(work, [len(one.row) for one in rows], _BATCH_TOKENS)


def word_vectors(
    model: GivesLayerMeans,
    text: str,
    words: Sequence[Span],
    layers: Sequence[int] | None = None,
    contexts: Sequence[int] | None = None,
    hidden: Sequence[Span] = (),
) -> LayerMeans:
    """The vectors of some words of a text, in their order, as a corpus has them: (W, D) and (W, heads, d_head).

    Args:
        model: a transformer with its weights.
        text: the text, read as a sentence of a corpus is.
        words: their characters, in the text's order.
        layers: whose vectors are wanted, 0 for the embeddings; None: all.
        contexts: the layers, from 1, the outputs of whose heads are wanted; None: all.
        hidden: characters in whose place mask tokens stand.

    Raises:
        UnsupportedError: the model's layers, heads or pieces are of no known kind.
    """
    parts: list[tuple[NDArray[np.int64], LayerMeans]] = []
    means(
        model,
        [read(model, (text, words), hidden)],
        lambda numbers, found: parts.append((numbers, found)),
        layers,
        contexts,
    )
    order = np.argsort(np.concatenate([numbers for numbers, _ in parts]), kind="stable")
    first = parts[0][1]
    return LayerMeans(
        first.stack,
        {layer: np.concatenate([part.vectors[layer] for _, part in parts])[order] for layer in first.vectors},
        {layer: np.concatenate([part.contexts[layer] for _, part in parts])[order] for layer in first.contexts},
    )
