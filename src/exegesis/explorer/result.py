"""What is read off a look as data: a matrix of it, how one number came about, and what each head does."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np

from exegesis.core.codec import Array, Note, OneOf
from exegesis.core.errors import InputError, unknown
from exegesis.core.files import write_whole
from exegesis.core.types import Count, Floats
from exegesis.data import renderers
from exegesis.data.attention import ORIGINS, STACKS, TERMS
from exegesis.data.records import Target
from exegesis.data.result import Result
from exegesis.explorer.records import Curves, HeadRow, LookToken, Place, WeighedHead
from exegesis.explorer.strongest import curves

MEASURES = ("weight", "norm", "rollout")
IMPORTANCE = ("gradient", "silenced")
COLUMNS = ("entropy", "distance", "previous", "same", "following", "special", *IMPORTANCE)
_OF_NEURONS = ("product", "dot", "bias", "score", "weight", "scores")


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

    def to_svg(self, path: str | Path | None = None, share: float = 0.7, limit: int | None = 5000) -> str:
        """The curves of `curves(share, limit)` as SVG with legend and caption, written to `path` (.svg) where given."""
        if path is not None and Path(path).suffix.lower() != ".svg":
            raise InputError(f"cannot draw {str(path)!r}: give a name that ends in .svg.")
        made: str = renderers.renderer("attention svg")(self, share, limit)
        if path is not None:
            write_whole(path, made)
        return made

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def __repr__(self) -> str:
        return f"AttentionView({self.model}, {self.kind}, {self.what}, {len(self.rows)} x {len(self.columns)})"

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.kind, self.what, self.measure))


@dataclass(frozen=True, eq=False)
class Neurons(Result, noun="neurons of a head", derived=_OF_NEURONS):
    """How one token's attention to another comes about in one head: weights = softmax(scale * dots + biases).

    Args:
        model: what the model is called.
        text: the text whose characters the spans count.
        kind: the stack of layers.
        layer: from 1.
        head: from 1.
        row: the token that attends.
        columns: all that it may attend to.
        column: the number of the one looked at.
        query: of the row (width,).
        key: of the column (width,).
        origin: "projected": query and key are what the projections give; "turned": by their positions since (rotary
            embeddings); "changed": in another way (normalised).
        scale: what a dot product is multiplied with.
        term: what is added beside: "distance" (the same for all pairs so far apart, as of T5 and MPNet), "column" (the
            same for all rows, ALiBi) or "content" (another for each pair: DeBERTa's disentangled terms); None: nothing.
        dots: query times each column's key (columns,).
        biases: what is added (columns,); NaN for columns that are masked, which have no score.
        weights: (columns,), as the model gives them.
        notes: what a reader must know.
    """

    model: str
    text: str
    kind: Annotated[str, OneOf(*STACKS)]
    layer: Place
    head: Place
    row: LookToken
    columns: tuple[LookToken, ...]
    column: Count
    query: Floats
    key: Floats
    origin: Annotated[str, OneOf(*ORIGINS)]
    scale: float
    term: Annotated[str, OneOf(*TERMS)] | None
    dots: Floats
    biases: Annotated[Floats, Array(holes=True)]
    weights: Floats
    notes: tuple[str, ...] = field(default=())

    @property
    def product(self) -> Floats:
        """Query times key, element by element (width,): what each neuron adds to `dot`."""
        return self.query * self.key

    @property
    def dot(self) -> float:
        """The sum of `product`."""
        return float(self.dots[self.column])

    @property
    def bias(self) -> float | None:
        """What is added to the scaled dot product; None where the column is masked."""
        return _number(self.biases[self.column])

    @property
    def scores(self) -> Annotated[Floats, Array(holes=True)]:
        """What the softmax is taken of (columns,); NaN where masked."""
        made: Floats = self.scale * self.dots + self.biases
        return made

    @property
    def score(self) -> float | None:
        """Of the column looked at; None where it is masked."""
        return _number(self.scores[self.column])

    @property
    def weight(self) -> float:
        """The attention that the row gives to the column."""
        return float(self.weights[self.column])

    def __repr__(self) -> str:
        return (
            f"Neurons({self.model}, {self.kind}, layer {self.layer}, head {self.head}, {self.row.name!r} to "
            f"{self.columns[self.column].name!r}: {self.weight:.3f})"
        )

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.kind, self.layer, self.head, self.row, self.column))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


@dataclass(frozen=True, eq=False)
class HeadTable(Result, noun="a table of heads"):
    """Which head does what on a text, a row a head.

    Args:
        model: what the model is called.
        text: what was read.
        kind: the stack of layers.
        rows: layer by layer.
        target: the number that importance is about; None where it was not asked for.
        value: what it is with all heads.
        notes: what a reader must know.
    """

    model: str
    text: str
    kind: Annotated[str, OneOf(*STACKS)]
    rows: tuple[HeadRow, ...]
    target: Target | None = None
    value: float | None = None
    notes: tuple[str, ...] = field(default=())

    def sorted_by(self, column: str, ascending: bool = False) -> tuple[HeadRow, ...]:
        """The rows by a column, the largest first; of importance by its size, since heads push either way.

        Raises:
            InputError: there is no such column, or nothing is known in it.
        """
        if column not in COLUMNS:
            raise unknown("column", column, COLUMNS)
        values = [getattr(row, column) for row in self.rows]
        if any(value is None for value in values):
            way = "ask for importance=True" if column in IMPORTANCE else "cross attention has none"
            raise InputError(f"nothing is known of {column!r} here; {way}.")
        sizes = np.abs(values) if column in IMPORTANCE else np.array(values)
        order = np.argsort(sizes if ascending else -sizes, kind="stable")
        return tuple(self.rows[place] for place in order)

    def __repr__(self) -> str:
        return f"HeadTable({self.model}, {self.kind}, {len(self.rows)} heads)"

    def __hash__(self) -> int:
        return hash((self.model, self.text, self.kind, self.rows))
