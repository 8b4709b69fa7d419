"""What an export is checked on: texts as rows of the model's head, and its answers as probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import softmax

from exegesis.adapters.reads import Read
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.rows import Texts, TokenRow
from exegesis.exporting.texts import QUESTION
from exegesis.tasks.tables import sides


def pieces_of(model: TokenModel, texts: Sequence[str]) -> list[Texts]:
    """The stretches that the model reads at once, after a question for models of questions."""
    documents = [_document(model, text) for text in texts]
    return [document.texts(window) for document in documents for window in model.windows(document)]


def rows_of(model: TokenModel, pieces: Sequence[Texts]) -> list[TokenRow]:
    """One row each; of masked language models with the middle token hidden."""
    rows = [row for row in model.encode(pieces) if isinstance(row, TokenRow)]
    return [_hidden(model, row) for row in rows] if model.head == "masked-lm" else rows


def _document(model: TokenModel, text: str) -> Document:
    return of_two(("question", "context"), QUESTION, text) if model.table == "sides" else plain(text)


def _hidden(model: TokenModel, row: TokenRow) -> TokenRow:
    """The row with its middle piece hidden."""
    if model.mask_id is None:
        raise UnsupportedError(f"{model.name} has no mask token, so it cannot guess hidden words.")
    middle = len(row) // 2
    return TokenRow((*row.ids[:middle], model.mask_id, *row.ids[middle + 1 :]), row.types)


def answers(model: TokenModel, rows: Sequence[TokenRow]) -> list[Floats]:
    """For each row of one batch the probabilities (n, K) of its n answers; of a regression the values (1, K).

    A class's row has one answer, a question's two (the positions of start and end), a hidden or next word one, tags
    one for each token.
    """
    raw = model.forward(list(rows), read=read_of(model))
    if model.table == "classes":
        return [line[None] for line in model.probabilities(raw)]
    if model.head != "token-classification" and model.table == "positions":
        return [softmax(line, axis=-1)[None] for line in raw]
    longest = max(map(len, rows))
    found = []
    for line, row in zip(raw, rows, strict=True):
        own = slice(longest - len(row), longest) if model.pads_left else slice(0, len(row))
        table = line.reshape(2, longest)[:, own] if model.table == "sides" else line.reshape(longest, -1)[own]
        found.append(softmax(table, axis=-1))
    return found


def read_of(model: TokenModel) -> Read | None:
    """What of the model's output is compared, as a table (B, numbers)."""
    if model.table == "classes":
        return None
    if model.table == "sides":
        return sides
    if model.head == "token-classification":
        return lambda output, inputs: output.logits.flatten(1)
    return lambda output, inputs: output.logits[np.arange(len(inputs["input_ids"])), _place(model, inputs)]


def _place(model: TokenModel, inputs: Any) -> Any:
    """(B,) where each row's word is guessed: at the first mask, or from the last token on."""
    if model.head == "masked-lm":
        return (inputs["input_ids"] == model.mask_id).int().argmax(dim=1)
    return inputs["attention_mask"].sum(dim=1) - 1
