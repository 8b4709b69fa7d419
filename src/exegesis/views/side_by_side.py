"""Several explanations of one text side by side: the top words of each, aligned by characters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.types import Integers, Span
from exegesis.data.explanation import Explanation
from exegesis.data.place import Place
from exegesis.views.kinds import view_of
from exegesis.views.sections import by_section, first_character

_COARSER = ("token", "word", "sentence")


@dataclass(frozen=True)
class UnitRow:
    """A unit and its score in each explanation; None where that explanation has no unit there."""

    name: str
    spans: tuple[Span, ...]
    scores: tuple[float | None, ...]


def comparison(explanations: Sequence[Explanation], k: int = 6) -> list[UnitRow]:
    """The union of every explanation's top k units, by the largest share of a method's own maximum they reach.

    Explanations by token, word and sentence are first summed to the coarsest unit among them. A unit of another
    explanation counts towards a row when three quarters of its characters, white space aside, lie in the row's spans.
    Units that stand in no text count towards the row of the same place.
    """
    same = _same_units(explanations)
    units = {unit.place: unit for explanation in same for unit, score in explanation.top(k) if score != 0.0}
    called = _names(same)
    columns = [_aligned(explanation, list(units)) for explanation in same]
    rows = [
        UnitRow(called[unit.place], unit.spans, tuple(column[index] for column in columns))
        for index, unit in enumerate(units.values())
    ]
    largest = [np.abs(explanation.scores).max(initial=0.0) or 1.0 for explanation in same]
    return sorted(rows, key=lambda row: -_weight(row, largest))


def _names(explanations: Sequence[Explanation]) -> dict[Place, str]:
    """What each unit is called beside its bar, as the first explanation that has it says."""
    return {
        unit.place: view_of(explanation).label(explanation, index)
        for explanation in reversed(explanations)
        for index, unit in enumerate(explanation.units)
    }


def grouped(explanation: Explanation, rows: Sequence[UnitRow]) -> list[tuple[str, list[UnitRow]]]:
    """The rows of each part of the text under its name; of a plain text all under no name."""
    return by_section(explanation, rows, lambda row: first_character(row.spans))


def _weight(row: UnitRow, largest: Sequence[float]) -> float:
    shares = [abs(score) / top for score, top in zip(row.scores, largest, strict=True) if score is not None]
    return round(max(shares, default=0.0), 6)


def unit(explanations: Sequence[Explanation]) -> str:
    """What the rows are: the coarsest of the explanations' units."""
    kinds = [explanation.unit for explanation in explanations]
    return max((kind for kind in kinds if kind in _COARSER), key=_COARSER.index, default=kinds[0])


def _same_units(explanations: Sequence[Explanation]) -> list[Explanation]:
    if len({explanation.unit for explanation in explanations}) == 1:
        return list(explanations)
    coarsest = unit(explanations)
    return [_summed(explanation, coarsest) for explanation in explanations]


def _summed(explanation: Explanation, unit: str) -> Explanation:
    """`explanation.by(unit)`, or itself where its scores cannot be summed by place (bag of words, own segments)."""
    try:
        return explanation.by(unit)
    except InputError:
        return explanation


def _aligned(explanation: Explanation, rows: Sequence[Place]) -> list[float | None]:
    """The sum of the scores of the units that lie in each row, None where none does."""
    if not explanation.text:
        scores = dict(zip((unit.place for unit in explanation.units), explanation.scores.tolist(), strict=True))
        return [scores.get(row) for row in rows]
    seen = np.array([not char.isspace() for char in explanation.text], dtype=np.int64)
    lengths = _counts(explanation, seen)
    spans = (row if isinstance(row, tuple) else () for row in rows)
    return [_inside(explanation, _counts(explanation, seen * _covered(len(seen), row)), lengths) for row in spans]


def _covered(size: int, row: tuple[Span, ...]) -> Integers:
    covered = np.zeros(size, dtype=np.int64)
    for start, end in row:
        covered[max(start, 0) : max(end, 0)] = 1
    return covered


def _counts(explanation: Explanation, marks: Integers) -> Integers:
    """How many marked characters each unit has: (n_units,)."""
    owners = np.repeat(np.arange(len(explanation.units)), [len(unit.spans) for unit in explanation.units])
    spans = np.array([span for unit in explanation.units for span in unit.spans], dtype=np.int64).reshape(-1, 2)
    starts, ends = spans.clip(0, len(marks)).T
    before = np.concatenate([[0], np.cumsum(marks)])
    counts = np.zeros(len(explanation.units), dtype=np.int64)
    np.add.at(counts, owners, before[ends] - before[starts])
    return counts


def _inside(explanation: Explanation, shared: Integers, lengths: Integers) -> float | None:
    found = (shared > 0) & (4 * shared >= 3 * lengths)
    return float(explanation.scores[found].sum()) if found.any() else None
