"""Means and spreads over seeds, and when a difference counts as one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from scipy.stats import t

RULE = (
    "A difference is the mean over seeds of the differences between runs of one seed, which share batches and masks; "
    "±: its 95% interval by Student's t. Where that interval holds 0 the difference is called unresolved."
)


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences and half the width of its 95% interval (infinite of a single pair)."""

    mean: float
    half: float

    @property
    def resolved(self) -> bool:
        """Whether 0 lies outside the interval."""
        return abs(self.mean) > self.half


def spread(values: Sequence[float]) -> float | None:
    """The standard deviation over seeds (n - 1); None of a single value."""
    return stdev(values) if len(values) > 1 else None


def paired(values: Sequence[float], others: Sequence[float]) -> Difference:
    """values - others, pair by pair."""
    differences = [a - b for a, b in zip(values, others, strict=True)]
    count = len(differences)
    if count < 2:
        return Difference(fmean(differences), math.inf)
    return Difference(fmean(differences), float(t.ppf(0.975, count - 1)) * stdev(differences) / math.sqrt(count))


def verdict(found: Difference, worse: int) -> str:
    """The published ablation got worse by each removal: "as published", "opposite" or "unresolved".

    `worse`: the sign that getting worse has in this measure, -1 of an accuracy, 1 of a loss.
    """
    if not found.resolved:
        return "unresolved"
    return "as published" if found.mean * worse > 0 else "opposite"


def with_spread(values: Sequence[float], places: int) -> str:
    """ "81.20 ± 0.35": mean and standard deviation."""
    found = spread(values)
    said = f"{fmean(values):.{places}f}"
    return said if found is None else f"{said} ± {found:.{places}f}"


def signed(found: Difference, places: int) -> str:
    """ "-1.20 ± 0.90": the difference and half its interval."""
    said = f"{found.mean:+.{places}f}"
    return said if math.isinf(found.half) else f"{said} ± {found.half:.{places}f}"


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left, the others to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *lines)) + "\n"
