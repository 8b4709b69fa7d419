"""Randomisation: the explanation must change with the model's weights, drawn anew in a copy, and with the class."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.types import Scores
from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps, Undefined
from exegesis.metrics.correlation import spearman
from exegesis.metrics.requests import Ask, Blocks, OtherClass, Randomised


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


@dataclass(frozen=True, kw_only=True)
class CascadingRandomisation(Metric):
    """Mean over stages of Spearman's correlation of the scores with those of the model randomised so far down.

    Adebayo et al. 2018, section 3. Stage k draws the k topmost blocks anew (head, layers from the last to the first,
    embeddings) in a copy; target and seed stay. An explanation that stays the same does not come from the model.
    `details` has the correlation after each block: it must fall.
    """

    name: ClassVar[str] = "cascading_randomisation"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "rank correlation"

    def measure(self, case: Case) -> Steps:
        """The blocks, then the explanation at each stage."""
        blocks: tuple[str, ...] = yield Blocks()
        found: Finding = yield from compared(case, {name: blocks[: k + 1] for k, name in enumerate(blocks)})
        return found


@dataclass(frozen=True, kw_only=True)
class IndependentRandomisation(Metric):
    """Mean over blocks of Spearman's correlation of the scores with those of the model with that one block random.

    Adebayo et al. 2018, section 3; the other blocks keep their weights. All happens in a copy.
    """

    name: ClassVar[str] = "independent_randomisation"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "rank correlation"

    def measure(self, case: Case) -> Steps:
        """The blocks, then the explanation with each of them drawn anew."""
        blocks: tuple[str, ...] = yield Blocks()
        found: Finding = yield from compared(case, {name: (name,) for name in blocks})
        return found


@dataclass(frozen=True, kw_only=True)
class RandomLogit(Metric):
    """Spearman's correlation of the scores with those of another class, drawn at random.

    Sixt, Granz, Landgraf 2020. A method that heeds its target scores low; of two classes' probabilities it
    scores -1, as one is the other turned round. One that does not heed it (attention) scores 1.
    """

    name: ClassVar[str] = "random_logit"
    direction: ClassVar[str] = LOWER
    unit: ClassVar[str] = "rank correlation"

    def measure(self, case: Case) -> Steps:
        """The explanation of the class drawn."""
        if case.n_outputs is None or case.n_outputs < 2:
            raise Undefined("there is no other class to explain")
        drawn = int(case.stream("another class").integers(case.n_outputs - 1))
        index = drawn + (drawn >= case.target)
        scores: Scores = yield OtherClass(index)
        return Finding(spearman(case.scores, scores), {"other_class": index})
