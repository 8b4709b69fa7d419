"""Look: the attention of one text in all layers and heads, and what can be asked of it without another pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.types import Floats
from exegesis.data.records import Part, Window
from exegesis.explainers.attention_rollout import rollout
from exegesis.explorer import stored
from exegesis.explorer.chosen import Heads, check_layer, check_place, check_together, chosen, said
from exegesis.explorer.lens import Lens, of_part
from exegesis.explorer.norms import norms
from exegesis.explorer.records import LookStack, LookToken, WeighedHead
from exegesis.explorer.result import AttentionView
from exegesis.explorer.shown import ShownLook
from exegesis.explorer.table import HeadRows, head_rows


@dataclass(frozen=True, eq=False)
class Look(ShownLook):
    """The attention of one text (or one window of a long one). Layers and heads are counted from 1.

    Layer 1 is the first block (what stands before it, the embeddings, would be layer 0 and has no attention), so
    `weights[0]` is layer 1. Rows attend, columns are attended to. Views of a look (`without_special`, `words`,
    `between`, `of`) share its arrays; nothing is run again and nothing large is copied.

    Args:
        model: what the model is called.
        text: the text whose characters the spans count.
        parts: its named parts.
        windows: the stretches that the model reads at once; one, unless the text is long.
        window: which of them this is, from 1.
        stacks: one, or of an encoder-decoder three.
        kind: the stack shown: "self", "encoder", "decoder" or "cross".
        lens: which rows and columns are shown.
        notes: what a reader must know.
        unread: why `norms` cannot be had, None where they can.
    """

    model: str
    text: str
    parts: tuple[Part, ...]
    windows: tuple[Window, ...]
    window: int
    stacks: tuple[LookStack, ...]
    kind: str
    lens: Lens = field(repr=False)
    notes: tuple[str, ...] = ()
    unread: str | None = None

    @property
    def stack(self) -> LookStack:
        """The stack shown."""
        return next(one for one in self.stacks if one.kind == self.kind)

    @property
    def weights(self) -> tuple[NDArray[np.float32], ...]:
        """Of each layer (heads, rows, columns) over all of the model's positions, whatever is shown; read-only.

        `np.stack` makes one array of all, and takes as much memory again.
        """
        return self.stack.weights

    @property
    def rows(self) -> tuple[LookToken, ...]:
        """The tokens that attend, as they are shown."""
        return self.lens.rows

    @property
    def columns(self) -> tuple[LookToken, ...]:
        """The tokens attended to, as they are shown."""
        return self.lens.columns

    @property
    def layers(self) -> int:
        """How many layers there are."""
        return self.stack.shape[0]

    @property
    def heads_in_layer(self) -> int:
        """How many heads a layer has."""
        return self.stack.shape[1]

    @property
    def causal(self) -> bool:
        """Whether no token attends to a later one, by the weights."""
        return self.kind != "cross" and not any(np.triu(layer.max(axis=0), 1).any() for layer in self.weights)

    # -- what is shown ----------------------------------------------------------------------------------------------

    def of(self, kind: str) -> "Look":
        """The same of another stack ("encoder", "decoder", "cross"), whole."""
        found = {one.kind: one for one in self.stacks}
        if kind not in found:
            raise unknown("stack of layers", kind, found)
        return replace(self, kind=kind, lens=whole(found[kind]))

    def without_special(self, renormalise: bool = False) -> "Look":
        """Rows and columns of special tokens left out.

        Rows then sum to less than 1, by what special tokens were given; with `renormalise` what is left is made to
        sum to 1.
        """
        self._check_told(renormalise)
        lens = self.lens.kept(_plain, _plain, renormalise, "the text has special tokens alone")
        return replace(self, lens=lens)

    def between(self, rows: str | None = None, columns: str | None = None, renormalise: bool = False) -> "Look":
        """Only what one part of the text gives another, such as `between("first", "second")`; None keeps all."""
        self._check_told(renormalise)
        kept = of_part(self.stack.rows, rows), of_part(self.stack.columns, columns)
        return replace(self, lens=self.lens.kept(*kept, renormalise, "no token of that part is in view"))

    def words(self) -> "Look":
        """Word pieces put together: a word receives the sum of its pieces (columns) and gives their mean (rows).

        So rows that sum to 1 still do.
        """
        if all(token.word is None for token in (*self.rows, *self.columns)):
            raise InputError("which pieces make a word is not known of these tokens; give words= to look_at.")
        return replace(self, lens=self.lens.in_words(self.text))

    def whole(self) -> "Look":
        """All pieces, special tokens too."""
        return replace(self, lens=whole(self.stack))

    # -- matrices ---------------------------------------------------------------------------------------------------

    def head(self, layer: int, head: int, norms: bool = False) -> AttentionView:
        """One head, both numbers from 1.

        `norms`: each weight times the length of the vector that the head would write of that token.
        """
        return self.mix([(layer, head)], norms=norms)

    def mix(
        self, heads: Heads | None = None, layer: int | None = None, how: str = "mean", norms: bool = False
    ) -> AttentionView:
        """Several heads put together.

        Args:
            heads: pairs (layer, head), or a mapping of pairs to weights, which may be negative; None: all heads.
            layer: all heads of one layer, in the place of `heads`.
            how: "mean": the sum of weights times heads over the sum of the weights' sizes, so that rows of plain heads
                sum to 1; "sum": the sum alone.
            norms: the length of the vector sum_h w_h a_h f_h(x) of each cell (Kobayashi et al. 2020, equation 4), where
                f_h(x) is the value vector through the output projection. Of heads of one layer, whose vectors are
                summed before the length is taken: heads that write against one another cancel.

        Returns:
            The matrix with its tokens.

        Raises:
            InputError: a layer or head that is not there; no head at all.
            UnsupportedError: norms of a model whose values are not known.
        """
        meant = chosen(heads, layer, self.stack.shape, self.stack_name)
        size = sum(abs(one.weight) for one in meant) if check_together(how) == "mean" else 1.0
        matrix = self._norms(meant) if norms else self._summed(meant)
        words = said(meant, how, self.stack.shape)
        return self._view(matrix / size, words, "norm" if norms else "weight", meant)

    def rollout(self, layer: int | None = None) -> AttentionView:
        """Attention rollout (Abnar & Zuidema 2020) up to a layer (from 1; None: the last).

        The mean over the heads of each layer, mixed half and half with the identity, multiplied through the layers:
        what share each token draws of each input. Not of cross attention, where rows and columns are different texts.
        """
        if self.kind == "cross":
            raise InputError("rollout follows a text through its own layers; of cross attention there is none.")
        last = self.layers if layer is None else check_layer(layer, self.layers, self.stack_name) + 1
        shares = self.lens.through(
            rollout(np.stack([layer.mean(axis=0, keepdims=True, dtype=np.float64) for layer in self.weights[:last]]))
        )
        return self._view(shares, f"rollout to layer {last}", "rollout", ())

    # -- all heads at once ------------------------------------------------------------------------------------------

    def received_by_head(self, columns: int | Sequence[int] | None = None, how: str = "sum") -> NDArray[np.float32]:
        """What tokens receive in each head: (layers, heads, columns), means over the rows.

        Of one column or several (from 0) what they receive from each row instead: (layers, heads, rows), of several
        the sum, or with `how="mean"` the mean.
        """
        if columns is None:
            return self._every(lambda matrix: matrix.mean(axis=0))
        places, together = self._pinned(columns, len(self.columns), "column", how)
        return self._every(lambda matrix: together(matrix[:, places], axis=1))

    def given_by_head(self, rows: int | Sequence[int] | None = None, how: str = "sum") -> NDArray[np.float32]:
        """What tokens give in each head to all columns shown: (layers, heads, rows), sums; 1 where none is left out.

        Of one row or several (from 0) what they give to each column instead: (layers, heads, columns), of several the
        sum, or with `how="mean"` the mean.
        """
        if rows is None:
            return self._every(lambda matrix: matrix.sum(axis=1))
        places, together = self._pinned(rows, len(self.rows), "row", how)
        return self._every(lambda matrix: together(matrix[places], axis=0))

    def heads(self) -> HeadRows:
        """One row a head: how spread its attention is, how far it goes, and what share goes to neighbours.

        Of the stack's pieces, whatever is shown: rows of special tokens are left out, columns are not. A tuple
        that prints as a table.
        """
        return head_rows(self.stack)

    # -- files ------------------------------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Write all stacks to a file of numpy (.npz, no pickle); what is left out of view is written too."""
        stacks = tuple(stored.StackFacts(one.kind, len(one.weights), one.rows, one.columns) for one in self.stacks)
        where = self.parts, self.windows, self.window, self.kind
        stored.save(
            path, stored.LookFacts(1, self.model, self.text, *where, self.notes, self.unread, stacks), self.stacks
        )

    @classmethod
    def load(cls, path: str | Path) -> "Look":
        """The look that `save` wrote; `InputError` where the file holds something else."""
        facts, stacks = stored.load(path)
        lens = whole(next(one for one in stacks if one.kind == facts.kind))
        known = (facts.model, facts.text, facts.parts, facts.windows, facts.window, stacks, facts.kind, lens)
        return cls(*known, facts.notes, facts.unread)

    # ---------------------------------------------------------------------------------------------------------------

    @property
    def stack_name(self) -> str:
        """What errors call the model, and of an encoder-decoder the stack shown."""
        return self.model if self.kind == "self" else f"{self.model} ({self.kind} attention)"

    def _view(self, matrix: Floats, what: str, measure: str, heads: tuple[WeighedHead, ...]) -> AttentionView:
        matrix.setflags(write=False)
        notes = (*self.notes, *self.lens.notes(self.stack))
        tokens = self.rows, self.columns
        return AttentionView(self.model, self.text, self.kind, what, measure, heads, *tokens, tuple(matrix), notes)

    def _summed(self, heads: tuple[WeighedHead, ...]) -> Floats:
        total = np.zeros((len(self.rows), len(self.columns)))
        for one in heads:
            total += one.weight * self.lens.through(self.weights[one.layer - 1][one.head - 1])
        return total

    def _norms(self, heads: tuple[WeighedHead, ...]) -> Floats:
        if self.stack.products is None:
            raise UnsupportedError(f"{self.stack_name} has no norm-weighted attention: {self.unread}.")
        layers = {one.layer for one in heads}
        if len(layers) > 1:
            raise InputError("norms add up the vectors that heads of one layer write; choose heads of one layer.")
        places = [one.head - 1 for one in heads]
        layer = layers.pop() - 1
        sizes = np.array([one.weight for one in heads])
        products = self.stack.products[layer][:, places][:, :, places]
        return self.lens.through(norms(self.weights[layer][places], products, sizes))

    def _every(self, read: Callable[[Floats], Floats]) -> NDArray[np.float32]:
        return np.array(
            [[read(self.lens.through(head)) for head in layer] for layer in self.weights],
            dtype=np.float32,
        )

    def _pinned(
        self, numbers: int | Sequence[int], count: int, what: str, how: str
    ) -> tuple[list[int], Callable[..., Any]]:
        """The rows or columns that are meant, each once, and what puts them together."""
        given = list(numbers) if isinstance(numbers, Sequence) else [numbers]
        places = [check_place(number, count, what) for number in given]
        if not places or len(set(places)) < len(places):
            raise InputError(f"give at least one {what}, and each once; not {shown(numbers)}.")
        return places, np.mean if check_together(how) == "mean" else np.sum

    def _check_told(self, renormalise: Any) -> None:
        if not isinstance(renormalise, bool):
            raise InputError(f"renormalise must be True or False, not {shown(renormalise)}.")

    def __repr__(self) -> str:
        sizes = f"{self.layers} layers x {self.heads_in_layer} heads, {len(self.rows)} x {len(self.columns)} tokens"
        window = f", window {self.window} of {len(self.windows)}" if len(self.windows) > 1 else ""
        return f"Look({self.model}, {self.kind} attention, {sizes}{window})"


def whole(stack: LookStack) -> Lens:
    """All rows and columns of a stack, as they are."""
    return Lens(stack.rows, stack.columns)


def _plain(token: LookToken) -> bool:
    return not token.special
