"""A model whose attention is planted: each word is a piece, head 1 spreads evenly, head 2 goes where a test says."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from exegesis.core.types import Span
from exegesis.data.attention import AttentionPass
from exegesis.data.inputs import Document
from exegesis.data.records import Window
from exegesis.data.rows import TokenRow, Tokens

SPECIAL = 0.2  # what head 2 leaves to the special tokens


class PlantedModel:
    """One layer of two heads; `goal`: of the words of a sentence and a place the place attended to."""

    name = "planted"
    tokenizer = None
    limit = 16
    config = SimpleNamespace(num_hidden_layers=1)

    def __init__(self, goal: Callable[[list[str], int], int], causal: bool = False) -> None:
        self._goal, self._causal = goal, causal
        self._words: list[str] = []
        self.read: list[str] = []

    def windows(self, document: Document) -> tuple[Window, ...]:
        length = len(document.text)
        if len(document.text.split()) + 2 <= self.limit:
            return (Window(0, length, 1.0),)
        return Window(0, length // 2, 0.5), Window(length // 2, length, 0.5)

    def tokens(self, document: Document, window: Window) -> Tokens:
        self._words, spans, at = document.text.split(), [Span(0, 0)], 0
        self.read.append(document.text)
        for word in self._words:
            at = document.text.index(word, at)
            spans.append(Span(at, at + len(word)))
            at += len(word)
        spans.append(Span(0, 0))
        special = (True, *(False for _ in self._words), True)
        return Tokens(TokenRow(range(len(spans))), tuple(spans), special)

    def attentions(self, row: TokenRow) -> Any:
        size = len(row)
        found = np.zeros((1, 2, size, size), dtype=np.float32)
        seen = np.tri(size) if self._causal else np.ones((size, size))
        found[0, 0] = seen / seen.sum(axis=1, keepdims=True)
        for place in range(len(self._words)):
            found[0, 1, place + 1, 0] = SPECIAL
            found[0, 1, place + 1, self._goal(self._words, place) + 1] += 1 - SPECIAL
        return found

    def attended(self, row: TokenRow) -> AttentionPass:
        raise NotImplementedError

    def readout_position(self, row: TokenRow) -> int:
        raise NotImplementedError

    def encode(self, texts: Sequence[Any]) -> list[Any]:
        raise NotImplementedError


def to(place: int) -> Callable[[list[str], int], int]:
    """The word so many places further, as far as there are words."""
    return lambda words, own: min(max(own + place, 0), len(words) - 1)
