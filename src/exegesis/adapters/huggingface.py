"""Transformers with any of the known heads: rows in, logits out, with the model's own special tokens and positions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import attention, encoding, fingerprinting, sites
from exegesis.adapters.base import Model, Read, check_outputs
from exegesis.adapters.heads import head_of
from exegesis.adapters.turns import alone
from exegesis.adapters.windows import document_windows
from exegesis.errors import InputError, LoadError, ModelError, unknown
from exegesis.inputs import Document
from exegesis.records import Fingerprint, Window
from exegesis.requests import PointReply
from exegesis.rows import Row, Texts, TokenRow, Tokens
from exegesis.types import Floats, Outputs, Points

if TYPE_CHECKING:
    from torch import Tensor

# Where neither tokenizer nor config states a limit (relative positions), the window that memory can bear.
UNSTATED_LIMIT = 2048
PRECISIONS = ("float32", "bfloat16")
# Families that count positions from their padding id on.
_OFFSET_FAMILIES = {"roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "xmod"}
_OFFSET_FAMILIES |= {"longformer", "data2vec-text", "ibert", "esm"}
# Families whose head reads the last position even where that is padding, so their rows are padded on the left.
_LAST_POSITION_FAMILIES = {"xlnet"}


class TransformerModel(Model):
    """A (model, tokenizer) pair of transformers, in evaluation mode; its weights are read, never changed."""

    def __init__(self, model: Any, tokenizer: Any, *, name: str | None = None, revision: str | None = None) -> None:
        if not (hasattr(model, "config") and hasattr(tokenizer, "is_fast")):
            given = f"{type(model).__name__}, {type(tokenizer).__name__}"
            raise LoadError(f"a pair must be (model, tokenizer) of transformers, not ({given}).")
        if not tokenizer.is_fast:
            raise LoadError("the tokenizer is a slow one without character offsets; load it with use_fast=True.")
        found = head_of(model)
        self.head = found.name
        self.table = found.table
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.name = name or str(model.config.name_or_path or type(model).__name__)
        self.revision = revision  # the commit on the hub
        self.kind = _kind(model.config) if self.head == "classification" else "single-label"
        self.scale = "logit"
        self.gives = frozenset({"tokens", "gradients", "attentions", "embeddings"})
        self.gives |= {"classes"} if self.head == "classification" else set()
        self.limit = _limit(model.config, tokenizer)
        self.tokens_first: dict[str | None, bool] = {}  # layer -> its output is (L, B, D); learned when first met

    @property
    def labels(self) -> tuple[str, ...]:
        names = self.model.config.id2label  # of a language model these say nothing: its outputs are word pieces
        return tuple(str(names.get(index, f"LABEL_{index}")) for index in range(self.model.config.num_labels))

    @property
    def mask_id(self) -> int | None:
        """Id of the mask token; None where the model has none (GPT-2, Llama)."""
        found: int | None = self.tokenizer.mask_token_id
        return found

    @property
    def pad_id(self) -> int | None:
        """Id of the padding token, None where there is none."""
        found: int | None = self.tokenizer.pad_token_id
        return found

    def fingerprint(self) -> Fingerprint:
        return fingerprinting.fingerprint(self.name, self.revision, self.model, self.tokenizer)

    # -- text to rows -------------------------------------------------------------------------------------------

    def windows(self, document: Document) -> tuple[Window, ...]:
        return document_windows(self.tokenizer, document, self.limit, self.name)

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        return [self._row(ids, kinds) for ids, kinds in encoding.encoded(self.tokenizer, texts, self.limit, self.name)]

    def tokens(self, document: Document, window: Window) -> Tokens:
        blank = not self.tokenizer(document.texts(window), verbose=False)["input_ids"] if _single(document) else False
        return encoding.tokens(self.tokenizer, document, window, self._row((), None) if blank else None)

    # -- rows to numbers ----------------------------------------------------------------------------------------

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        import torch

        outputs = []
        for part in self._together([row for row in rows if isinstance(row, TokenRow)]):
            inputs = self.inputs(part)
            with torch.inference_mode(), self._autocast(precision):
                output = self.run(inputs)
                numbers = output.logits if read is None else read(output, inputs)
            found = check_outputs(self.name, numbers.float().cpu().numpy(), len(part))
            outputs.append(self._checked(found) if read is None else found)
        return np.concatenate(outputs)

    def run(self, inputs: "dict[str, Tensor]", *, body: bool = False, **options: Any) -> Any:
        """One pass of the transformer itself (or of its body without the head), always in evaluation mode."""
        with alone(self.model):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            if self.head == "causal-lm":
                options["use_cache"] = False
            return (self.model.base_model if body else self.model)(**inputs, **options)

    def gradients(
        self, row: TokenRow, points: Points, layer: str | None, read: Read, precision: str = "float32"
    ) -> PointReply:
        """Values (S, T) of `read` and gradients (S, T, L, D) of them at S points that replace `layer`'s output."""
        parts = [points] if self._shares_passes else [points[index : index + 1] for index in range(len(points))]
        with alone(self.model), self._autocast(precision):
            replies = [sites.gradients(self, row, part, layer, read) for part in parts]
        return PointReply(
            np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
        )

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What `layer` (None: the word-embedding lookup) gives for rows of one length: (B, L, D)."""
        with alone(self.model):
            return sites.capture(self, rows, layer)

    def attentions(self, row: TokenRow) -> NDArray[np.float32]:
        """Attention weights of all layers and heads for one row: (layers, heads, L, L)."""
        with alone(self.model):
            return attention.attentions(self, row)

    def readout_position(self, row: TokenRow) -> int:
        """The position that a classification head reads."""
        return attention.readout_position(self, row)

    def embedding_gram(self) -> Floats:
        """E^T E of the word-embedding matrix: (D, D)."""
        weight = self.model.get_input_embeddings().weight.detach()
        gram: Floats = np.zeros((weight.shape[1], weight.shape[1]))
        # By stretches of the vocabulary: a quarter of a million words in double precision would take gigabytes.
        for part in weight.split(16_384):
            gram += (part.double().T @ part.double()).cpu().numpy()
        return gram

    def inputs(self, rows: Sequence[TokenRow]) -> "dict[str, Tensor]":
        """The rows as the model's keyword arguments, padded so that no row's answer depends on the others.

        That is on the right and with the model's own padding id, whatever the tokenizer was set to: positions are
        counted from the left, and heads find the first or the last real token there.
        """
        import torch

        longest = max(len(row) for row in rows)
        left = self.model.config.model_type in _LAST_POSITION_FAMILIES

        def padded(values: Sequence[Sequence[int]], filler: int) -> "Tensor":
            table = np.full((len(values), longest), filler, dtype=np.int64)
            for line, items in zip(table, values, strict=True):
                line[slice(longest - len(items), longest) if left else slice(0, len(items))] = items
            return torch.from_numpy(table).to(self.model.device)

        result = {
            "input_ids": padded([row.ids for row in rows], self.model.config.pad_token_id or 0),
            "attention_mask": padded([(1,) * len(row) for row in rows], 0),
        }
        if rows[0].types is not None:
            filler = int(getattr(self.tokenizer, "pad_token_type_id", 0))
            result["token_type_ids"] = padded([row.types or () for row in rows], filler)
        return result

    @property
    def _shares_passes(self) -> bool:
        """Without a padding token some classification heads (GPT-2's) take one row at a time."""
        return self.table != "classes" or self.model.config.pad_token_id is not None

    def _together(self, rows: Sequence[TokenRow]) -> list[Sequence[TokenRow]]:
        return [rows] if self._shares_passes else [[row] for row in rows]

    def _row(self, ids: Sequence[int], kinds: Sequence[int] | None) -> TokenRow:
        if ids:
            return TokenRow(tuple(ids), None if kinds is None else tuple(kinds))
        # All is deleted, and the tokenizer adds no special tokens (GPT-2): the token that begins a text stands alone.
        known = (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id, self.model.config.pad_token_id)
        first = next((token for token in known if token is not None), None)
        if first is None:
            raise InputError(f"{self.name} cannot read an empty text; give a string as baseline=.")
        return TokenRow((int(first),), None if kinds is None else (0,))

    def _checked(self, outputs: Outputs) -> Outputs:
        if outputs.shape[1] != len(self.labels):
            raise ModelError(
                f"{self.name} gives {outputs.shape[1]} outputs where its configuration names {len(self.labels)} labels."
            )
        return outputs

    def _autocast(self, precision: str) -> Any:
        import torch

        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        return torch.autocast(self.model.device.type, torch.bfloat16, enabled=precision == "bfloat16")


def _single(document: Document) -> bool:
    return len(document.parts) == 1


def _kind(config: Any) -> str:
    if config.problem_type == "multi_label_classification":
        return "multi-label"
    if config.problem_type == "regression" or config.num_labels == 1:
        return "regression"
    return "single-label"


def _limit(config: Any, tokenizer: Any) -> int:
    """Tokens read at once, special ones included: the smaller of what tokenizer and position table allow."""
    stated = [int(tokenizer.model_max_length)] if tokenizer.model_max_length < 1e6 else []
    table = getattr(config, "max_position_embeddings", None)
    if isinstance(table, int) and table > 0:
        # RoBERTa's family counts positions from pad_token_id + 1, so its table holds that many fewer.
        stated.append(table - ((config.pad_token_id or 0) + 1 if config.model_type in _OFFSET_FAMILIES else 0))
    return min(stated, default=UNSTATED_LIMIT)
