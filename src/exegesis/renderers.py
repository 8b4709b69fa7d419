"""Where an Explanation finds its pictures.

`Explanation.to_html` and `.plot` live on the bottom floor and the views far above it. This table of names,
resolved only when a picture is asked for, keeps imports going down.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

_HOMES = {
    "html": "exegesis.views.html:page",
    "fragment": "exegesis.views.html:fragment",
    "plot": "exegesis.views.plots:plot",
    "picture": "exegesis.views.plots:picture",
    "terminal": "exegesis.views.terminal:show",
    "questions": "exegesis.views.questions_page:page",
    "questions terminal": "exegesis.views.qa_terminal:show",
    "predictions": "exegesis.views.qa_terminal:show_predictions",
    "answers": "exegesis.views.qa_terminal:show_answers",
    "evaluation": "exegesis.views.qa_terminal:show_evaluation",
    "figures": "exegesis.views.qa_terminal:show_figures",
    "surrogate html": "exegesis.views.surrogate_page:page",
    "surrogate fragment": "exegesis.views.surrogate_page:fragment",
    "surrogate plot": "exegesis.views.surrogate_plots:plot",
    "surrogate picture": "exegesis.views.surrogate_plots:picture",
    "surrogate terminal": "exegesis.views.surrogate_terminal:show",
    "measures terminal": "exegesis.views.measures_terminal:show",
    "summary html": "exegesis.views.summary_page:page",
    "summary plot": "exegesis.views.summary_plots:plot",
    "summary picture": "exegesis.views.summary_plots:picture",
    "comparison html": "exegesis.views.comparison_page:page",
    "comparison markdown": "exegesis.views.comparison_markdown:markdown",
    "comparison plot": "exegesis.views.comparison_plots:plot",
    "comparison picture": "exegesis.views.comparison_plots:picture",
    "comparison terminal": "exegesis.views.comparison_terminal:show",
    "many html": "exegesis.bulk.page:page",
    "frame": "exegesis.bulk.frame:to_frame",
    "edit html": "exegesis.edits.page:page",
    "edit fragment": "exegesis.edits.page:fragment",
    "edit terminal": "exegesis.edits.terminal:show",
    "benchmark": "exegesis.views.benchmark_page:page",
    "benchmark markdown": "exegesis.views.benchmark_markdown:markdown",
    "benchmark terminal": "exegesis.views.benchmark_terminal:show",
    "student report": "exegesis.views.report_page:page",
    "student report markdown": "exegesis.views.report_markdown:markdown",
    "glue report markdown": "exegesis.views.report_markdown:glue_markdown",
}


def renderer(kind: str) -> Callable[..., Any]:
    """The function that draws explanations as `kind`."""
    module, _, function = _HOMES[kind].partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
