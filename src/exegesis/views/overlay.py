"""The user's text cut into pieces, each owned by at most one unit; nothing is lost, added or moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from exegesis.explanation import Explanation
from exegesis.records import Group
from exegesis.types import Floats, Integers, Span


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: the unit that colours it and the listed phrase it lies in, if any."""

    text: str
    unit: int | None
    phrase: int | None


def pieces(explanation: Explanation, phrases: Sequence[Group] = ()) -> list[Piece]:
    """The text in order. Where spans overlap, the shorter wins; parts of spans outside the text count for nothing."""
    units = [(span, index) for index, unit in enumerate(explanation.units) for span in unit.spans]
    marked = [(_whole(phrase), index) for index, phrase in enumerate(phrases)]
    size = len(explanation.text)
    unit_at, phrase_at = _paint(size, [span for span, _ in units]), _paint(size, [span for span, _ in marked])
    cuts = _cuts(unit_at, phrase_at)
    return [
        Piece(explanation.text[start:end], _owner(units, unit_at[start]), _owner(marked, phrase_at[start]))
        for start, end in pairwise(cuts)
    ]


def along(explanation: Explanation, cells: int) -> Floats:
    """The scores summed over equal stretches of the text: (cells,). A unit in several places is shared out evenly."""
    size = max(len(explanation.text), 1)
    middles = [(span.start + span.end) // 2 * cells // size for unit in explanation.units for span in unit.spans]
    shares = [
        score / len(unit.spans)
        for unit, score in zip(explanation.units, explanation.scores.tolist(), strict=True)
        for _ in unit.spans
    ]
    cell = np.clip(np.array(middles, dtype=np.int64), 0, cells - 1)
    return np.bincount(cell, shares, cells).astype(np.float64)


def _whole(phrase: Group) -> Span:
    """From the phrase's first character to its last, the white space between its words included."""
    return Span(min((s.start for s in phrase.spans), default=0), max((s.end for s in phrase.spans), default=0))


def _paint(size: int, spans: Iterable[Span]) -> Integers:
    """The number of the span that owns each character, -1 where none does: (size,)."""
    owners = np.full(size, -1, dtype=np.int64)
    for index, span in sorted(enumerate(spans), key=lambda pair: (pair[1].start - pair[1].end, -pair[0])):
        owners[max(span.start, 0) : max(span.end, 0)] = index
    return owners


def _cuts(*owners: Integers) -> list[int]:
    """Where a piece begins or the text ends."""
    size = len(owners[0])
    if size == 0:
        return [0]
    changes = np.any([np.diff(owner) != 0 for owner in owners], axis=0)
    return [0, *(np.flatnonzero(changes) + 1).tolist(), size]


def _owner(spans: Sequence[tuple[Span, int]], number: int) -> int | None:
    return None if number < 0 else spans[number][1]
