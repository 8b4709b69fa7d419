"""Random-logit test: the explanation of another class must be another explanation (Sixt, Granz, Landgraf 2020)."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.core.types import Scores
from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps, Undefined
from exegesis.metrics.correlation import spearman
from exegesis.metrics.requests import OtherClass


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
