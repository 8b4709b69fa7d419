"""A slice report with all of its parts, made without a model."""

from dataclasses import replace

import numpy as np

from exegesis.core.statistics import Interval
from exegesis.data.outcomes import Outcomes
from exegesis.slices import SliceReport, slices
from exegesis.slices.result import DrivingWord, DrivingWords
from tests.slices.worlds import CLASSES, world

HOSTILE = "<script>alert(1)</script> \x1b[31m & a very long text"


def report(rows: int = 400, seed: int = 1) -> SliceReport:
    """A planted slice that is found, words, a second model, and a text that would do harm."""
    made = world(seed, rows, inside=0.7)
    other = Outcomes(CLASSES, made.outcomes.labels, np.roll(made.outcomes.probabilities, 1, axis=0))
    found = slices(
        None, (HOSTILE, *made.texts[1:]), columns=made.columns, outcomes=made.outcomes, explained=0, other=other,
        named=["word:w1 AND label:positive", "word:alert"],
    )  # fmt: skip
    words = (
        DrivingWord("but", 9, 4, 0.2, 0.05, Interval(0.15, 0.05, 0.25), 0.001, 0.01),
        DrivingWord("<b>good", 3, 8, 0.01, 0.02, Interval(-0.01, -0.05, 0.03), 0.4, 1.0),
    )
    return replace(found, words=DrivingWords("word", "partition_shap", "probability", 20, 20, 8, 2, words))
