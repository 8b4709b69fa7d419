"""Explanations as a web page that needs nothing else: no script, no network, every string escaped.

`page` is a document of its own; `fragment` the same inside one element with its own styles, for notebooks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exegesis.errors import InputError
from exegesis.explanation import Explanation
from exegesis.views import bars, comparison, facts, overlay, phrases, scale, wording
from exegesis.views.characters import clip, label, visible

_LONG = 3_000  # characters: a text longer than this is set smaller, in a window of its own, with a map of its scores
_SHOWN_OUTPUTS = 5
_MAP_CELLS = 96


def page(explanations: Sequence[Explanation], title: str | None = None) -> str:
    """A self-contained HTML document; explanations of one text by one model stand side by side.

    Its content policy forbids everything but its own styles. Raises `InputError` when there is nothing to show.
    """
    cases = _cases(explanations)
    said = title or f"{wording.answer(explanations[0].prediction)} · Exegesis"
    return _render("page.html", title=said, cases=cases)


def fragment(explanations: Sequence[Explanation]) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return _render("fragment.html", cases=_cases(explanations))


@dataclass(frozen=True)
class Case:
    """One text, one model, one answer, and the explanations of it."""

    explanations: tuple[Explanation, ...]

    @property
    def first(self) -> Explanation:
        """The explanation that stands for what they share."""
        return self.explanations[0]

    def rows(self) -> list[comparison.Row]:
        """The rows of the table that compares them; none for a single explanation."""
        return comparison.comparison(self.explanations) if len(self.explanations) > 1 else []


def _cases(explanations: Sequence[Explanation]) -> list[Case]:
    if not explanations:
        raise InputError("there is no explanation to show; give at least one.")
    return [Case(tuple(group)) for _, group in groupby(explanations, _shared)]


def _shared(explanation: Explanation) -> tuple[Any, ...]:
    """What explanations must share to stand side by side under one heading."""
    return (explanation.id, explanation.text, explanation.fingerprint.model, explanation.prediction)


def _render(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("exegesis", "views/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_carried,
    )
    environment.globals.update(
        light=scale.LIGHT,
        dark=scale.DARK,
        levels=scale.LEVELS,
        shown_outputs=_SHOWN_OUTPUTS,
        facts=facts,
        wording=wording,
        top_bars=bars.top_bars,
        strongest=phrases.strongest,
        tree=phrases.tree,
        painted=_painted,
        score_map=_score_map,
        cells=_cells,
        is_long=lambda explanation: len(explanation.text) > _LONG,
        joined=lambda colour: " ".join(map(str, colour)),
    )
    environment.filters.update(label=label, clip=clip)
    return environment


def _carried(value: Any) -> Any:
    """What HTML can hold: controls as symbols, and carriage returns by number, which parsers would else rewrite."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return Markup(escape(visible(value)).replace("\r", "&#13;"))


@dataclass(frozen=True)
class Painted:
    """A piece of the text with its classes and tooltip; `begins` and `ends` a listed phrase."""

    text: str
    classes: str
    score: str
    begins: bool
    ends: bool


def _painted(explanation: Explanation, listed: Sequence[Any]) -> list[Painted]:
    """The pieces of the text in order, each with the look of its score."""
    found = overlay.pieces(explanation, listed)
    looks = [_look(level) for level in scale.levels(explanation.scores)]
    scores = _said(explanation)
    inside = [None, *(piece.phrase for piece in found), None]
    return [
        Painted(
            piece.text,
            looks[piece.unit] if piece.unit is not None else "",
            scores[piece.unit] if piece.unit is not None else "",
            begins=piece.phrase is not None and inside[i] != piece.phrase,
            ends=piece.phrase is not None and inside[i + 2] != piece.phrase,
        )
        for i, piece in enumerate(found)
    ]


def _said(explanation: Explanation) -> list[str]:
    places = wording.decimals(explanation.scores)
    errors = explanation.standard_errors
    known = [None] * len(explanation.units) if errors is None else errors.tolist()
    return [
        wording.signed_with_error(score, error, places)
        for score, error in zip(explanation.scores.tolist(), known, strict=True)
    ]


def _look(level: int) -> str:
    """The classes of a level: its side and its strength."""
    return "" if level == 0 else f"exg-{'to' if level > 0 else 'no'} exg-l{abs(level)}"


def _score_map(explanation: Explanation) -> list[tuple[str, str]]:
    """(classes, tooltip) of the cells of a long text's map: the scores summed over equal stretches of characters."""
    size = len(explanation.text)
    sums = overlay.along(explanation, _MAP_CELLS)
    places = wording.decimals(sums)
    edges = [size * i // _MAP_CELLS for i in range(_MAP_CELLS + 1)]
    return [
        (_look(level), f"characters {edges[i]:,}–{edges[i + 1]:,}: {wording.signed(sums[i], places)}")
        for i, level in enumerate(scale.levels(sums))
    ]


def _cells(case: Case, row: comparison.Row) -> list[tuple[str, str]]:
    """(classes, number) of a comparison's row; a dash where an explanation has no such unit."""
    return [_cell(explanation, score) for explanation, score in zip(case.explanations, row.scores, strict=True)]


def _cell(explanation: Explanation, score: float | None) -> tuple[str, str]:
    if score is None:
        return "", "–"
    scores = [*explanation.scores.tolist(), score]
    return _look(int(scale.levels(scores)[-1])), wording.signed(score, wording.decimals(scores))
