"""How scores look on a page: classes of the style sheet, tooltips and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Group
from exegesis.views import overlay, scale, wording
from exegesis.views.marks import Mark
from exegesis.views.sections import Section
from exegesis.views.side_by_side import UnitRow


@dataclass(frozen=True)
class Painted:
    """A piece of the text, its classes and tooltip; where a mark or a listed phrase begins, what that is.

    A phrase lies inside a mark or reaches over it: then it is cut there, so that elements nest.
    """

    text: str
    classes: str
    score: str
    mark: Mark | None  # that begins here
    mark_ends: bool
    side: str  # of the phrase that begins here: "to" or "no"
    begins: str  # that phrase's tooltip
    ends: bool


def painted(
    explanation: Explanation, listed: Sequence[Group], marks: Sequence[Mark] = (), stretch: Span | None = None
) -> list[Painted]:
    """The pieces of the text or of a stretch of it, in order, each with the look of its score."""
    found = overlay.pieces(explanation, listed, marks, stretch)
    looks = [look(level) for level in scale.levels(explanation.scores).tolist()]
    scores = _said(explanation)
    apart = [True, *((one.mark, one.phrase) != (two.mark, two.phrase) for one, two in pairwise(found)), True]
    marked = [True, *(one.mark != two.mark for one, two in pairwise(found)), True]
    result = []
    for place, piece in enumerate(found):
        classes, score = ("", "") if piece.unit is None else (looks[piece.unit], scores[piece.unit])
        mark = None if piece.mark is None or not marked[place] else marks[piece.mark]
        phrase = None if piece.phrase is None or not apart[place] else listed[piece.phrase]
        begins = "" if phrase is None else f"phrase {phrase_score(explanation, phrase)}"
        result.append(
            Painted(
                text=piece.text,
                classes=classes,
                score=score,
                mark=mark,
                mark_ends=piece.mark is not None and marked[place + 1],
                side="" if phrase is None else _side(phrase.score),
                begins=begins,
                ends=piece.phrase is not None and apart[place + 1],
            )
        )
    return result


def ghosts(marks: Sequence[Mark], section: Section) -> list[Mark]:
    """The marks of words that are not in the text, at its end."""
    return [mark for mark in marks if mark.ghost and mark.span.start == section.span.end]


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


def cells(explanations: Sequence[Explanation], row: UnitRow) -> list[tuple[str, str]]:
    """(classes, number) of a comparison's row; a dash where an explanation has no such unit."""
    return [_cell(explanation, score) for explanation, score in zip(explanations, row.scores, strict=True)]


def _cell(explanation: Explanation, score: float | None) -> tuple[str, str]:
    if score is None:
        return "", "–"
    scores = [*explanation.scores.tolist(), score]
    return look(int(scale.levels(np.array(scores))[-1])), wording.signed(score, wording.decimals(scores))
