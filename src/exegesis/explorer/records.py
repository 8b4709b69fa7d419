"""The small records of a look: tokens, heads with their weights, curves between two tokens, a row of the head table."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import Limit
from exegesis.core.types import Count, Span

Place = Annotated[int, Limit(at_least=1)]  # layers and heads are counted from 1


@dataclass(frozen=True, slots=True)
class LookToken:
    """One row or column: a word piece, or a word of several.

    Args:
        text: the user's own characters; of a special token the piece itself.
        piece: what the tokenizer calls it; of a word its pieces, joined by spaces.
        positions: which of the model's positions it stands for.
        span: its characters in the text; None for special tokens, and where they are not known.
        part: the part of the text it stands in ("text", "question", "first", ...).
        special: put there by the tokenizer. What the user typed is text, even "[SEP]".
        hidden: a mask token stands for it.
        word: which word of the text it belongs to; None for special tokens, and where that is not known.
    """

    text: str
    piece: str
    positions: tuple[Count, ...]
    span: Span | None = None
    part: str | None = None
    special: bool = False
    hidden: bool = False
    word: Count | None = None

    @property
    def name(self) -> str:
        """How it is written where a person reads it: its text; of a hidden one the mask, and what it stands for."""
        return f"{self.piece} ({self.text.strip()})" if self.hidden else self.text


@dataclass(frozen=True, slots=True)
class WeighedHead:
    """A head of a layer (both from 1), and its weight in a mean or a sum, which may be negative."""

    layer: Place
    head: Place
    weight: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What one row gives one column, by their numbers (from 0) in the view."""

    row: Count
    column: Count
    weight: float


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves worth drawing: `curves` row by row, strongest first, of `possible` cells; `said` says the choice."""

    curves: tuple[Curve, ...]
    possible: int
    said: str


@dataclass(frozen=True, slots=True)
class HeadRow:
    """What a head does on this text, as means over the rows that are no special tokens.

    Args:
        layer: from 1.
        head: from 1.
        entropy: of a row, in nats: 0 where all goes to one token, log(columns) where it is spread evenly.
        distance: tokens between row and column, weighted by attention; None between two texts (cross attention), as are
            the next three.
        previous: share of attention that goes to the token before.
        same: to the token itself.
        following: to the token after.
        special: to special tokens.
        gradient: how fast the target falls as the head is turned down: d target / d gate where the gate is 1 (Michel,
            Levy & Neubig 2019, section 4.1, who take its size). None where importance was not asked for, as the next.
        silenced: how far the target falls where the head writes nothing; of a log-probability that is the rise of the
            loss.
    """

    layer: Place
    head: Place
    entropy: float
    distance: float | None
    previous: float | None
    same: float | None
    following: float | None
    special: float
    gradient: float | None = None
    silenced: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LookStack:
    """One stack of layers before any view: of each layer (heads, rows, columns), tokens, products of values.

    `products`: (layers, columns, heads, heads), as of `AttentionStack`; None where they are not known.
    """

    kind: str
    weights: tuple[NDArray[np.float32], ...]
    rows: tuple[LookToken, ...]
    columns: tuple[LookToken, ...]
    products: NDArray[np.float32] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Layers and heads."""
        return len(self.weights), self.weights[0].shape[0]
