"""Transformers with any of the known heads: rows in, logits out, with the model's own special tokens and positions."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import (
    attention,
    attention_heads,
    attention_scores,
    fingerprinting,
    head_gates,
    hidden,
    layers,
    lookups,
)  # fmt: skip
from exegesis.adapters.attention_heads import HeadStack
from exegesis.adapters.base import Model, check_outputs
from exegesis.adapters.failures import told
from exegesis.adapters.habits import of_one_length
from exegesis.adapters.heads import Head, head_of
from exegesis.adapters.hidden import Places
from exegesis.adapters.packed import onednn
from exegesis.adapters.packed.path import PackedPath
from exegesis.adapters.passes import Passes, Unmade
from exegesis.adapters.reads import Read
from exegesis.adapters.sites import Sites, differentiated
from exegesis.adapters.threads import Threads
from exegesis.adapters.tokenized import TokenModel, own_tables
from exegesis.adapters.turns import alone
from exegesis.adapters.vocabulary import embedding_rows, embedding_table
from exegesis.core.errors import LoadError, UnsupportedError, check_count
from exegesis.core.types import Floats, Outputs, Points
from exegesis.data.attention import AttentionPass, HeadScores
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PRECISIONS, PointReply
from exegesis.data.rows import Row, TokenRow
from exegesis.data.vectors import LayerMeans, joined

if TYPE_CHECKING:
    from torch import Tensor

_SILENCED_TOKENS = 512  # of one batch in which each row lacks another head

_LOGITS = 2**26  # of a batch of layers, 256 MB: of a large vocabulary a few rows have as many


def transformer(model: Model) -> "TransformerModel":
    """The model as a transformer with its weights; `UnsupportedError` where it is something else."""
    if not isinstance(model, TransformerModel):
        raise UnsupportedError(f"{model.name} is no transformer with its weights; give a folder, a hub id or a pair.")
    return model


class TransformerModel(TokenModel):
    """A (model, tokenizer) pair of transformers, in evaluation mode; its weights are read, never changed.

    An `Unmade` model gets its module when something needs that: layers by name, attention, or the user.
    """

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        *,
        name: str | None = None,
        revision: str | None = None,
        head: Head | None = None,
    ) -> None:
        """`head`: of a model whose class does not say it."""
        if not (hasattr(model, "config") and hasattr(tokenizer, "is_fast")):
            given = f"{type(model).__name__}, {type(tokenizer).__name__}"
            raise LoadError(f"a pair must be (model, tokenizer) of transformers, not ({given}).")
        name = name or str(model.config.name_or_path or type(model).__name__)
        head = head or (model.head if isinstance(model, Unmade) else head_of(model))
        super().__init__(head, model.config, tokenizer, name, embedding_rows(model))
        self.passes = Passes(model, name, head, self.padded)
        self.packed = PackedPath(self.passes, self.probabilities)
        self._sites = Sites(self.passes)
        self.threads = Threads(operations=2.0 * _multiplied(self.passes.weights, embedding_table(model)))
        self.revision = revision  # the commit on the hub
        self._head_stacks: tuple[HeadStack, ...] | None = None  # once they were found
        self._trunk: layers.Trunk | None = None

    @property
    def model(self) -> Any:
        """The torch model."""
        return self.passes.model

    @property
    def weights(self) -> Any:
        """What holds the weights now, under their names: the torch model, or what it will be made of."""
        return self.passes.weights

    def copied(self, name: str) -> "TransformerModel":
        """A copy under another name, whose weights are its own; what was said of the outputs holds for it too."""
        with alone(self.model):
            return self._with(copy.deepcopy(self.model), name)

    def _with(self, model: Any, name: str) -> "TransformerModel":
        """Another module in the place of this one's, of the same kind; what was said of the outputs holds for it."""
        made = TransformerModel(model, self.tokenizer, name=name)
        made.kind, made.named_labels, made.limit, made.cuts = self.kind, self.named_labels, self.limit, self.cuts
        made.threads = Threads(self.threads.count, self.threads.operations)
        return made

    def with_threads(self, count: int) -> "TransformerModel":
        """The same model, weights and all, whose passes get so many threads."""
        check_count("threads", count)
        made = copy.copy(self)
        made.threads = Threads(count)
        return made

    @contextmanager
    def _passing(self, kind: str, tokens: int, doing: str, inside: bool = False) -> Iterator[None]:
        """Alone with the model, with threads for a pass of this kind over so many tokens, its failures told.

        `inside`: what is done looks inside the module, which is made for it where there is none yet.
        """
        turn = alone(self.model) if inside else self.passes.alone()
        with turn, self.threads.of(kind, tokens, self.passes.device.type), told(self.name, f"on {doing}"):
            yield

    @property
    def one_length(self) -> bool:
        return self.passes.one_length

    @property
    def config(self) -> Any:
        unmade = self.passes.unmade
        return self.model.config if unmade is None else unmade.config

    def fingerprint(self) -> Fingerprint:
        with self.passes.alone():
            return fingerprinting.fingerprint(self.name, self.revision, self.weights, self.tokenizer)

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        given = [row for row in rows if isinstance(row, TokenRow)]
        found = check_outputs(self.name, self._numbers(given, precision, read), len(given))
        return self._checked(found) if read is None else found

    def _numbers(self, rows: Sequence[TokenRow], precision: str, read: Read | None) -> NDArray[np.float32]:
        """Packed where that gives the model's own answers, through the model itself otherwise."""
        self.passes.autocast(precision)  # an unknown one is told before anything runs
        with self._passing("forward", sum(map(len, rows)), f"{len(rows)} rows of up to {max(map(len, rows))} tokens"):
            numbers = self.packed.numbers(rows, precision, read)
            if numbers is not None:
                return _array(numbers)
            return np.concatenate([self._plain(part, precision, read) for part in self.together(rows)])

    def _plain(self, rows: Sequence[TokenRow], precision: str, read: Read | None) -> NDArray[np.float32]:
        """One pass of the model itself; rows of one length where it turns out that the batch's length matters."""
        import torch

        before = self.one_length
        inputs = self.passes.inputs(rows)
        with torch.inference_mode(), self.passes.autocast(precision):
            output = self.passes.watched(inputs)
            if self.one_length and not before and len(rows) > 1:
                return np.concatenate([self._plain(part, precision, read) for part in of_one_length(rows)])
            return _array(output.logits if read is None else read(output, inputs))

    def tables(self, rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        import torch

        longest = max(map(len, rows))
        with self._passing("forward", sum(map(len, rows)), f"{len(rows)} rows of up to {longest} tokens"):
            if self.passes.unmade is not None:
                return own_tables(self.table, self.packed.table(rows), rows, longest, left=False)
            inputs = self.passes.inputs(rows, left)
            with torch.inference_mode():
                output = self.passes.watched(inputs)
            return own_tables(self.table, output, rows, longest, left)

    def _stamp(self) -> object:
        return sum(0 if one.is_inference() else one._version for one in self.weights.parameters())

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.packed.note is None else (self.packed.note,)

    def deviation(self, rows: Sequence[Row], read: Read | None = None) -> float:
        """How far bfloat16 moves the answers for these rows: the largest difference of a number from float32's.

        In probabilities (values of a regression), or in whatever `read` gives.
        """
        exact, rough = (self.forward(rows, precision, read) for precision in PRECISIONS)
        if read is None:
            exact, rough = self.probabilities(exact), self.probabilities(rough)
        return float(np.abs(rough - exact).max(initial=0.0))

    def slowness(self) -> float:
        """How many times as long products in bfloat16 take as in float32 on this processor; 1 on another device."""
        import torch

        works = self.passes.device.type == "cpu" and onednn.works(torch.bfloat16)
        return onednn.slowness(torch.bfloat16) if works else 1.0

    def width(self) -> int:
        """How long the vectors inside are, by the configuration; 1 where it does not say."""
        return int(getattr(self.config, "hidden_size", 1) or 1)

    def gradients(
        self, row: TokenRow, points: Points, layer: str | None, read: Read, precision: str = "float32"
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, L, D) of them at S points that replace `layer`'s output."""

        def values(leaf: "Tensor") -> "Tensor":
            packed = self.packed.differentiable(row, leaf, precision, read) if layer is None else None
            return self._sites.values(row, leaf, layer, read, precision) if packed is None else packed

        parts = [points] if self.shares_passes else [points[index : index + 1] for index in range(len(points))]
        doing, inside = f"{len(points)} points of {len(row)} tokens", layer is not None
        with self._passing("gradients", len(points) * len(row), doing, inside):
            replies = [differentiated(self.passes, part, values) for part in parts]
        return PointReply(
            np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
        )

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What `layer` (None: the word-embedding lookup) gives for rows of one length: (B, L, D)."""
        doing, inside = f"{len(rows)} rows of {len(rows[0])} tokens", layer is not None
        with self._passing("capture", sum(map(len, rows)), doing, inside):
            return _array(self._lookup(rows) if layer is None else self._captured(rows, layer))

    def _lookup(self, rows: Sequence[TokenRow]) -> "Tensor":
        known = self.packed.lookup(rows)
        return lookups.vectors(self.passes, rows) if known is None else known

    def _captured(self, rows: Sequence[TokenRow], layer: str) -> "Tensor":
        import torch

        return torch.cat([self._sites.captured(part, layer) for part in self.together(rows)])

    def attentions(self, row: TokenRow) -> NDArray[np.float32]:
        """Attention weights of all layers and heads for one row: (layers, heads, L, L)."""
        with self._passing("attention", len(row), f"the attention of {len(row)} tokens", inside=True):
            return attention.attentions(self.passes, row)

    def attentions_of(self, rows: Sequence[TokenRow]) -> list[NDArray[np.float32]]:
        """Attention weights of each of several rows (layers, heads, L, L), an encoder's of an encoder-decoder."""
        doing = f"the attention of {len(rows)} rows of up to {max(map(len, rows))} tokens"
        with self._passing("attention", sum(map(len, rows)), doing, inside=True):
            parts = [attention.attentions_of(self.passes, part) for part in self.together(rows)]
        return [weights for part in parts for weights in part]

    def attended(self, row: TokenRow) -> AttentionPass:
        """All stacks of attention for one row, and what is known of the values they multiply."""
        with self._passing("attention", len(row), f"the attention of {len(row)} tokens", inside=True):
            return attention.attended(self.passes, row)

    def head_scores(self, row: TokenRow, kind: str, layer: int, head: int) -> HeadScores:
        """What the weights of one head (layer and head from 0, of one stack) are the softmax of."""
        with self._passing("attention", len(row), f"the attention of {len(row)} tokens", inside=True):
            return attention_scores.head_scores(self.passes, row, kind, layer, head)

    def head_stacks(self) -> tuple[HeadStack, ...]:
        """The stacks of layers, whose heads can be silenced and differentiated."""
        if self._head_stacks is None:
            row = self._probe.row()
            with self._passing("attention", len(row), f"the attention of {len(row)} tokens", inside=True):
                self._head_stacks = attention_heads.head_stacks(self.passes, row)
        return self._head_stacks

    def head_gradients(self, row: TokenRow, read: Read, stack: str | None = None) -> NDArray[np.float32]:
        """d value / d gate of each head, (layers, heads), of the one number that `read` gives of the row."""
        chosen = attention_heads.stack_called(self.head_stacks(), stack)
        with self._passing("gradients", len(row), f"gradients of the heads over {len(row)} tokens", inside=True):
            return attention_heads.head_gradients(self.passes, chosen, row, read)

    def without_each_head(self, row: TokenRow, read: Read, stack: str | None = None) -> NDArray[np.float32]:
        """What `read` gives of the row, one number, where one head is silent, each in turn: (layers, heads)."""
        chosen = attention_heads.stack_called(self.head_stacks(), stack)
        rows_at_once = max(1, _SILENCED_TOKENS // len(row)) if self.shares_passes else 1
        with self._passing("forward", rows_at_once * len(row), f"heads silenced over {len(row)} tokens", inside=True):
            return attention_heads.without_each_head(self.passes, chosen, row, read, rows_at_once)

    def head_means(self, rows: Sequence[TokenRow], stack: str | None = None) -> NDArray[np.float32]:
        """What heads write before the output projection, (layers, heads, width): means over all positions of rows."""
        chosen = attention_heads.stack_called(self.head_stacks(), stack)
        with self._passing("capture", sum(map(len, rows)), f"{len(rows)} rows", inside=True):
            return attention_heads.head_means(self.passes, chosen, rows).reshape(*chosen.shape, chosen.width)

    def gated(
        self, name: str, gates: Floats, means: NDArray[np.float32] | None = None, stack: str | None = None
    ) -> "TransformerModel":
        """A model that shares all weights with this one, in which each head writes its gate times what it wrote.

        Args:
            name: what it is called; its fingerprint differs from this one's.
            gates: (layers, heads); 1 leaves a head as it is, 0 silences it.
            means: (layers, heads, width); 1 - gate times this is written beside it. None: nothing.
            stack: of an encoder-decoder the stack whose heads these are; None is the first.
        """
        chosen = attention_heads.stack_called(self.head_stacks(), stack)
        factors = np.repeat(np.asarray(gates, dtype=np.float32), chosen.width, axis=1)
        fills = (1 - factors) * (0 if means is None else means.reshape(factors.shape))
        with alone(self.model):
            return self._with(head_gates.gated(self.model, chosen.projections, factors, fills), name)

    def layer_states(self, row: TokenRow) -> NDArray[np.float32]:
        """What passes between the layers, (layers + 1, L, D): the embeddings first; before any norm behind the last."""
        trunk = self._layers()
        with self._passing("capture", len(row), f"the layers of {len(row)} tokens", inside=True):
            return _array(layers.layer_states(self.passes, trunk, row))

    def at_layers(self, row: TokenRow, read: Read) -> NDArray[np.float32]:
        """What `read` finds, (layers + 1, K), where the head stands on each layer, the embeddings first."""
        trunk = self._layers()
        columns = self.vocabulary.rows or 1 if self.head in ("masked-lm", "causal-lm") else 1
        most = min(self.batch_tokens, _LOGITS // columns) // len(row)
        at_once = max(1, most) if self.shares_passes else 1
        with self._passing("forward", len(row) * trunk.layers, f"the layers of {len(row)} tokens", inside=True):
            return layers.at_layers(self.passes, trunk, row, read, at_once)

    def _layers(self) -> layers.Trunk:
        if self._trunk is None:
            row = self._probe.row()
            with self._passing("capture", len(row), f"the layers of {len(row)} tokens", inside=True):
                self._trunk = layers.trunk(self.passes, row)
        return self._trunk

    def layer_means(
        self,
        rows: Sequence[TokenRow],
        places: Sequence[Places],
        layers: Sequence[int] | None = None,
        contexts: Sequence[int] | None = None,
    ) -> LayerMeans:
        """Vectors at each layer and outputs of its heads, as means over groups of positions of each row (`LayerMeans`).

        Args:
            rows: what the model reads; those that may share a pass do.
            places: of each row the groups, each the positions that it is the mean of; one of none gives zeros.
            layers: whose vectors are wanted, 0 for the embeddings; None: all.
            contexts: the layers, from 1, the outputs of whose heads are wanted; None: all.

        Raises:
            UnsupportedError: a layer keeps its vectors to itself, or its heads are of no known kind.
        """
        parts: list[LayerMeans] = []
        start, longest = 0, max(map(len, rows))
        with self._passing("layers", sum(map(len, rows)), f"{len(rows)} rows of up to {longest} tokens", inside=True):
            for part in self.together(rows):
                left = len({len(row) for row in part}) > 1 and self.pads_left
                inside = places[start : start + len(part)]
                parts.append(hidden.means(self.passes, part, inside, left, layers, contexts))
                start += len(part)
        return joined(parts)

    def readout_position(self, row: TokenRow) -> int:
        """The position that a classification head reads."""
        return attention.readout_position(self.model, row)

    def embedding_gram(self, row: TokenRow) -> Floats:
        """E^T E of the word embeddings as this row is looked up in them: (D, D)."""
        with self.passes.alone():
            products = [(part.double().T @ part.double()).cpu().numpy() for part in self._vocabulary(row)]
        gram: Floats = np.sum(products, axis=0)
        return gram

    def mean_embedding(self, row: TokenRow) -> NDArray[np.float32]:
        """The mean of the vectors of all word pieces, as this row is looked up in them: (D,)."""
        with self.passes.alone():
            sums = [(part.double().sum(0).cpu().numpy(), len(part)) for part in self._vocabulary(row)]
        total: Floats = np.sum([part for part, _ in sums], axis=0)
        return (total / sum(count for _, count in sums)).astype(np.float32)

    def _vocabulary(self, row: TokenRow) -> "Iterator[Tensor]":
        return lookups.vocabulary(self.passes, row, self.packed.words())


def _array(numbers: "Tensor") -> NDArray[np.float32]:
    made: NDArray[np.float32] = numbers.float().cpu().numpy()
    return made


def _multiplied(weights: Any, words: Any) -> int:
    """Weights that each token is multiplied with: all but those of the module that `words` are looked up in."""
    table = getattr(words, "weight", None)
    return sum(int(one.numel()) for one in weights.parameters()) - (0 if table is None else int(table.numel()))
