"""A global picture of many explanations: words summed over texts, and the few inputs that show most (SP-LIME)."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "summarise",
    "WordSummary",
    "summarise_columns",
    "ColumnSummary",
    "weights",
    "submodular",
    "at_random",
    "Pick",
    "visual_words",
    "VisualWords",
]

if TYPE_CHECKING:
    from exegesis.summaries.columns.result import ColumnSummary
    from exegesis.summaries.columns.summing import summarise_columns
    from exegesis.summaries.pick import Pick, at_random, submodular, weights
    from exegesis.summaries.visual.result import VisualWords
    from exegesis.summaries.visual.words import visual_words
    from exegesis.summaries.words import WordSummary, summarise
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "summarise": "words",
            "WordSummary": "words",
            "summarise_columns": "columns.summing",
            "ColumnSummary": "columns.result",
            "weights": "pick",
            "submodular": "pick",
            "at_random": "pick",
            "Pick": "pick",
            "visual_words": "visual.words",
            "VisualWords": "visual.result",
        },
    )
