"""Which text of an input is attacked, and how the model answers when it is another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import UnsupportedError, unknown
from exegesis.core.text import check_text
from exegesis.core.types import Floats, Span
from exegesis.data.inputs import Document, Pair, of_two, plain
from exegesis.engine.asks import Asks
from exegesis.engine.engine import Engine

PARTS = ("first", "second")


@dataclass(frozen=True)
class Frame:
    """The input round the text under attack: nothing, or the other text of a pair."""

    pair: Pair | None = None
    part: str = ""

    @classmethod
    def of(cls, given: Any, part: str | None) -> "tuple[Frame, str]":
        """The frame, and the text in it. `part`: which text of a pair, "first" or "second"."""
        if not isinstance(given, Pair):
            return cls(), check_text(given)
        chosen = "second" if part is None else part
        if chosen not in PARTS:
            raise unknown("part", chosen, PARTS)
        return cls(given, chosen), check_text(getattr(given, chosen))

    def given(self, text: str) -> str | Pair:
        """The input with that text in it."""
        if self.pair is None:
            return text
        return Pair(text, self.pair.second) if self.part == "first" else Pair(self.pair.first, text)

    def spans(self, draft: Draft) -> list[Span]:
        """The characters of the draft's words in the document of the whole input."""
        document = self._document(draft.text)
        start = document.parts[-1].start if self.part == "second" else 0
        return [Span(span.start + start, span.end + start) for span in draft.spans]

    def answers(self, engine: Engine, texts: Sequence[str]) -> Asks[Floats]:
        """Probabilities (K, classes) with each of the texts in the frame; long ones by windows."""
        model, owners, parts = text_model(engine.model), [], []
        for number, text in enumerate(texts):
            document = self._document(text)
            for window in model.windows(document):
                owners.append((number, window.weight))
                parts.append(document.texts(window))
        outputs = yield from engine.wanting(model.encode(parts))
        weighted = model.probabilities(outputs) * np.array([[weight] for _, weight in owners])
        means = np.zeros((len(texts), weighted.shape[1]))
        np.add.at(means, [number for number, _ in owners], weighted)
        return means

    def _document(self, text: str) -> Document:
        given = self.given(text)
        return of_two(PARTS, given.first, given.second) if isinstance(given, Pair) else plain(given)


def check_classes(model: Model) -> None:
    """`UnsupportedError` where the model does not answer a text with one of several classes."""
    text_model(model, "an attack")
    if model.kind != "single-label" or not model.gives_classes or len(model.labels) < 2:
        raise UnsupportedError(f"{model.name} does not answer with one of several classes, so no answer can be turned.")
