"""What is read of a pass, by the head that made it: numbers in torch, and the guesses that they are.

A reader looks at some positions of one row (or, of a classifier, at the whole), and gives for each the likeliest
answers, and those that are named.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from exegesis.adapters.reads import LineRead, Read
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.types import Floats
from exegesis.explorer.inside.records import TopGuess
from exegesis.tasks import tables
from exegesis.tasks.word_pieces import word_of

# For each place the numbers of answers that are looked up beside the likeliest; None: there is no such answer.
Named: TypeAlias = Sequence[Sequence[int | None]]
_LEAST = -1e4  # log-probability of what a head rules out


# Of one place: the likeliest, and those that were named.
Found: TypeAlias = tuple[tuple[TopGuess, ...], tuple[TopGuess | None, ...]]


class StateReader(ABC):
    """`places`: positions of the row; (None,) where the head answers for the whole. `k`: how many of the likeliest."""

    def __init__(self, model: TokenModel, places: Sequence[int | None], k: int) -> None:
        self.model = model
        self.places = tuple(places)
        self.k = k

    @abstractmethod
    def reading(self, named: Named) -> Read:
        """What is read off a pass, (B, n)."""

    @abstractmethod
    def found(self, numbers: Floats, named: Named) -> list[Found]:
        """What was read of one row, (n,), as guesses for each place."""

    @property
    def _positions(self) -> list[int]:
        return [place for place in self.places if place is not None]


class _Columns(StateReader):
    """A head with a few labels: all of them are read."""

    @abstractmethod
    def _table(self, numbers: Floats) -> Floats:
        """(places, labels): what is said of each label."""

    def found(self, numbers: Floats, named: Named) -> list[Found]:
        return [self._of(line, some) for line, some in zip(self._table(numbers), named, strict=True)]

    def _of(self, line: Floats, named: Sequence[int | None]) -> Found:
        order = np.argsort(-line, kind="stable")[: self.k].tolist()
        known = tuple(None if index is None else self._guess(line, index) for index in named)
        return tuple(self._guess(line, index) for index in order), known

    def _guess(self, line: Floats, index: int) -> TopGuess:
        return TopGuess(self.model.labels[index], None, index, float(line[index]), 1 + int((line > line[index]).sum()))


class ClassReader(_Columns):
    """The classes of the whole text."""

    def reading(self, named: Named) -> Read:
        return lambda output, inputs: output.logits.float()

    def _table(self, numbers: Floats) -> Floats:
        return np.asarray(self.model.probabilities(numbers[None]))


class TagReader(_Columns):
    """The tags at each token."""

    def reading(self, named: Named) -> Read:
        return tables.lines(self._positions)

    def _table(self, numbers: Floats) -> Floats:
        made: Floats = np.exp(tables.log_softmax(numbers.reshape(len(self.places), -1)))
        return made


class SideReader(StateReader):
    """How likely an answer begins and ends at each token, among all positions of the row."""

    def reading(self, named: Named) -> Read:
        return tables.sides

    def found(self, numbers: Floats, named: Named) -> list[Found]:
        start, end = np.exp(tables.log_softmax(numbers.reshape(2, -1)))
        return [
            ((_side("start", start, place), _side("end", end, place)), (None,) * len(some))
            for place, some in zip(self._positions, named, strict=True)
        ]


def _side(name: str, side: Floats, place: int) -> TopGuess:
    return TopGuess(name, None, place, float(side[place]), 1 + int((side > side[place]).sum()))


class WordReader(StateReader):
    """Words of the vocabulary; of its many columns only those that are told are taken off the pass."""

    def reading(self, named: Named) -> Read:
        lines = tables.lines(self._positions)
        ids = [[index or 0 for index in some] for some in named]

        def read(output: Any, inputs: Any) -> Any:
            import torch

            logits = lines(output, inputs).float()
            lines_read = logits.reshape(len(logits), len(ids), -1)  # (B, P, V)
            whole = lines_read.logsumexp(-1, keepdim=True)
            best = lines_read.topk(min(self.k, lines_read.shape[-1]), dim=-1)
            wanted = torch.tensor(ids, device=logits.device).expand(len(logits), -1, -1)
            values = lines_read.gather(-1, wanted)
            ranks = [1 + (lines_read > values[..., n, None]).sum(-1) for n in range(wanted.shape[-1])]
            known = ((part - whole).clamp(min=_LEAST) for part in (values, best.values))
            parts = next(known), torch.stack(ranks, dim=-1), next(known), best.indices
            return torch.cat([part.float() for part in parts], dim=-1).flatten(1)

        return LineRead(lines.lines, read) if isinstance(lines, LineRead) else read

    def found(self, numbers: Floats, named: Named) -> list[Found]:
        return [self._of(line, some) for line, some in zip(numbers.reshape(len(named), -1), named, strict=True)]

    def _of(self, line: Floats, named: Sequence[int | None]) -> Found:
        """`line`: values and ranks of the named ones, then values and numbers of the likeliest."""
        values, ranks, rest = np.split(line, [len(named), 2 * len(named)])
        best, which = np.split(rest, 2)
        ordered = enumerate(zip(best, which, strict=True), 1)
        guesses = [self._guess(int(index), value, rank) for rank, (value, index) in ordered]
        known = [
            None if index is None else self._guess(index, value, int(rank))
            for index, value, rank in zip(named, values, ranks, strict=True)
        ]
        return tuple(guesses), tuple(known)

    def _guess(self, index: int, log: float, rank: int) -> TopGuess:
        tokenizer = self.model.tokenizer
        piece = str(tokenizer.convert_ids_to_tokens(index))
        return TopGuess(word_of(tokenizer, [index]), piece, index, float(np.exp(log)), rank)


READERS: dict[str, type[StateReader]] = {
    "classification": ClassReader,
    "question-answering": SideReader,
    "masked-lm": WordReader,
    "causal-lm": WordReader,
    "token-classification": TagReader,
}
