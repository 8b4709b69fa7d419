"""Transformers with any of the known heads: rows in, logits out, with the model's own special tokens and positions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import attention, fingerprinting, lookups, sites
from exegesis.adapters.base import Read, check_outputs
from exegesis.adapters.draws import Draws
from exegesis.adapters.failures import told
from exegesis.adapters.habits import of_one_length
from exegesis.adapters.heads import OUTPUTS, head_of
from exegesis.adapters.packed.path import PackedPath
from exegesis.adapters.state import Changes, put_back
from exegesis.adapters.tokenized import TokenModel, own_tables
from exegesis.adapters.turns import alone
from exegesis.adapters.vocabulary import embedding_rows
from exegesis.core.errors import LoadError, ModelError, unknown
from exegesis.core.types import Floats, Outputs, Points
from exegesis.data.records import Fingerprint
from exegesis.data.requests import PointReply
from exegesis.data.rows import Row, TokenRow

if TYPE_CHECKING:
    from torch import Tensor

PRECISIONS = ("float32", "bfloat16")


class TransformerModel(TokenModel):
    """A (model, tokenizer) pair of transformers, in evaluation mode; its weights are read, never changed."""

    def __init__(self, model: Any, tokenizer: Any, *, name: str | None = None, revision: str | None = None) -> None:
        if not (hasattr(model, "config") and hasattr(tokenizer, "is_fast")):
            given = f"{type(model).__name__}, {type(tokenizer).__name__}"
            raise LoadError(f"a pair must be (model, tokenizer) of transformers, not ({given}).")
        name = name or str(model.config.name_or_path or type(model).__name__)
        super().__init__(head_of(model), model.config, tokenizer, name, embedding_rows(model))
        self.model = model.eval()
        self.revision = revision  # the commit on the hub
        self.gives = frozenset({"tokens", "gradients", "attentions", "embeddings"})
        self.gives |= {"classes"} if self.head == "classification" else set()
        self.packed = PackedPath(self)
        self.draws = Draws()
        self._changes: Changes | None = None  # what the first pass changed, and was put back
        self.tokens_first: dict[str, bool] = {}  # layer -> its output is (L, B, D); learned when first met

    @property
    def config(self) -> Any:
        return self.model.config

    def fingerprint(self) -> Fingerprint:
        return fingerprinting.fingerprint(self.name, self.revision, self.model, self.tokenizer)

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        given = [row for row in rows if isinstance(row, TokenRow)]
        found = check_outputs(self.name, self._numbers(given, precision, read), len(given))
        return self._checked(found) if read is None else found

    def _numbers(self, rows: Sequence[TokenRow], precision: str, read: Read | None) -> NDArray[np.float32]:
        """Packed where that gives the model's own answers, through the model itself otherwise."""
        self.autocast(precision)  # an unknown one is told before anything runs
        with alone(self.model), told(self.name, f"on {len(rows)} rows of up to {max(map(len, rows))} tokens"):
            numbers = self.packed.numbers(rows, precision, read)
            if numbers is not None:
                return _array(numbers)
            return np.concatenate([self._plain(part, precision, read) for part in self.together(rows)])

    def _plain(self, rows: Sequence[TokenRow], precision: str, read: Read | None) -> NDArray[np.float32]:
        """One pass of the model itself; rows of one length where it turns out that the batch's length matters."""
        import torch

        before = self.one_length
        inputs = self.inputs(rows)
        with torch.inference_mode(), self.autocast(precision):
            output = self.draws.watched(lambda: self.run(inputs), self.model.device)
            if self.one_length and not before and len(rows) > 1:
                return np.concatenate([self._plain(part, precision, read) for part in of_one_length(rows)])
            return _array(output.logits if read is None else read(output, inputs))

    def tables(self, rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        import torch

        longest = max(map(len, rows))
        with told(self.name, f"on {len(rows)} rows of up to {longest} tokens"), alone(self.model):
            inputs = self.inputs(rows, left)
            with torch.inference_mode():
                output = self.draws.watched(lambda: self.run(inputs), self.model.device)
            return own_tables(self.table, output, rows, longest, left)

    def _stamp(self) -> object:
        return sum(0 if one.is_inference() else one._version for one in self.model.parameters())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of a result should know of how the passes were made."""
        return () if self.packed.note is None else (self.packed.note,)

    def deviation(self, rows: Sequence[Row], read: Read | None = None) -> float:
        """How far bfloat16 moves the answers for these rows: the largest difference of a number from float32's.

        In probabilities (values of a regression), or in whatever `read` gives.
        """
        exact, rough = (self.forward(rows, precision, read) for precision in PRECISIONS)
        if read is None:
            exact, rough = self.probabilities(exact), self.probabilities(rough)
        return float(np.abs(rough - exact).max(initial=0.0))

    def run(self, inputs: "dict[str, Tensor]", **options: Any) -> Any:
        """One pass of the transformer itself, always in evaluation mode.

        The model is left as it was. What fails inside is a `ModelError`.
        """
        shape = tuple(inputs["input_ids"].shape)
        with alone(self.model), told(self.name, f"on a batch of {shape[0]} x {shape[1]} tokens"):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            if self.head == "causal-lm":
                options["use_cache"] = False
            with put_back(self.model, shape[1]) as changed, self.draws.steady(self.model.device):
                output = self.model(**inputs, **options)
            self._compare(changed)
        self._check_output(output)
        return output

    def _compare(self, changed: Changes) -> None:
        """Passes that change the model in different ways do so by the length of their batches, as far as is known."""
        if self._changes is None:
            self._changes = changed
        self.one_length = self.one_length or changed != self._changes

    def _check_output(self, output: Any) -> None:
        missing = next((name for name in OUTPUTS[self.table] if getattr(output, name, None) is None), None)
        if missing is not None:
            raise ModelError(
                f"{self.name} gives a {type(output).__name__} without {missing}; its configuration may say return_dict "
                "false, or its class has another head."
            )

    def gradients(
        self, row: TokenRow, points: Points, layer: str | None, read: Read, precision: str = "float32"
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, L, D) of them at S points that replace `layer`'s output."""
        parts = [points] if self.shares_passes else [points[index : index + 1] for index in range(len(points))]
        with alone(self.model), told(self.name, f"on {len(points)} points of {len(row)} tokens"):
            replies = [sites.gradients(self, row, part, layer, read, precision) for part in parts]
        return PointReply(
            np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
        )

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What `layer` (None: the word-embedding lookup) gives for rows of one length: (B, L, D)."""
        with alone(self.model), told(self.name, f"on {len(rows)} rows of {len(rows[0])} tokens"):
            return sites.capture(self, rows, layer)

    def attentions(self, row: TokenRow) -> NDArray[np.float32]:
        """Attention weights of all layers and heads for one row: (layers, heads, L, L)."""
        with alone(self.model), told(self.name, f"on the attention of {len(row)} tokens"):
            return attention.attentions(self, row)

    def readout_position(self, row: TokenRow) -> int:
        """The position that a classification head reads."""
        return attention.readout_position(self, row)

    def embedding_gram(self, row: TokenRow) -> Floats:
        """E^T E of the word embeddings as this row is looked up in them: (D, D)."""
        with alone(self.model):
            products = [(part.double().T @ part.double()).cpu().numpy() for part in lookups.vocabulary(self, row)]
        gram: Floats = np.sum(products, axis=0)
        return gram

    def mean_embedding(self, row: TokenRow) -> NDArray[np.float32]:
        """The mean of the vectors of all word pieces, as this row is looked up in them: (D,)."""
        with alone(self.model):
            sums = [(part.double().sum(0).cpu().numpy(), len(part)) for part in lookups.vocabulary(self, row)]
        total: Floats = np.sum([part for part, _ in sums], axis=0)
        return (total / sum(count for _, count in sums)).astype(np.float32)

    def inputs(self, rows: Sequence[TokenRow], left: bool | None = None) -> "dict[str, Tensor]":
        """The rows as the model's keyword arguments (see `padded`)."""
        import torch

        return {name: torch.from_numpy(table).to(self.model.device) for name, table in self.padded(rows, left).items()}

    def autocast(self, precision: str) -> Any:
        """What makes the model's own passes run in this precision while inside."""
        import torch

        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        return torch.autocast(self.model.device.type, torch.bfloat16, enabled=precision == "bfloat16")


def _array(numbers: "Tensor") -> NDArray[np.float32]:
    made: NDArray[np.float32] = numbers.float().cpu().numpy()
    return made
