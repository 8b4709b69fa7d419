"""How scores look on a page: classes of the style sheet, tooltips and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.explanation import Explanation
from exegesis.records import Group
from exegesis.views import overlay, scale, wording
from exegesis.views.comparison import Row

MAP_CELLS = 96


@dataclass(frozen=True)
class Painted:
    """A piece of the text, its classes and tooltip; where a listed phrase begins, its side and tooltip too."""

    text: str
    classes: str
    score: str
    side: str  # of the phrase that begins here: "to" or "no"
    begins: str  # that phrase's tooltip
    ends: bool


def painted(explanation: Explanation, listed: Sequence[Group]) -> list[Painted]:
    """The pieces of the text in order, each with the look of its score."""
    found = overlay.pieces(explanation, listed)
    looks = [look(level) for level in scale.levels(explanation.scores).tolist()]
    scores = _said(explanation)
    inside = [None, *(piece.phrase for piece in found), None]
    result = []
    for place, piece in enumerate(found):
        classes, score = ("", "") if piece.unit is None else (looks[piece.unit], scores[piece.unit])
        side, begins = "", ""
        if piece.phrase is not None and piece.phrase != inside[place]:
            phrase = listed[piece.phrase]
            side, begins = _side(phrase.score), f"phrase {phrase_score(explanation, phrase)}"
        ends = piece.phrase is not None and piece.phrase != inside[place + 2]
        result.append(Painted(piece.text, classes, score, side, begins, ends))
    return result


def largest(explanation: Explanation) -> str:
    """The largest |score| without its sign, for the two ends of the legend."""
    most = max(map(abs, explanation.scores.tolist()), default=0.0)
    return wording.signed(most, wording.decimals(explanation.scores)).lstrip("+")


def phrase_score(explanation: Explanation, phrase: Group) -> str:
    """A phrase's score, with as many decimals as the explanation's units have."""
    return wording.signed(phrase.score, wording.decimals(explanation.scores))


def _said(explanation: Explanation) -> list[str]:
    places = wording.decimals(explanation.scores)
    errors = explanation.standard_errors
    known = [None] * len(explanation.units) if errors is None else errors.tolist()
    return [
        wording.signed_with_error(score, error, places)
        for score, error in zip(explanation.scores.tolist(), known, strict=True)
    ]


def look(level: int) -> str:
    """The classes of a level: its side and its strength."""
    return "" if level == 0 else f"exg-{_side(level)} exg-l{abs(level)}"


def _side(score: float) -> str:
    return "to" if score > 0 else "no"


def score_map(explanation: Explanation) -> list[tuple[str, str]]:
    """(classes, tooltip) of the cells of a long text's map: the scores summed over equal stretches of characters."""
    size = len(explanation.text)
    sums = overlay.along(explanation, MAP_CELLS)
    places = wording.decimals(sums)
    edges = [size * i // MAP_CELLS for i in range(MAP_CELLS + 1)]
    return [
        (look(level), f"characters {edges[i]:,}–{edges[i + 1]:,}: {wording.signed(sums[i], places)}")
        for i, level in enumerate(scale.levels(sums))
    ]


def cells(explanations: Sequence[Explanation], row: Row) -> list[tuple[str, str]]:
    """(classes, number) of a comparison's row; a dash where an explanation has no such unit."""
    return [_cell(explanation, score) for explanation, score in zip(explanations, row.scores, strict=True)]


def _cell(explanation: Explanation, score: float | None) -> tuple[str, str]:
    if score is None:
        return "", "–"
    scores = [*explanation.scores.tolist(), score]
    return look(int(scale.levels(np.array(scores))[-1])), wording.signed(score, wording.decimals(scores))
