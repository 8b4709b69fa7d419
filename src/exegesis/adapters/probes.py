"""What a model is tried on: rows of random tokens in the frame that its tokenizer puts around every text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from exegesis.adapters import encoding
from exegesis.adapters.failures import told
from exegesis.adapters.habits import RowFrame
from exegesis.adapters.vocabulary import Vocabulary, check_special
from exegesis.data.rows import TokenRow

READING = "on reading a text with its tokenizer"
_QUESTION, _TEXT = "What?", "A film that is worth a long and careful look."
_TOKENS = 64  # that random rows are drawn from
_LENGTH = 8  # of the row tried at loading, between its special tokens


@dataclass(frozen=True)
class Probe:
    """Random rows for the model called `name`, which has embeddings for `vocabulary` and reads `limit` tokens at once.

    `questions`: it answers questions, so a short one stands before the text. Longformer's counts the separators.
    """

    tokenizer: Any
    vocabulary: Vocabulary
    limit: int
    name: str
    questions: bool

    def row(self) -> TokenRow:
        """One short row; `LoadError` where the tokenizer's special tokens have no embedding or leave no room."""
        check_special(self._framed[0], self.vocabulary, self.tokenizer, self.limit, self.name)
        room = max(1, min(_LENGTH, self.limit - len(self.frame.head) - len(self.frame.tail)))
        return self.frame.row(self.tokens[:room])

    @property
    def frame(self) -> RowFrame:
        """What stands before and after the pieces of a text."""
        return self._framed[1]

    @cached_property
    def tokens(self) -> list[int]:
        """Ids of random tokens that are not special and have an embedding."""
        known = len(self.tokenizer)
        strange = {*self.tokenizer.all_special_ids, *self.tokenizer.added_tokens_decoder}
        most = min(self.vocabulary.rows or known, known)
        drawn = np.random.default_rng(0).integers(0, most, 2 * _TOKENS + len(strange))
        return [int(token) for token in drawn if token not in strange][:_TOKENS]

    @cached_property
    def _framed(self) -> tuple[list[int], RowFrame]:
        """The special tokens that a text is given, and the frame."""
        texts = (_QUESTION, _TEXT) if self.questions else (_TEXT,)
        with told(self.name, READING):
            made = encoding.read(self.tokenizer, texts, return_special_tokens_mask=True)
            ids, special, kinds = made["input_ids"], made["special_tokens_mask"], made.get("token_type_ids")
        stop = len(special) - next((n for n, flag in enumerate(reversed(special)) if not flag), len(ids) // 2)
        start = next((n + 1 for n in range(stop - 1, -1, -1) if special[n]), 0)
        # Of the question any tokens will do that the model has embeddings for.
        usual = iter(self.tokens * len(ids))
        known = [token if flag else next(usual, token) for token, flag in zip(ids, special, strict=True)]
        around = [token for token, flag in zip(ids, special, strict=True) if flag]
        return around, RowFrame(tuple(known[:start]), tuple(known[stop:]), _kinds(kinds, start, stop))


def _kinds(kinds: Any, start: int, stop: int) -> tuple[int, int, int] | None:
    """Type ids before, inside and after the text; those of an empty stretch do not matter."""
    if not kinds:
        return None
    inner = kinds[start] if start < len(kinds) else 0
    return kinds[0], inner, kinds[stop] if stop < len(kinds) else inner
