"""What stands inside a transformer: attention, its heads, and the layers, looked at, silenced and differentiated."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import attention, attention_heads, attention_scores, head_gates, hidden, layers
from exegesis.adapters.attention_heads import HeadStack
from exegesis.adapters.hidden import Places
from exegesis.adapters.packed.path import PackedPath
from exegesis.adapters.passes import Passes, array
from exegesis.adapters.reads import Read
from exegesis.adapters.tokenized import TokenModel
from exegesis.adapters.turns import alone
from exegesis.core.types import Floats
from exegesis.data.attention import AttentionPass, HeadScores
from exegesis.data.rows import TokenRow
from exegesis.data.vectors import LayerMeans, joined

_SILENCED_TOKENS = 512  # of one batch in which each row lacks another head

_LOGITS = 2**26  # of a batch of layers, 256 MB: of a large vocabulary a few rows have as many


class Interior(TokenModel):
    """A transformer whose passes are looked into. How they take their turn, and what a copy is, its child says."""

    passes: Passes
    packed: PackedPath
    _head_stacks: tuple[HeadStack, ...] | None = None  # once they were found
    _silent: Mapping[str, NDArray[np.bool_]] = MappingProxyType({})  # by stack, of a model made by `gated`
    _trunks: Mapping[bool, layers.Trunk] = MappingProxyType({})

    @abstractmethod
    def _passing(self, kind: str, tokens: int, doing: str, inside: bool = False) -> AbstractContextManager[None]:
        """Alone with the model, with threads for a pass of this kind over so many tokens, its failures told."""

    @abstractmethod
    def _with(self, model: Any, name: str) -> Self:
        """Another module in the place of this one's, of the same kind."""

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

    def silent_heads(self, stack: str | None = None) -> NDArray[np.bool_]:
        """Which heads write nothing of their own any more, (layers, heads)."""
        chosen = attention_heads.stack_called(self.head_stacks(), stack)
        return self._silent.get(chosen.kind, np.zeros(chosen.shape, dtype=np.bool_))

    def gated(
        self, name: str, gates: Floats, means: NDArray[np.float32] | None = None, stack: str | None = None
    ) -> Self:
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
        with alone(self.passes.model):
            made = self._with(head_gates.gated(self.passes.model, chosen.projections, factors, fills), name)
        made._head_stacks, made._trunks = self._head_stacks, self._trunks
        made._silent = {**self._silent, chosen.kind: self.silent_heads(chosen.kind) | (np.asarray(gates) == 0)}
        return made

    def layer_states(self, row: TokenRow, encoder: bool = False) -> NDArray[np.float32]:
        """What passes between the layers, (layers + 1, L, D): the embeddings first; before any norm behind the last.

        Of an encoder-decoder between the decoder's, or the encoder's.
        """
        trunk = self._layers(encoder)
        with self._passing("capture", len(row), f"the layers of {len(row)} tokens", inside=True):
            return array(layers.layer_states(self.passes, trunk, row))

    def at_layers(self, row: TokenRow, read: Read) -> NDArray[np.float32]:
        """What `read` finds, (layers + 1, K), where the head stands on each layer, the embeddings first."""
        trunk = self._layers()
        columns = self.vocabulary.rows or 1 if self.head in ("masked-lm", "causal-lm") else 1
        most = min(self.batch_tokens, _LOGITS // columns) // len(row)
        at_once = max(1, most) if self.shares_passes else 1
        with self._passing("forward", len(row) * trunk.layers, f"the layers of {len(row)} tokens", inside=True):
            return layers.at_layers(self.passes, trunk, row, read, at_once)

    def _layers(self, encoder: bool = False) -> layers.Trunk:
        if encoder not in self._trunks:
            row = self._probe.row()
            with self._passing("capture", len(row), f"the layers of {len(row)} tokens", inside=True):
                self._trunks = {**self._trunks, encoder: layers.trunk(self.passes, row, encoder)}
        return self._trunks[encoder]

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
        tokens, doing = sum(map(len, rows)), f"{len(rows)} rows of up to {max(map(len, rows))} tokens"
        with self._passing("layers", tokens, doing):
            packed = hidden.packed_means(self.packed, rows, places, layers, contexts)
        if packed is not None:
            return packed
        parts: list[LayerMeans] = []
        start = 0
        with self._passing("layers", tokens, doing, inside=True):
            for part in self.together(rows):
                left = len({len(row) for row in part}) > 1 and self.pads_left
                inside = places[start : start + len(part)]
                parts.append(hidden.means(self.passes, part, inside, left, layers, contexts))
                start += len(part)
        return joined(parts)

    def readout_position(self, row: TokenRow) -> int:
        """The position that a classification head reads."""
        return attention.readout_position(self.passes.model, row)
