"""Transformers with any of the known heads: rows in, logits out, with the model's own special tokens and positions."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import fingerprinting, lookups
from exegesis.adapters.base import Model, check_outputs
from exegesis.adapters.failures import told
from exegesis.adapters.habits import of_one_length
from exegesis.adapters.heads import Head, head_of
from exegesis.adapters.interior import Interior
from exegesis.adapters.packed import onednn
from exegesis.adapters.packed.path import PackedPath
from exegesis.adapters.passes import Passes, Unmade, array
from exegesis.adapters.reads import Read
from exegesis.adapters.sites import Sites, differentiated
from exegesis.adapters.threads import Threads
from exegesis.adapters.tokenized import own_tables
from exegesis.adapters.turns import alone
from exegesis.adapters.vocabulary import embedding_rows, embedding_table
from exegesis.core.errors import LoadError, UnsupportedError, check_count
from exegesis.core.types import Floats, Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PRECISIONS, PointReply
from exegesis.data.rows import Row, TokenRow

if TYPE_CHECKING:
    from torch import Tensor


def transformer(model: Model) -> "TransformerModel":
    """The model as a transformer with its weights; `UnsupportedError` where it is something else."""
    if not isinstance(model, TransformerModel):
        raise UnsupportedError(f"{model.name} is no transformer with its weights; give a folder, a hub id or a pair.")
    return model


class TransformerModel(Interior):
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
                return array(numbers)
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
            return array(output.logits if read is None else read(output, inputs))

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
            return array(self._lookup(rows) if layer is None else self._captured(rows, layer))

    def _lookup(self, rows: Sequence[TokenRow]) -> "Tensor":
        known = self.packed.lookup(rows)
        return lookups.vectors(self.passes, rows) if known is None else known

    def _captured(self, rows: Sequence[TokenRow], layer: str) -> "Tensor":
        import torch

        return torch.cat([self._sites.captured(part, layer) for part in self.together(rows)])

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


def _multiplied(weights: Any, words: Any) -> int:
    """Weights that each token is multiplied with: all but those of the module that `words` are looked up in."""
    table = getattr(words, "weight", None)
    return sum(int(one.numel()) for one in weights.parameters()) - (0 if table is None else int(table.numel()))
