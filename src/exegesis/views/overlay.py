"""The user's text cut into pieces, each owned by at most one unit; nothing is lost, added or moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from exegesis.core.types import Floats, Integers, Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Group
from exegesis.views.marks import Mark


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: the unit that colours it, and the mark and the listed phrase it lies in, if any."""

    text: str
    unit: int | None
    phrase: int | None
    mark: int | None = None


def pieces(
    explanation: Explanation,
    phrases: Sequence[Group] = (),
    marks: Sequence[Mark] = (),
    stretch: Span | None = None,
) -> list[Piece]:
    """The text, or a stretch of it, in order.

    Where spans overlap, the shorter wins; parts of spans outside the stretch count for nothing. An empty mark has no
    piece.
    """
    text, (low, high) = explanation.text, stretch or Span(0, len(explanation.text))
    units = [(span, index) for index, unit in enumerate(explanation.units) for span in unit.spans]
    listed = [(_whole(phrase), index) for index, phrase in enumerate(phrases)]
    marked = [(mark.span, index) for index, mark in enumerate(marks)]
    unit_at, phrase_at, mark_at = (
        _paint(low, high, [span for span, _ in owners]) for owners in (units, listed, marked)
    )
    return [
        Piece(
            text[low + start : low + end],
            _owner(units, unit_at[start]),
            _owner(listed, phrase_at[start]),
            _owner(marked, mark_at[start]),
        )
        for start, end in pairwise(_cuts(unit_at, phrase_at, mark_at))
    ]


def along(explanation: Explanation, cells: int, stretch: Span | None = None) -> Floats:
    """The scores summed over equal parts of the text or a stretch of it: (cells,).

    A unit in several places is shared out evenly; what stands outside the stretch counts for nothing.
    """
    low, high = stretch or Span(0, len(explanation.text))
    found = [
        (min(max((span.start + span.end) // 2, 0), len(explanation.text) - 1), score / len(unit.spans))
        for unit, score in zip(explanation.units, explanation.scores.tolist(), strict=True)
        for span in unit.spans
    ]
    inside = [(middle, share) for middle, share in found if low <= middle < high] if stretch else found
    cell = np.array([(middle - low) * cells // max(high - low, 1) for middle, _ in inside], dtype=np.int64)
    return np.bincount(np.clip(cell, 0, cells - 1), [share for _, share in inside], cells).astype(np.float64)


def _whole(phrase: Group) -> Span:
    """From the phrase's first character to its last, the white space between its words included."""
    return Span(min((s.start for s in phrase.spans), default=0), max((s.end for s in phrase.spans), default=0))


def _paint(low: int, high: int, spans: Iterable[Span]) -> Integers:
    """The number of the span that owns each character from `low` to `high`, -1 where none does: (high - low,)."""
    owners = np.full(high - low, -1, dtype=np.int64)
    for index, span in sorted(enumerate(spans), key=lambda pair: (pair[1].start - pair[1].end, -pair[0])):
        owners[max(span.start - low, 0) : max(span.end - low, 0)] = index
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
