"""Independent randomisation: one block of the model's weights at a time drawn anew; the explanation must change."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps
from exegesis.metrics.randomised import compared
from exegesis.metrics.requests import Blocks


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
