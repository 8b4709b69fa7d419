"""How fluent a text is to a masked language model: its pseudo-perplexity.

Salazar, Liang, Nguyen & Kirchhoff, "Masked language model scoring" (ACL 2020): every word piece is hidden in turn and
guessed from all others; with the pieces after it in the same word hidden too, so that long words are no easier for it
(Kauf & Ivanova, "A better way to do masked language model scoring", ACL 2023).
"""

from collections.abc import Sequence
from functools import cached_property
from math import exp
from typing import Any

import numpy as np

from exegesis import api
from exegesis.core.errors import UnsupportedError
from exegesis.core.text import assign, words
from exegesis.counterfactuals.result import Fluency
from exegesis.data.inputs import plain
from exegesis.data.rows import TokenRow, Tokens
from exegesis.engine.asks import Ask, row_key, run_asks
from exegesis.tasks import tables
from exegesis.tasks.table import masked_lm_of

_AT_ONCE = 64  # rows, each of which gives a line over the whole vocabulary


class Fluent:
    """A masked language model as a judge of fluency; the texts it has seen are remembered."""

    def __init__(self, model: Any) -> None:
        self.task = masked_lm_of(api.load(model))
        self._known: dict[str, float] = {}

    @property
    def name(self) -> str:
        """Of the model."""
        return self.task.model.name

    def perplexity(self, text: str) -> float:
        """exp of the mean of -log p over the word pieces; 1 would be a text that is guessed without fail."""
        if text not in self._known:
            self._known[text] = self._perplexity(text)
        return self._known[text]

    def beside(self, before: str, after: str) -> Fluency:
        """Of a text and what it was changed into."""
        return Fluency(self.name, self.perplexity(before), self.perplexity(after))

    def _perplexity(self, text: str) -> float:
        document, model = plain(text), self._reader
        logs: list[float] = []
        for window in model.windows(document):
            logs += self._logs(text, model.tokens(document, window))
        if not logs:
            raise UnsupportedError(f"{self.name} reads no word piece in the text, so it has no fluency.")
        return exp(-float(np.mean(logs)))

    @cached_property
    def _reader(self) -> Any:
        return self.task.model

    def _logs(self, text: str, tokens: Tokens) -> list[float]:
        """Log-probabilities of the pieces of one window."""
        ids = tokens.row.array
        mask = self._reader.mask_id
        rows, places = [], []
        for position, rest in _hidden_together(text, tokens):
            hidden = ids.copy()
            hidden[[position, *rest]] = mask
            rows.append(TokenRow.packed(hidden.tobytes(), tokens.row.type_data))
            places.append(position)
        found: list[float] = []
        for start in range(0, len(rows), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            lines = self._lines(rows[some], places[some])
            found += [float(line[ids[place]]) for line, place in zip(lines, places[some], strict=True)]
        return found

    def _lines(self, rows: Sequence[TokenRow], places: Sequence[int]) -> Any:
        """(n, V) log-probabilities at one place of each row."""
        asks = [
            Ask([row], [row_key(row, b"fluency")], tables.lines([place]), "float32")
            for row, place in zip(rows, places, strict=True)
        ]
        outputs = run_asks(self._reader, asks, self._reader.batch_tokens)
        return tables.log_softmax(np.concatenate(outputs))


def _hidden_together(text: str, tokens: Tokens) -> list[tuple[int, list[int]]]:
    """Each position that is no special token, with those after it in the same word."""
    positions = [place for place, special in enumerate(tokens.special) if not special]
    spans = words(text)
    owners = assign(spans, [tokens.spans[place] for place in positions])
    return [
        (place, [later for later, other in zip(positions[at + 1 :], owners[at + 1 :], strict=True) if other == owner])
        for at, (place, owner) in enumerate(zip(positions, owners, strict=True))
    ]
