"""Pairs of units that act together: the strongest as arcs beside the units, all of them as a map of squares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.data.records import PairScore
from exegesis.views import scale, wording
from exegesis.views.characters import clip, label

_ARCS, _LISTED = 12, 6
_MAPPED = 40  # units; squares of more would be too small to point at
_LINE = 22  # of the drawing's units, from one name to the next
_NAMES = 150  # as wide as the names are
_LONGEST = 18  # characters of a name
_CELL = 14
_STEEPEST = 150  # how far an arc reaches to the right


@dataclass(frozen=True)
class PairUnit:
    """A unit beside which arcs begin or end, and its score's colour."""

    name: str
    y: float
    classes: str


@dataclass(frozen=True)
class PairArc:
    """A pair: its curve, its width, its colour's side, and what is said of it."""

    path: str
    width: float
    side: str
    said: str


@dataclass(frozen=True)
class PairCell:
    """A pair in the map."""

    x: int
    y: int
    classes: str
    said: str


@dataclass(frozen=True)
class PairDrawing:
    """All that the template draws; `cells` is empty where there are too many units for a map."""

    listed: tuple[tuple[str, str, str], ...]  # (side, number, names)
    rows: tuple[PairUnit, ...]
    arcs: tuple[PairArc, ...]
    width: int
    height: int
    middle: int
    names: tuple[str, ...]
    cells: tuple[PairCell, ...]
    cell: int


def strongest(explanation: Explanation, k: int) -> list[PairScore]:
    """Up to k pairs by falling |score|; ties in the units' order."""
    ranked = sorted(explanation.pairs, key=lambda pair: (-round(abs(pair.score), 6), pair.first, pair.second))
    return [pair for pair in ranked[: max(k, 0)] if round(abs(pair.score), 6)]


def said(explanation: Explanation, pair: PairScore) -> str:
    """Its number, as precise as those of the scores, with its error where that is known."""
    return wording.signed_with_error(pair.score, pair.error, wording.decimals(explanation.scores))


def named(explanation: Explanation, pair: PairScore, longest: int = _LONGEST) -> str:
    """Both units: "not · good"."""
    return " · ".join(label(explanation.units[index].text, longest) for index in (pair.first, pair.second))


def paired(explanation: Explanation) -> PairDrawing | None:
    """Of an explanation with pairs; None for others."""
    if not explanation.pairs:
        return None
    top = strongest(explanation, _ARCS)
    units = sorted({index for pair in top for index in (pair.first, pair.second)})
    levels, places = scale.levels(explanation.scores), wording.decimals(explanation.scores)
    heights = {unit: (place + 0.5) * _LINE for place, unit in enumerate(units)}
    most = max((abs(pair.score) for pair in top), default=1.0)
    arcs = [_arc(explanation, pair, heights, most) for pair in reversed(top)]  # the strongest on top of the others
    return PairDrawing(
        listed=tuple(
            (_side(pair.score), wording.signed(pair.score, places), named(explanation, pair))
            for pair in top[: _ARCS // 2]
        ),
        rows=tuple(
            PairUnit(clip(explanation.units[unit].text, _LONGEST), heights[unit], _classes(int(levels[unit])))
            for unit in units
        ),
        arcs=tuple(arcs),
        width=_NAMES + _STEEPEST + 10,
        height=max(_LINE * len(units), 1),
        middle=_NAMES,
        names=tuple(clip(unit.text, _LONGEST) for unit in explanation.units),
        cells=tuple(_cells(explanation)) if len(explanation.units) <= _MAPPED else (),
        cell=_CELL,
    )


def _arc(explanation: Explanation, pair: PairScore, heights: dict[int, float], most: float) -> PairArc:
    start, stop = heights[pair.first], heights[pair.second]
    tallest = max(heights.values()) - min(heights.values()) or 1.0
    reach = _NAMES + 20 + (_STEEPEST - 20) * (stop - start) / tallest
    path = f"M{_NAMES} {start:g}C{reach:.0f} {start:g} {reach:.0f} {stop:g} {_NAMES} {stop:g}"
    width = round(1 + 5 * abs(pair.score) / most, 1)
    return PairArc(path, width, _side(pair.score), f"{named(explanation, pair)} {said(explanation, pair)}")


def _cells(explanation: Explanation) -> Sequence[PairCell]:
    levels = scale.levels(np.array([pair.score for pair in explanation.pairs]))
    return [
        PairCell(
            pair.first * _CELL,
            pair.second * _CELL,
            _classes(level),
            f"{named(explanation, pair)} {said(explanation, pair)}",
        )
        for pair, level in zip(explanation.pairs, levels.tolist(), strict=True)
    ]


def _side(score: float) -> str:
    return "to" if score > 0 else "no"


def _classes(level: int) -> str:
    return "" if level == 0 else f"exg-{_side(level)} exg-l{abs(level)}"
