"""Where an Explanation finds its pictures.

`Explanation.to_html` and `.plot` live on the bottom floor and the views far above it. This table of names,
resolved only when a picture is asked for, keeps imports going down.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import check_place, write_whole

PICTURES = (".png", ".svg", ".pdf")
_PAGES = (".html", ".htm")

_HOMES = {
    "html": "exegesis.views.html:page",
    "fragment": "exegesis.views.html:fragment",
    "listed": "exegesis.views.html:listed",
    "plot": "exegesis.views.plots:plot",
    "picture": "exegesis.views.plots:picture",
    "drawn": "exegesis.views.drawing:drawn",
    "terminal": "exegesis.views.terminal:show",
    "questions html": "exegesis.qa.page:page",
    "questions terminal": "exegesis.qa.terminal:show",
    "predictions": "exegesis.qa.terminal:show_predictions",
    "predicted texts": "exegesis.qa.terminal:show_predicted_texts",
    "answers": "exegesis.qa.terminal:show_answers",
    "evaluation": "exegesis.qa.terminal:show_evaluation",
    "figures": "exegesis.qa.terminal:show_figures",
    "surrogate html": "exegesis.surrogates.page:page",
    "surrogate fragment": "exegesis.surrogates.page:fragment",
    "surrogate plot": "exegesis.surrogates.plots:plot",
    "surrogate picture": "exegesis.surrogates.plots:picture",
    "surrogate terminal": "exegesis.surrogates.terminal:show",
    "measures terminal": "exegesis.evaluation.terminal:show",
    "summary html": "exegesis.summaries.page:page",
    "summary fragment": "exegesis.summaries.page:fragment",
    "summary plot": "exegesis.summaries.plots:plot",
    "summary picture": "exegesis.summaries.plots:picture",
    "visual words html": "exegesis.summaries.visual.page:page",
    "visual words fragment": "exegesis.summaries.visual.page:fragment",
    "visual words terminal": "exegesis.summaries.visual.terminal:show",
    "column summary html": "exegesis.summaries.columns.page:page",
    "column summary fragment": "exegesis.summaries.columns.page:fragment",
    "column summary plot": "exegesis.summaries.columns.plots:plot",
    "column summary picture": "exegesis.summaries.columns.plots:picture",
    "column summary terminal": "exegesis.summaries.columns.terminal:show",
    "dependence html": "exegesis.dependence.page:page",
    "dependence fragment": "exegesis.dependence.page:fragment",
    "dependence plot": "exegesis.dependence.plots:plot",
    "dependence picture": "exegesis.dependence.plots:picture",
    "dependence terminal": "exegesis.dependence.terminal:show",
    "comparison html": "exegesis.comparison.page:page",
    "comparison fragment": "exegesis.comparison.page:fragment",
    "comparison markdown": "exegesis.comparison.markdown:markdown",
    "comparison plot": "exegesis.comparison.plots:plot",
    "comparison picture": "exegesis.comparison.plots:picture",
    "comparison terminal": "exegesis.comparison.terminal:show",
    "many html": "exegesis.bulk.page:page",
    "look html": "exegesis.explorer.page:page",
    "attention svg": "exegesis.explorer.plots:svg",
    "attention terminal": "exegesis.explorer.look_terminal:show",
    "look fragment": "exegesis.explorer.page:fragment",
    "frame": "exegesis.bulk.frame:to_frame",
    "anchor html": "exegesis.rules.page:page",
    "anchor fragment": "exegesis.rules.page:fragment",
    "anchor terminal": "exegesis.rules.terminal:show",
    "anchor account": "exegesis.rules.account:account",
    "checklist html": "exegesis.attacks.behaviour.page:page",
    "checklist fragment": "exegesis.attacks.behaviour.page:fragment",
    "checklist terminal": "exegesis.attacks.behaviour.terminal:show",
    "attack html": "exegesis.attacks.page:page",
    "attack fragment": "exegesis.attacks.page:fragment",
    "attack terminal": "exegesis.attacks.terminal:show",
    "counterfactuals html": "exegesis.counterfactuals.page:page",
    "counterfactuals fragment": "exegesis.counterfactuals.page:fragment",
    "counterfactuals account": "exegesis.counterfactuals.account:account",
    "counterfactuals terminal": "exegesis.counterfactuals.terminal:show",
    "account html": "exegesis.accounts.page:page",
    "account fragment": "exegesis.accounts.page:fragment",
    "account terminal": "exegesis.accounts.terminal:show",
    "slices html": "exegesis.slices.page:page",
    "slices fragment": "exegesis.slices.page:fragment",
    "slices plot": "exegesis.slices.plots:plot",
    "slices picture": "exegesis.slices.plots:picture",
    "slices parquet": "exegesis.slices.parquet:write",
    "slices terminal": "exegesis.slices.terminal:show",
    "confidence html": "exegesis.confidence.page:page",
    "confidence fragment": "exegesis.confidence.page:fragment",
    "confidence plot": "exegesis.confidence.plots:plot",
    "confidence picture": "exegesis.confidence.plots:picture",
    "confidence terminal": "exegesis.confidence.terminal:show",
    "selection terminal": "exegesis.confidence.terminal:show_selection",
    "correction html": "exegesis.corrections.page:page",
    "correction fragment": "exegesis.corrections.page:fragment",
    "correction terminal": "exegesis.corrections.terminal:show",
    "traced terminal": "exegesis.corrections.terminal:show_traced",
    "edit html": "exegesis.edits.page:page",
    "edit fragment": "exegesis.edits.page:fragment",
    "edit terminal": "exegesis.edits.terminal:show",
    "corpus terminal": "exegesis.explorer.corpus.terminal:show",
    "layers terminal": "exegesis.explorer.inside.terminal:show",
    "shift terminal": "exegesis.explorer.changes.terminal:show",
    "heads terminal": "exegesis.explorer.terminal:show",
    "relations terminal": "exegesis.explorer.relations.terminal:show",
    "matches terminal": "exegesis.explorer.corpus.search.terminal:show_matches",
    "concordance terminal": "exegesis.explorer.corpus.search.terminal:show_concordance",
    "attention pattern terminal": "exegesis.explorer.corpus.search.terminal:show_pattern",
    "corpus summary terminal": "exegesis.explorer.corpus.search.terminal:show_summary",
    "benchmark html": "exegesis.benchmarking.page:page",
    "benchmark fragment": "exegesis.benchmarking.page:fragment",
    "benchmark markdown": "exegesis.benchmarking.markdown:markdown",
    "benchmark terminal": "exegesis.benchmarking.terminal:show",
    "audit report html": "exegesis.reports.audit.page:page",
    "audit report fragment": "exegesis.reports.audit.page:fragment",
    "audit report markdown": "exegesis.reports.audit.markdown:markdown",
    "audit report terminal": "exegesis.reports.audit.terminal:show",
    "student report html": "exegesis.reports.student.page:page",
    "student report markdown": "exegesis.reports.student.markdown:markdown",
    "glue report markdown": "exegesis.reports.student.markdown:glue_markdown",
}


class Page(str):
    """A page as a string, which a notebook or a prompt does not print whole."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<a page of {len(self):,} characters of HTML; to_html(path) writes it to a file>"


def page(kind: str, given: Any, path: str | Path | None = None) -> Page:
    """The page of `given`, written to `path` too where one is given; `InputError` for a name that is no page's."""
    if path is not None and Path(path).suffix.lower() not in _PAGES:
        raise InputError(f"cannot write a page to {str(path)!r}: give a name that ends in {' or '.join(_PAGES)}.")
    made = Page(renderer(kind)(given))
    if path is not None:
        write_whole(checked(path), made.encode("utf-8", "backslashreplace"))
    return made


def figure(kind: str, given: tuple[Any, ...], path: str | Path | None = None) -> Any:
    """The figure, drawn to the file `path` too where one is given; `InputError` for a name that is no picture's."""
    if path is not None and Path(path).suffix.lower() not in PICTURES:
        raise InputError(f"cannot draw {str(path)!r}: give a name that ends in {', '.join(PICTURES)}.")
    made = renderer(kind)(*given)
    if path is not None:
        write_whole(checked(path), renderer("drawn")(made, Path(path).suffix))
    return made


def checked(path: str | Path) -> str | Path:
    """The path, if a file can be written there."""
    check_place(path)
    return path


def is_known(kind: str) -> bool:
    """Whether something draws explanations as `kind`."""
    return kind in _HOMES


def renderer(kind: str) -> Callable[..., Any]:
    """The function that draws explanations as `kind`; an error that says what to add where the table has none."""
    if kind not in _HOMES:
        raise ExegesisError(f"nothing draws {kind!r}: give it a row, 'MODULE:FUNCTION', in {__name__}.")
    module, _, function = _HOMES[kind].partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
