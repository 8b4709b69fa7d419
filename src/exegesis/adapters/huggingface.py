"""Transformers sequence classifiers: rows in, logits out, with the model's own special tokens, types and positions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import attention, fingerprinting, sites
from exegesis.adapters.base import Model, check_outputs
from exegesis.adapters.turns import alone
from exegesis.adapters.windows import token_windows
from exegesis.errors import InputError, LoadError, ModelError, unknown
from exegesis.explanation import Fingerprint, Window
from exegesis.requests import AttentionReply, PointReply
from exegesis.rows import Row, TokenRow, Tokens
from exegesis.types import Floats, Outputs, Points, Span

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
        head = type(model).__name__
        if "ForSequenceClassification" not in head:
            raise LoadError(
                f"{head} is not a sequence classifier; give an ...ForSequenceClassification model, unwrapped."
            )
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.name = name or str(model.config.name_or_path or head)
        self.revision = revision  # the commit on the hub
        self.kind = _kind(model.config)
        self.scale = "logit"
        self.gives = frozenset({"tokens", "gradients", "attentions", "embeddings"})
        self.limit = _limit(model.config, tokenizer)
        self.tokens_first: dict[str | None, bool] = {}  # layer -> its output is (L, B, D); learned when first met
        self.specials = int(tokenizer.num_special_tokens_to_add(pair=False))

    @property
    def labels(self) -> tuple[str, ...]:
        names = self.model.config.id2label
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

    def windows(self, text: str) -> tuple[Window, ...]:
        return token_windows(self.tokenizer, text, self.limit - self.specials)

    def encode(self, texts: Sequence[str]) -> list[Row]:
        encoded = self.tokenizer(list(texts), truncation=False, padding=False, verbose=False)
        types = encoded.get("token_type_ids") or [None] * len(texts)
        rows: list[Row] = []
        for ids, kinds in zip(encoded["input_ids"], types, strict=True):
            if len(ids) > self.limit:
                raise InputError(
                    f"a text of {len(ids)} tokens does not fit {self.name}, which reads {self.limit} at once. "
                    "If it is one with units removed, use baseline='mask' or a shorter replacement."
                )
            rows.append(self._row(ids, kinds))
        return rows

    def tokens(self, text: str, window: Window) -> Tokens:
        encoded = self.tokenizer(
            text[window.start : window.end],
            truncation=False,
            verbose=False,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        row = self._row(encoded["input_ids"], encoded.get("token_type_ids"))
        if not encoded["input_ids"]:  # nothing of the text is left, and a token that is none of it stands alone
            return Tokens(row, (Span(window.start, window.start),), (True,))
        special = tuple(bool(flag) for flag in encoded["special_tokens_mask"])
        spans = tuple(Span(window.start + start, window.start + end) for start, end in encoded["offset_mapping"])
        return Tokens(row, spans, special)

    # -- rows to numbers ----------------------------------------------------------------------------------------

    def forward(self, rows: Sequence[Row], precision: str = "float32") -> Outputs:
        import torch

        outputs = []
        for part in self._together([row for row in rows if isinstance(row, TokenRow)]):
            with torch.inference_mode(), self._autocast(precision):
                logits = self.run(part).logits
            outputs.append(self._checked(logits.float().cpu().numpy(), len(part)))
        return np.concatenate(outputs)

    def run(self, rows: Sequence[TokenRow], *, body: bool = False, **options: Any) -> Any:
        """One pass of the transformer itself (or of its body without the head), always in evaluation mode."""
        with alone(self.model):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            return (self.model.base_model if body else self.model)(**self.inputs(rows), **options)

    def gradients(
        self,
        row: TokenRow,
        points: Points,
        layer: str | None,
        readout: "Callable[[Tensor], Tensor]",
        precision: str = "float32",
    ) -> PointReply:
        """Values (S, T) and gradients (S, T, L, D) of `readout(logits)` at S points that replace `layer`'s output."""
        parts = [points] if self._shares_passes else [points[index : index + 1] for index in range(len(points))]
        with alone(self.model), self._autocast(precision):
            replies = [sites.gradients(self, row, part, layer, readout) for part in parts]
        return PointReply(
            np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
        )

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What `layer` (None: the word-embedding lookup) gives for rows of one length: (B, L, D)."""
        with alone(self.model):
            return sites.capture(self, rows, layer)

    def attentions(self, row: TokenRow) -> AttentionReply:
        """Attention weights of all layers and heads for one row."""
        with alone(self.model):
            return attention.attentions(self, row)

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
        """Without a padding token some heads (GPT-2's) take one row at a time."""
        return self.model.config.pad_token_id is not None

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

    def _checked(self, logits: NDArray[np.float32], rows: int) -> Outputs:
        outputs = check_outputs(self.name, logits, rows)
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
