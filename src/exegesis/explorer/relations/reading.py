"""The sentences of a corpus read by a model: where each head points from each word."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.text import assign
from exegesis.core.types import Integers, Masks
from exegesis.data.rows import TokenRow
from exegesis.explorer.looking import Lookable
from exegesis.explorer.reading import reading
from exegesis.explorer.relations.pointing import pointed
from exegesis.explorer.relations.sentences import TaggedSentence

_CELLS = 1 << 24  # attention weights that are held at once: 64 MB of them
_ROWS = 32  # of a batch at most
_OTHERWISE = "so that attention cannot be laid on the words of a corpus"


@dataclass(frozen=True, eq=False)
class SentencesRead:
    """What a model read of a corpus.

    Args:
        sentences: those that it read, in their order.
        first: of each the row of its first word.
        pointed: (rows, layers x heads): the word, by its number in the sentence, that is attended to most from each.
        seen: (rows,): whether the model sees the word at all.
        shape: layers and heads.
        too_long: how many sentences were longer than it reads at once.
    """

    sentences: tuple[TaggedSentence, ...]
    first: Integers
    pointed: NDArray[np.int16]
    seen: Masks
    shape: tuple[int, int]
    too_long: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence as the model reads it, and of each word the positions of its pieces."""

    number: int
    tokens: TokenRow
    pieces: list[list[int]]


def read_sentences(
    model: Lookable, sentences: Sequence[TaggedSentence], progress: Callable[[int, int], None] | None
) -> SentencesRead:
    """All sentences, in batches of about one length; `InputError` where all of them are too long."""
    rows = [row for number, sentence in enumerate(sentences) if (row := _row(model, number, sentence)) is not None]
    if not rows:
        raise InputError("every sentence is longer than the model reads at once; give shorter ones.")
    ordered = sorted(rows, key=lambda row: len(row.tokens))
    (weights,) = model.attentions_of([ordered[0].tokens])
    heads = weights.shape[0] * weights.shape[1]
    found: dict[int, NDArray[np.int16]] = {}
    for batch in _batches(ordered, heads):
        for row, each in zip(batch, model.attentions_of([row.tokens for row in batch]), strict=True):
            found[row.number] = pointed(each, row.pieces)
        if progress is not None:
            progress(len(found), len(rows))
    lengths = [len(row.pieces) for row in rows]
    return SentencesRead(
        sentences=tuple(sentences[row.number] for row in rows),
        first=np.cumsum([0, *lengths])[:-1],
        pointed=np.concatenate([found[row.number] for row in rows]),
        seen=np.array([bool(places) for row in rows for places in row.pieces]),
        shape=weights.shape[:2],
        too_long=len(sentences) - len(rows),
    )


def _row(model: Lookable, number: int, sentence: TaggedSentence) -> _Row | None:
    """None where the model does not read the sentence at once."""
    found = reading(model, sentence.text, 1, _OTHERWISE)
    if len(found.windows) > 1:
        return None
    pieces: list[list[int]] = [[] for _ in sentence.spans]
    for token in found.places:
        if token.span is not None:
            (word,) = assign(sentence.spans, [token.span])
            pieces[word] += token.positions
    return _Row(number, found.tokens.row, pieces)


def _batches(rows: Sequence[_Row], heads: int) -> Iterator[list[_Row]]:
    """Rows as they come, as many together as there is room for their weights."""
    batch: list[_Row] = []
    for row in rows:
        if len(batch) == _ROWS or (batch and (len(batch) + 1) * heads * len(row.tokens) ** 2 > _CELLS):
            yield batch
            batch = []
        batch.append(row)
    yield batch
