"""Cascading randomisation: the model's weights drawn anew from the head down; the explanation must change."""

from dataclasses import dataclass
from typing import ClassVar

from exegesis.metrics.base import LOWER, Case, Finding, Metric, Steps
from exegesis.metrics.randomised import compared
from exegesis.metrics.requests import Blocks


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
