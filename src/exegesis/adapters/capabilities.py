"""What a model may give beyond its answers: a Protocol for each, so that who asks for it is checked before it runs.

A model has a capability by having its methods. `gives` is the same for people, and for what a method says it `needs`.
To ask takes some ten microseconds (Python 3.11), so it is asked once for a text and not once for a row.
"""

from collections.abc import Sequence
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.attention_heads import HeadStack
from exegesis.adapters.feature_maps import FeatureMap
from exegesis.adapters.passes import Passes
from exegesis.adapters.reads import Read
from exegesis.core.types import Floats, Points
from exegesis.data.attention import AttentionPass, HeadScores
from exegesis.data.inputs import Document
from exegesis.data.records import Fingerprint, Window
from exegesis.data.requests import PointReply
from exegesis.data.rows import DataRow, Row, Texts, TokenRow, Tokens
from exegesis.data.vectors import LayerMeans


@runtime_checkable
class GivesTokens(Protocol):
    """Word pieces, with their places in the text.

    `tokenizer` is one of transformers; `limit` says how many pieces are read at once.
    """

    name: str
    tokenizer: Any
    limit: int

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        """One row for each text or pair, whole."""

    def tokens(self, document: Document, window: Window) -> Tokens:
        """The word pieces of one window, with offsets into the document's text."""


@runtime_checkable
class GivesGradients(Protocol):
    """Vectors at a named layer (None: where the input enters), and gradients with respect to what is put there."""

    def width(self) -> int:
        """How long one vector is, about."""

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What the layer gives for rows of one length: (B, L, D)."""

    def gradients(
        self, row: TokenRow, points: Points, layer: str | None, read: Read, precision: str = "float32"
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, L, D) of them at S points that replace the layer's output."""


@runtime_checkable
class GivesPointGradients(Protocol):
    """The same of what is no text: numbers on a grid of positions enter a torch module, or stand in for a layer's."""

    def entering(self, row: DataRow) -> NDArray[np.float32]:
        """What the module gets for a row: (D, rows, columns)."""

    def feature_map(self, entering: NDArray[np.float32], layer: str | None) -> FeatureMap:
        """Where the maps of a layer stand; None: of the last convolution."""

    def mapped(self, entering: NDArray[np.float32], at: FeatureMap) -> NDArray[np.float32]:
        """What the layer gives where this enters: (P, D)."""

    def point_gradients(
        self, points: Points, grid: Sequence[int], read: Read, at: tuple[FeatureMap, NDArray[np.float32]] | None = None
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, P, D) at points (S, P, D) that enter, or stand in for a layer's.

        `at`: the layer, and what enters meanwhile.
        """


@runtime_checkable
class GivesEmbeddings(Protocol):
    """A matrix E (V, D) of word embeddings, seen through what the row's pieces are looked up in."""

    def embedding_gram(self, row: TokenRow) -> Floats:
        """E^T E: (D, D)."""

    def mean_embedding(self, row: TokenRow) -> NDArray[np.float32]:
        """The mean over all word pieces: (D,)."""


@runtime_checkable
class GivesAttentions(Protocol):
    """Attention of each position to each."""

    def attentions(self, row: TokenRow) -> NDArray[np.float32]:
        """The weights of all layers and heads for one row: (layers, heads, L, L)."""

    def readout_position(self, row: TokenRow) -> int:
        """The position that a classification head reads."""


@runtime_checkable
class GivesStacks(Protocol):
    """Attention of every stack of layers, an encoder-decoder's too, with what it multiplies."""

    def attended(self, row: TokenRow) -> AttentionPass:
        """The weights of all stacks for one row, and inner products of the vectors that they weigh."""

    def attentions_of(self, rows: Sequence[TokenRow]) -> list[NDArray[np.float32]]:
        """The weights of each of several rows (layers, heads, L, L), an encoder's of an encoder-decoder."""

    def head_scores(self, row: TokenRow, kind: str, layer: int, head: int) -> HeadScores:
        """What the weights of one head (layer and head from 0, of one stack) are the softmax of."""


@runtime_checkable
class GivesHeads(Protocol):
    """Attention heads that can be told apart: their importance to an answer, and the model without some of them."""

    def head_stacks(self) -> tuple[HeadStack, ...]:
        """The stacks of layers; `UnsupportedError` where their heads cannot be told apart."""

    def head_gradients(self, row: TokenRow, read: Read, stack: str | None = None) -> NDArray[np.float32]:
        """d value / d gate of each head, (layers, heads), of the one number that `read` gives of the row."""

    def without_each_head(self, row: TokenRow, read: Read, stack: str | None = None) -> NDArray[np.float32]:
        """What `read` gives of the row, one number, where one head is silent, each in turn: (layers, heads)."""

    def head_means(self, rows: Sequence[TokenRow], stack: str | None = None) -> NDArray[np.float32]:
        """What heads write before the output projection, (layers, heads, width): means over all positions of rows."""

    def silent_heads(self, stack: str | None = None) -> NDArray[np.bool_]:
        """Which heads write nothing of their own any more, (layers, heads)."""

    def gated(
        self, name: str, gates: Floats, means: NDArray[np.float32] | None = None, stack: str | None = None
    ) -> Self:
        """The model in which each head writes its gate, (layers, heads), times what it wrote."""


@runtime_checkable
class GivesLayers(Protocol):
    """What passes between layers, and what the model's head makes of it."""

    def layer_states(self, row: TokenRow, encoder: bool = False) -> NDArray[np.float32]:
        """What passes between the layers, (layers + 1, L, D), the embeddings first; of an encoder, where it has two."""

    def at_layers(self, row: TokenRow, read: Read) -> NDArray[np.float32]:
        """What `read` finds, (layers + 1, K), where the head stands on each layer, the embeddings first."""


@runtime_checkable
class GivesLayerMeans(GivesTokens, Protocol):
    """Vectors at every layer, and what each head of it gives, from one pass over many rows."""

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The stretches that the model reads at once."""

    def whole_tokens(self, texts: Sequence[str]) -> list[Tokens | None]:
        """The word pieces of each text, tokenised together; None where one is to be read by its windows."""

    def fingerprint(self) -> Fingerprint:
        """Which model this is, exactly."""

    def layer_means(
        self,
        rows: Sequence[TokenRow],
        places: Sequence[Sequence[Sequence[int]]],
        layers: Sequence[int] | None = None,
        contexts: Sequence[int] | None = None,
    ) -> LayerMeans:
        """Means over groups of positions of each row, in float32; `layers`, `contexts`: which are wanted, None: all."""


@runtime_checkable
class WhiteBox(GivesGradients, GivesEmbeddings, Protocol):
    """All that methods along a path of word embeddings ask for."""


@runtime_checkable
class GivesDeviation(Protocol):
    """Passes in bfloat16, and how far these move the answers."""

    def deviation(self, rows: Sequence[Row], read: Read | None = None) -> float:
        """The largest difference of a number from float32's, over all outputs or what `read` gives."""

    def slowness(self) -> float:
        """How many times as long products in bfloat16 take as in float32, where the model stands now."""


@runtime_checkable
class GivesModule(Protocol):
    """A torch module, and the same model with weights of its own."""

    name: str

    @property
    def model(self) -> Any:
        """The torch module."""

    def copied(self, name: str) -> Self:
        """A copy under another name, whose weights are its own."""


@runtime_checkable
class GivesWeights(GivesTokens, Protocol):
    """The torch model itself, whose weights may be read, copied and trained, and whose passes others may make."""

    head: str
    kind: str

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def model(self) -> Any:
        """The torch module."""

    @property
    def passes(self) -> Passes:
        """What makes passes through it."""

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The stretches that the model reads at once."""

    def copied(self, name: str) -> Self:
        """A copy under another name, whose weights are its own."""

    def together(self, rows: Sequence[Row]) -> list[list[TokenRow]]:
        """The rows, in their order, in the batches in which each has the answer that it has alone."""


@runtime_checkable
class TakesThreads(Protocol):
    """Passes of its own making, which can be told how many threads to take."""

    def with_threads(self, count: int) -> Self:
        """The same model, weights and all, whose passes take so many."""


@runtime_checkable
class GivesTreeShapley(Protocol):
    """Trees, of which a library reads Shapley values."""

    def tree_game(self, wished: str) -> str:
        """The game that is meant by "auto", or that which is wished."""


# By the names that people read, and that methods need them by.
CAPABILITIES: dict[str, Any] = {
    "attentions": GivesAttentions,
    "embeddings": GivesEmbeddings,
    "gradients": GivesGradients | GivesPointGradients,
    "tokens": GivesTokens,
    "trees": GivesTreeShapley,
}
