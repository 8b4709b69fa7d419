"""Explanations of a copy of the model whose weights are drawn anew, compared with the original's."""

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np

from exegesis.core.types import Scores
from exegesis.metrics.base import Case, Finding, Undefined
from exegesis.metrics.correlation import spearman
from exegesis.metrics.requests import Ask, Randomised


def compared(case: Case, stages: Mapping[str, tuple[str, ...]]) -> Generator[Ask, Any, Finding]:
    """The mean over stages of Spearman's correlation with the original; a stage whose scores are constant is None."""
    found: dict[str, float | None] = {}
    for name, blocks in stages.items():
        scores: Scores = yield Randomised(blocks)
        try:
            found[name] = spearman(case.scores, scores)
        except Undefined:
            found[name] = None
    known = [one for one in found.values() if one is not None]
    if not known:
        raise Undefined("with random weights all scores are equal, so there is no order to compare with")
    return Finding(float(np.mean(known)), {"by_block": found})
