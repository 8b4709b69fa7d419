"""AttentionView: one matrix out of a look, small enough to be read, drawn and written as JSON."""

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Floats
from exegesis.data.attention import STACKS
from exegesis.data.result import Result
from exegesis.explorer.records import Curves, LookToken, WeighedHead
from exegesis.explorer.strongest import curves

MEASURES = ("weight", "norm", "rollout")


@dataclass(frozen=True, eq=False)
class AttentionView(Result, noun="a view of attention"):
    """How much each row (a token that attends) takes from each column (a token attended to).

    Args:
        model: what the model is called.
        text: the text whose characters the spans count.
        kind: which stack of layers: "self", or of an encoder-decoder "encoder", "decoder", "cross".
        what: what is shown, in words ("layer 3, head 5").
        measure: "weight" (attention), "norm" (attention times the length of the vector it multiplies) or "rollout".
        heads: the heads shown; several are put together by their weights.
        rows: one for each row.
        columns: one for each column.
        weights: a row each.
        notes: what a reader must know: what is left out, and whether rows still sum to 1.
    """

    model: str
    text: str
    kind: Annotated[str, OneOf(*STACKS)]
    what: str
    measure: Annotated[str, OneOf(*MEASURES)]
    heads: tuple[WeighedHead, ...]
    rows: tuple[LookToken, ...]
    columns: tuple[LookToken, ...]
    weights: Annotated[tuple[Floats, ...], Note("One list a row, of one number a column.")]
    notes: tuple[str, ...] = field(default=())

    @property
    def matrix(self) -> Floats:
        """(rows, columns), a new array."""
        return np.stack(self.weights)

    @property
    def received(self) -> Floats:
        """(columns,): the mean over the rows of what they give to each column."""
        means: Floats = self.matrix.mean(axis=0)
        return means

    @property
    def given(self) -> Floats:
        """(rows,): the sum of what each row gives to the columns shown; of one whole head 1."""
        sums: Floats = self.matrix.sum(axis=1)
        return sums

    def curves(self, share: float = 0.7, limit: int | None = None) -> Curves:
        """The cells to draw: of each row as few as hold `share` of it, the largest.

        Args:
            share: of each row's sum (of sizes, where weights are negative), above 0 and at most 1: all but zeros.
            limit: at most so many of these, the largest of all rows; `said` tells how many there were.

        Raises:
            InputError: `share` or `limit` is out of range.
        """
        return curves(self.matrix, share, limit)

    def __repr__(self) -> str:
        return f"AttentionView({self.model}, {self.kind}, {self.what}, {len(self.rows)} x {len(self.columns)})"

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.kind, self.what, self.measure))
