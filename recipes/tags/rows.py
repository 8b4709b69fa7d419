"""Sentences in a model's pieces: each word is read at the first piece that is its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.inputs import plain
from exegesis.data.rows import TokenRow, Tokens
from exegesis.distillation.task.shown import ShownStretch
from recipes.tags.corpus import TaggedSentence


@dataclass(frozen=True)
class InPieces:
    """A sentence in pieces, and for each of its words the piece it is read at; None: all of them are another word's."""

    row: TokenRow
    places: tuple[int | None, ...]

    @property
    def read(self) -> list[int]:
        """The numbers of the words that have a piece."""
        return [word for word, place in enumerate(self.places) if place is not None]

    def stretch(self) -> ShownStretch:
        """What a model reads: the row, and the places of the words that have one."""
        return ShownStretch(self.row, tuple(place for place in self.places if place is not None), ())


def in_pieces(model: TransformerModel, sentences: Sequence[TaggedSentence]) -> list[InPieces]:
    """Every sentence; `InputError` where one is longer than what the model reads at once."""
    return [_in_pieces(model, one) for one in sentences]


def _in_pieces(model: TransformerModel, sentence: TaggedSentence) -> InPieces:
    document = plain(sentence.text)
    windows = model.windows(document)
    if len(windows) > 1:
        raise InputError(f"{sentence.where}: the sentence is longer than {model.limit} pieces; leave it out.")
    tokens = model.tokens(document, windows[0])
    return InPieces(tokens.row, _places(tokens, [word.span for word in sentence.words]))


def _places(tokens: Tokens, words: Sequence[Span]) -> tuple[int | None, ...]:
    """Of "don't" (do, n't), cut as don ' t, the first word is read at "don" and the second at "'"."""
    found: list[int | None] = []
    free = 0
    for word in words:
        own = (
            number
            for number in range(free, len(tokens.spans))
            if not tokens.special[number]
            and tokens.spans[number].start < word.end
            and tokens.spans[number].end > word.start
        )
        place = next(own, None)
        found.append(place)
        free = free if place is None else place + 1
    return tuple(found)
