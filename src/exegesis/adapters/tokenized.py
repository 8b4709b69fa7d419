"""What all models with a tokenizer of transformers share, whatever runs them: texts to rows, rows to a batch."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import encoding
from exegesis.adapters.base import Model
from exegesis.adapters.heads import Head
from exegesis.adapters.windows import document_windows
from exegesis.errors import InputError, LoadError, ModelError
from exegesis.inputs import Document
from exegesis.records import Window
from exegesis.rows import Row, Texts, TokenRow, Tokens
from exegesis.types import Integers, Outputs

# Where neither tokenizer nor config states a limit (relative positions), the window that memory can bear.
UNSTATED_LIMIT = 2048
# Families that count positions from their padding id on.
_OFFSET_FAMILIES = {"roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "xmod"}
_OFFSET_FAMILIES |= {"longformer", "data2vec-text", "ibert", "esm"}
# Families whose head reads the last position even where that is padding, so their rows are padded on the left.
_LAST_POSITION_FAMILIES = {"xlnet"}


class TokenModel(Model):
    """A model that reads word pieces, with the tokenizer and the configuration that belong to it."""

    scale = "logit"

    def __init__(self, head: Head, config: Any, tokenizer: Any) -> None:
        if not tokenizer.is_fast:
            raise LoadError("the tokenizer is a slow one without character offsets; load it with use_fast=True.")
        self.head = head.name
        self.table = head.table
        self.tokenizer = tokenizer
        self.kind = _kind(config) if self.head == "classification" else "single-label"
        self.limit = _limit(config, tokenizer)

    @property
    @abstractmethod
    def config(self) -> Any:
        """The configuration of transformers, which names labels, padding and positions."""

    @property
    def labels(self) -> tuple[str, ...]:
        names = self.config.id2label  # of a language model these say nothing: its outputs are word pieces
        return tuple(str(names.get(index, f"LABEL_{index}")) for index in range(self.config.num_labels))

    @property
    def mask_id(self) -> int | None:
        found: int | None = self.tokenizer.mask_token_id
        return found

    @property
    def pad_id(self) -> int | None:
        found: int | None = self.tokenizer.pad_token_id
        return found

    def windows(self, document: Document) -> tuple[Window, ...]:
        return document_windows(self.tokenizer, document, self.limit, self.name)

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        return [self._row(ids, kinds) for ids, kinds in encoding.encoded(self.tokenizer, texts, self.limit, self.name)]

    def tokens(self, document: Document, window: Window) -> Tokens:
        single = len(document.parts) == 1
        blank = not self.tokenizer(document.texts(window), verbose=False)["input_ids"] if single else False
        return encoding.tokens(self.tokenizer, document, window, self._row((), None) if blank else None)

    @property
    def pads_left(self) -> bool:
        """Whether padding stands before a row's tokens in a batch."""
        return self.config.model_type in _LAST_POSITION_FAMILIES

    @property
    def shares_passes(self) -> bool:
        """Without a padding token some classification heads (GPT-2's) take one row at a time."""
        return self.table != "classes" or self.config.pad_token_id is not None

    def together(self, rows: Sequence[Row]) -> list[list[TokenRow]]:
        """The rows in the batches that the head can take."""
        found = [row for row in rows if isinstance(row, TokenRow)]
        return [found] if self.shares_passes else [[row] for row in found]

    def padded(self, rows: Sequence[TokenRow]) -> dict[str, Integers]:
        """The rows as (B, L) by the names of the model's inputs, padded so that no row's answer depends on the others.

        That is on the right and with the model's own padding id, whatever the tokenizer was set to: positions are
        counted from the left, and heads find the first or the last real token there.
        """
        longest = max(len(row) for row in rows)

        def table(values: Sequence[NDArray[np.int32] | int], filler: int) -> Integers:
            made = np.full((len(values), longest), filler, dtype=np.int64)
            for line, items, place in zip(made, values, places, strict=True):
                line[place] = items
            return made

        left = self.pads_left
        places = [slice(longest - len(row), longest) if left else slice(0, len(row)) for row in rows]
        result = {
            "input_ids": table([row.array for row in rows], self.config.pad_token_id or 0),
            "attention_mask": table([1] * len(rows), 0),
        }
        kinds = [found for row in rows if (found := row.type_array) is not None]
        if len(kinds) == len(rows):
            result["token_type_ids"] = table(list(kinds), int(getattr(self.tokenizer, "pad_token_type_id", 0)))
        return result

    def _row(self, ids: Sequence[int], kinds: Sequence[int] | None) -> TokenRow:
        if ids:
            return TokenRow(tuple(ids), None if kinds is None else tuple(kinds))
        # All is deleted, and the tokenizer adds no special tokens (GPT-2): the token that begins a text stands alone.
        known = (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id, self.config.pad_token_id)
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
