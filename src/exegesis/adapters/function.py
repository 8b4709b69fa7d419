"""Black boxes: any callable from texts to class probabilities."""

from collections.abc import Sequence
from typing import Any, ClassVar

from exegesis.adapters.called import KINDS, CalledModel
from exegesis.adapters.texts import TextModel
from exegesis.data.rows import Row, Texts, TokenRow

__all__ = ["KINDS", "FunctionModel"]


class FunctionModel(CalledModel, TextModel):
    """A callable `list[str] -> (n, classes)` of probabilities; with task="regression", of values.

    Pairs of texts it is given as tuples, in the same list. One number for each text, (n,), is a value, or with
    task="multi-label" a probability. The numbers of one choice among classes sum to 1; others are an error.

    The number of classes is learned from the first answer, or from `labels`, and held to from then on.
    """

    batch_tokens: ClassVar[int] = 65_536
    noun: ClassVar[str] = "text"
    an_input: ClassVar[str] = "a text"

    @property
    def labels(self) -> tuple[str, ...]:
        if self._labels is None:
            self.forward(["a"])  # any text will do: the answer's width is what is asked
        return self._labels or ()

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        return list(texts)

    def _given(self, rows: Sequence[Row]) -> list[Any]:
        return [row for row in rows if not isinstance(row, TokenRow)]
