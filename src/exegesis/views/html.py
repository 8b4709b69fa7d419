"""Explanations as a web page that needs nothing else: no script, no network, every string escaped.

`page` is a document of its own; `fragment` the same inside one element with its own styles, for notebooks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exegesis.errors import InputError
from exegesis.explanation import Explanation
from exegesis.views import bars, comparison, facts, painting, phrases, scale, wording
from exegesis.views.characters import clip, label, visible

_LONG = 3_000  # characters: a text longer than this is set smaller, in a window of its own, with a map of its scores
_SHOWN_OUTPUTS = 5
_RETURN = Markup("&#13;")


def page(explanations: Sequence[Explanation], title: str | None = None) -> str:
    """A self-contained HTML document; explanations of one text by one model stand side by side.

    Its content policy forbids everything but its own styles. Raises `InputError` when there is nothing to show.
    """
    cases = _cases(explanations)
    said = str.__str__(title) if title else f"{wording.answer(explanations[0].prediction)} · Exegesis"
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
    cases: dict[Any, list[Explanation]] = {}
    for given in explanations:
        # As plain data: a string that calls itself safe HTML (`__html__`) would else pass unescaped.
        explanation = Explanation.from_dict(given.to_dict())
        cases.setdefault(_shared(explanation), []).append(explanation)
    return [Case(tuple(together)) for together in cases.values()]


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
        painted=painting.painted,
        score_map=painting.score_map,
        cells=painting.cells,
        largest=painting.largest,
        phrase_score=painting.phrase_score,
        is_long=lambda explanation: len(explanation.text) > _LONG,
        joined=lambda colour: " ".join(map(str, colour)),
    )
    environment.filters.update(label=label, clip=clip)
    return environment


def _carried(value: Any) -> Any:
    """What HTML can hold: controls as symbols, and carriage returns by number, which parsers would else rewrite."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return escape(visible(value)).replace("\r", _RETURN)
