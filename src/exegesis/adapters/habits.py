"""How a model's answer for a row depends on what stands beside it in a batch: found by trying, not by family.

Most architectures mask padding everywhere. Some mix it in: FNet's Fourier transform, the convolutions of ConvBERT, the
neighbours that MobileBERT joins to each token. Their rows are run in batches of one length. Which ones they are is
seen on a few short rows of random tokens, each alone and beside longer ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exegesis.core.errors import ModelError
from exegesis.core.types import Floats
from exegesis.data.rows import TokenRow

# (rows, padded on the left) -> the raw answers of each row, of its own positions only.
Answer: TypeAlias = Callable[[Sequence[TokenRow], bool], list[Floats]]

_CONTENT = (3, 6, 14)  # tokens between the special ones: an odd and an even length, and a longer one beside them
# Relative to the largest answer. Below the first a difference is rounding, which the second allows for: twenty times
# what neighbours of the row's own length do to it. Neighbours that do more than the third are more than rounding.
_ROUNDING, _OF_NEIGHBOURS, _MIXING = 1e-5, 20.0, 1e-2


@dataclass(frozen=True)
class Habits:
    """`left`: padding stands before a row's tokens. `one_length`: a batch must need no padding. `apart`: a row's answer
    depends on its neighbours even so, and each is a batch of its own."""

    left: bool = False
    one_length: bool = False
    apart: bool = False


@dataclass(frozen=True)
class RowFrame:
    """What stands around the content of every row: ids and type ids (None where the tokenizer gives none)."""

    head: tuple[int, ...]
    tail: tuple[int, ...]
    kinds: tuple[int, int, int] | None  # of head, content and tail

    def row(self, content: Sequence[int]) -> TokenRow:
        """The row of this content."""
        ids = (*self.head, *content, *self.tail)
        if self.kinds is None:
            return TokenRow(ids)
        first, inner, last = self.kinds
        return TokenRow(ids, (*[first] * len(self.head), *[inner] * len(content), *[last] * len(self.tail)))


def habits(answer: Answer, frame: RowFrame, tokens: Sequence[int], limit: int) -> Habits:
    """What short rows of random `tokens` show. A batch that the model refuses shows that its rows go one by one."""
    room = limit - len(frame.head) - len(frame.tail)
    if room < _CONTENT[1] or not tokens:  # too narrow to tell
        return Habits(one_length=True)
    rng = np.random.default_rng(0)
    short, middle, long = (frame.row(rng.choice(tokens, min(n, room)).tolist()) for n in _CONTENT)
    other = frame.row(rng.choice(tokens, _CONTENT[0]).tolist())
    alone = [answer([row], False)[0] for row in (short, middle)]
    scale = max(float(np.abs(table).max(initial=0.0)) for table in alone)
    if not np.isfinite(scale) or scale == 0:  # a broken model is told of elsewhere
        return Habits(one_length=True)
    try:
        beside = _distance(answer([other, short], False)[1:], alone[:1]) / scale
    except ModelError:
        return Habits(apart=True)
    if not beside < _MIXING:
        return Habits(apart=True)
    allowed = max(_ROUNDING, _OF_NEIGHBOURS * beside)
    for left in (False, True):
        if _holds(answer, [long, short, middle], left, alone, allowed * scale):
            return Habits(left=left)
    return Habits(one_length=True)


def _holds(answer: Answer, rows: Sequence[TokenRow], left: bool, alone: Sequence[Floats], allowed: float) -> bool:
    """Whether the rows behind the first have the answers that they have alone."""
    try:
        return _distance(answer(rows, left)[1:], alone) <= allowed
    except ModelError:
        return False


def _distance(found: Sequence[Floats], expected: Sequence[Floats]) -> float:
    """The largest difference; infinite where answers have other shapes, or are no numbers."""
    if any(a.shape != b.shape for a, b in zip(found, expected, strict=True)):
        return np.inf
    apart = max(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(found, expected, strict=True))
    return apart if np.isfinite(apart) else np.inf


def of_one_length(rows: Sequence[TokenRow]) -> Iterator[list[TokenRow]]:
    """The rows in their order, neighbours of one length together; batches come sorted by length."""
    part: list[TokenRow] = []
    for row in rows:
        if part and len(row) != len(part[0]):
            yield part
            part = []
        part.append(row)
    if part:
        yield part
