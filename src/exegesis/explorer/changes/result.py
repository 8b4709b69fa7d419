"""Shift and AttentionShift: what moved between two texts, or two models. Frozen data, JSON both ways."""

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Floats
from exegesis.data.attention import STACKS
from exegesis.data.result import Result
from exegesis.explorer.changes import wording
from exegesis.explorer.changes.records import StackShift, TokenPair
from exegesis.explorer.inside.result import LayerPredictions, Predictions
from exegesis.explorer.records import LookToken


@dataclass(frozen=True, eq=False)
class Shift(Result, noun="a shift between two looks"):
    """One text and an edit of it before one model, or two texts or two models beside one another: what moved.

    Args:
        what: what was done, in words ("masked: 'dull'"), or what stands beside what.
        before: predictions at all tokens of the one side.
        after: of the other side.
        pairs: its tokens beside those of the other, in order; a token that is in none has nothing beside it.
        heads: of each stack of layers how far the attention of every head moved; none where it cannot be said.
        states: a list a layer, the embeddings first, of one number a pair: how far the token's vector moved, as a share
            of its length before; of an encoder-decoder in the encoder. None where it cannot be said.
        layers_before: what the head makes of each layer of the one side; None unless asked for.
        layers_after: of the other side.
        notes: what a reader must know: also why heads or states are not there.
    """

    what: str
    before: Predictions
    after: Predictions
    pairs: tuple[TokenPair, ...]
    heads: tuple[StackShift, ...]
    states: tuple[Floats, ...] | None
    layers_before: LayerPredictions | None = None
    layers_after: LayerPredictions | None = None
    notes: tuple[str, ...] = field(default=())

    def moved_most(self, count: int = 5) -> list[tuple[str, int, int, float]]:
        """Stack, layer and head (from 1) and movement of the heads that moved most."""
        every = [
            (stack.kind, layer, head, float(moved))
            for stack in self.heads
            for layer, line in enumerate(stack.moved, 1)
            for head, moved in enumerate(line, 1)
        ]
        return sorted(every, key=lambda one: (-round(one[3], 9), one[:3]))[: max(count, 0)]

    def __repr__(self) -> str:
        return f"Shift({self.before.model}, {self.what}, {len(self.pairs)} pairs of tokens)"

    def __str__(self) -> str:
        return wording.table(self.what, self.before, self.after, self.pairs, self.moved_most(), self.states, self.notes)

    def __hash__(self) -> int:
        return hash((self.what, self.before, self.after))


@dataclass(frozen=True, eq=False)
class AttentionShift(Result, noun="a shift of attention"):
    """One view of attention on two sides, over the tokens that both have.

    Args:
        before: what the one model is called.
        after: what the other is called; the same where the text differs.
        kind: the stack of layers.
        what: the heads, in words.
        rows: of the one side, those that have a token beside them.
        columns: likewise.
        rows_after: of the other side, one beside each of `rows`.
        columns_after: likewise.
        weights_before: a list a row.
        weights_after: a list a row, of the other side.
        notes: what a reader must know: what has nothing beside it.
    """

    before: str
    after: str
    kind: Annotated[str, OneOf(*STACKS)]
    what: str
    rows: tuple[LookToken, ...]
    columns: tuple[LookToken, ...]
    rows_after: tuple[LookToken, ...]
    columns_after: tuple[LookToken, ...]
    weights_before: Annotated[tuple[Floats, ...], Note("One list a row, of one number a column.")]
    weights_after: Annotated[tuple[Floats, ...], Note("One list a row, of one number a column.")]
    notes: tuple[str, ...] = field(default=())

    @property
    def difference(self) -> Floats:
        """After less before, (rows, columns)."""
        made: Floats = np.stack(self.weights_after) - np.stack(self.weights_before)
        return made

    def __repr__(self) -> str:
        return f"AttentionShift({self.before}, {self.kind}, {self.what}, {len(self.rows)} x {len(self.columns)})"

    def __hash__(self) -> int:
        return hash((self.before, self.after, self.kind, self.what))
