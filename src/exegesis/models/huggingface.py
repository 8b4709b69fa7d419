"""Transformers sequence classifiers: rows in, logits out, with the model's own special tokens, types and positions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.errors import InputError, LoadError
from exegesis.explanation import Fingerprint, Window
from exegesis.models import attention, fingerprinting, sites
from exegesis.models.base import Model, check_outputs
from exegesis.models.windows import token_windows
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


class TransformerModel(Model):
    """A (model, tokenizer) pair of transformers, in evaluation mode; its weights are read, never changed."""

    def __init__(self, model: Any, tokenizer: Any, *, name: str | None = None) -> None:
        if not getattr(tokenizer, "is_fast", False):
            raise LoadError("the tokenizer is a slow one without character offsets; load it with use_fast=True.")
        head = type(model).__name__
        if "ForSequenceClassification" not in head:
            raise LoadError(f"{head} is not a sequence classifier; give an ...ForSequenceClassification model.")
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.name = name or str(model.config.name_or_path or head)
        self.kind = _kind(model.config)
        self.scale = "logit"
        self.gives = frozenset({"tokens", "gradients", "attentions", "embeddings"})
        self.limit = _limit(model.config, tokenizer)
        self.tokens_first: dict[str | None, bool] = {}  # layer -> its output is (L, B, D); learned when first met
        self.specials = int(tokenizer.num_special_tokens_to_add(pair=False))

    @property
    def labels(self) -> tuple[str, ...]:
        names = self.model.config.id2label
        return tuple(str(names[index]) for index in range(self.model.config.num_labels))

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
        return fingerprinting.fingerprint(self.name, self.model, self.tokenizer)

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
                    f"a text of {len(ids)} tokens does not fit {self.name}, which reads {self.limit} at once; "
                    "use baseline='mask' or 'delete', which do not lengthen the text."
                )
            rows.append(TokenRow(tuple(ids), None if kinds is None else tuple(kinds)))
        return rows

    def tokens(self, text: str, window: Window) -> Tokens:
        encoded = self.tokenizer(
            text[window.start : window.end],
            truncation=False,
            verbose=False,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        types = encoded.get("token_type_ids")
        row = TokenRow(tuple(encoded["input_ids"]), None if types is None else tuple(types))
        special = tuple(bool(flag) for flag in encoded["special_tokens_mask"])
        spans = tuple(Span(window.start + start, window.start + end) for start, end in encoded["offset_mapping"])
        return Tokens(row, spans, special)

    # -- rows to numbers ----------------------------------------------------------------------------------------

    def forward(self, rows: Sequence[Row], precision: str = "float32") -> Outputs:
        import torch

        outputs = []
        for part in self._together([row for row in rows if isinstance(row, TokenRow)]):
            with torch.inference_mode(), self._autocast(precision):
                logits = self.model(**self.inputs(part)).logits
            outputs.append(check_outputs(self.name, logits.float().cpu().numpy(), len(part)))
        return np.concatenate(outputs)

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
        with self._autocast(precision):
            replies = [sites.gradients(self, row, part, layer, readout) for part in parts]
        return PointReply(
            np.concatenate([reply.values for reply in replies]), np.concatenate([reply.gradients for reply in replies])
        )

    def capture(self, rows: Sequence[TokenRow], layer: str | None) -> NDArray[np.float32]:
        """What `layer` (None: the word-embedding lookup) gives for rows of one length: (B, L, D)."""
        return sites.capture(self, rows, layer)

    def attentions(self, row: TokenRow) -> AttentionReply:
        """Attention weights of all layers and heads for one row."""
        return attention.attentions(self, row)

    def embedding_gram(self) -> Floats:
        """E^T E of the word-embedding matrix: (D, D)."""
        weight = self.model.get_input_embeddings().weight.detach().double()
        gram: Floats = (weight.T @ weight).cpu().numpy()
        return gram

    def inputs(self, rows: Sequence[TokenRow]) -> "dict[str, Tensor]":
        """The rows as the model's keyword arguments, padded on the tokenizer's own side."""
        import torch

        longest = max(len(row) for row in rows)
        left = self.tokenizer.padding_side == "left"

        def padded(values: Sequence[Sequence[int]], filler: int) -> "Tensor":
            table = np.full((len(values), longest), filler, dtype=np.int64)
            for line, items in zip(table, values, strict=True):
                line[slice(longest - len(items), longest) if left else slice(0, len(items))] = items
            return torch.from_numpy(table).to(self.model.device)

        result = {
            "input_ids": padded([row.ids for row in rows], self.pad_id or 0),
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

    def _autocast(self, precision: str) -> Any:
        import torch

        if precision not in PRECISIONS:
            raise InputError(f"unknown precision {precision!r}. Choose from: {', '.join(PRECISIONS)}.")
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
        stated.append(table - (config.pad_token_id + 1 if config.model_type in _OFFSET_FAMILIES else 0))
    return min(stated, default=UNSTATED_LIMIT)
