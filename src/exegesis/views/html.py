"""Explanations as a web page that needs nothing else: no script, no network, every string escaped.

`page` is a document of its own; `fragment` the same inside one element with its own styles, for notebooks.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from exegesis.core.errors import InputError
from exegesis.core.plurals import several
from exegesis.data.account import Account
from exegesis.data.explanation import Explanation
from exegesis.views import (
    bars,
    facts,
    kinds,
    marks,
    naming,
    overview,
    painting,
    pairs,
    phrases,
    scale,
    sections,
    verdicts,
    wording,
)
from exegesis.views.cases import ShownCase, cases
from exegesis.views.characters import clip, label, visible

NOTEBOOK = "notebook.html"  # what a page's template extends where it is to be a fragment
_RETURN = Markup("&#13;")
_PACKAGE = Path(__file__).parents[1]
# The kit's own first; a feature that has a page keeps its templates beside it.
_FOLDERS = ("views/templates", *sorted(str(path.relative_to(_PACKAGE)) for path in _PACKAGE.rglob("templates")))


def page(
    explanations: Sequence[Explanation], title: str | None = None, accounts: Sequence[Account] | None = None
) -> str:
    """A self-contained HTML document; explanations of one input by one model stand side by side, be it by different
    methods or of different targets (an answer's start and its end). `accounts`: the same in words, one for each, which
    stand above its picture.

    Its content policy forbids everything but its own styles. Raises `InputError` when there is nothing to show.
    """
    cases = _cases(explanations, accounts)
    said = str.__str__(title) if title else f"{naming.title(explanations[0])} · Exegesis"
    return render("page.html", title=said, cases=cases)


def fragment(explanations: Sequence[Explanation]) -> str:
    """The same as one `<div class="exegesis">` whose styles touch nothing outside it, as notebooks need it."""
    return render("fragment.html", cases=_cases(explanations))


def listed(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    """Names and values below a heading, as a fragment for notebooks."""
    return render("listed.html", heading=heading, rows=rows)


def _cases(explanations: Sequence[Explanation], accounts: Sequence[Account] | None = None) -> list[ShownCase]:
    if not explanations:
        raise InputError("there is no explanation to show; give at least one.")
    plain = [given.as_plain() for given in explanations]
    told = () if accounts is None else zip(plain, accounts, strict=True)
    return cases(plain, {id(explanation): account.as_plain() for explanation, account in told})


def render(template: str, **context: Any) -> str:
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("exegesis", folder) for folder in _FOLDERS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_carried,
    )
    environment.globals.update(
        document="document.html",
        light=scale.LIGHT,
        dark=scale.DARK,
        levels=scale.LEVELS,
        facts=facts,
        wording=wording,
        verdicts=verdicts,
        top_bars=bars.top_bars,
        strongest=phrases.strongest,
        tree=phrases.tree,
        paired=pairs.paired,
        view_of=kinds.view_of,
        policies=kinds.policies,
        marks=marks.marks,
        naming=naming,
        sections=sections.sections,
        painted=painting.painted,
        ghosts=painting.ghosts,
        is_long=overview.is_long,
        score_map=overview.score_map,
        excerpts=overview.excerpts,
        cells=painting.cells,
        largest=painting.largest,
        phrase_score=painting.phrase_score,
        phrase_text=phrases.text,
        joined=lambda colour: " ".join(map(str, colour)),
    )
    environment.filters.update(label=label, clip=clip, several=several)
    return environment


def _carried(value: Any) -> Any:
    """What HTML can hold: controls as symbols, and carriage returns by number, which parsers would else rewrite."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return escape(visible(value)).replace("\r", _RETURN)
