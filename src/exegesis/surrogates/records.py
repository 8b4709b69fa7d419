"""The small records a Surrogate is made of: features, how faithful it is, points of its curve, rules."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Floats, Masks


@dataclass(frozen=True, slots=True)
class Feature:
    """What may be there or not: a word (or n-gram) of texts, or a unit of one input.

    `unit` is the unit's place in `Surrogate.units`, None for a word of texts. `rows` counts the rows fitted on that
    have it.
    """

    name: str
    unit: int | None
    rows: int


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How closely a surrogate follows its model on some rows.

    `r2` is 1 - squared errors over squared deviations from these rows' mean; None where the model's number does not
    vary, for then no share of its variation can be told. `agreement` is the share of rows on which both stand on the
    same side of the threshold, `floor` what always naming the commoner side would reach; None where the target has no
    threshold. `error` is the mean absolute difference in the target's own unit. Around one input all four are weighted
    by closeness to it.
    """

    rows: int
    r2: float | None
    agreement: float | None
    floor: float | None
    error: float


@dataclass(frozen=True, slots=True)
class Point:
    """One size on the curve: the cap (features allowed, or depth), what was used of it, and how faithful that is."""

    size: int
    features: int
    depth: int
    leaves: int
    inside: Fidelity
    outside: Fidelity | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of held-out labelled texts on which model and surrogate say what the data set says.

    Both say "the target" or "not the target" (of two labels that is the label); `floor` is reached by always naming
    the commoner side.
    """

    rows: int
    model: float
    surrogate: float
    floor: float


@dataclass(frozen=True, slots=True)
class Condition:
    """A feature that must be present, or must be absent."""

    feature: str
    present: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """If all `conditions` hold, the number is `value` (of a tree), or `value` is added to it (of a linear surrogate).

    `support` counts the rows fitted on for which they hold, `share` is that count over all of them.
    """

    conditions: tuple[Condition, ...]
    value: float
    support: int
    share: float
    adds: bool


_DECIMALS = 9  # a sum of weights that ought to be 0.5 may miss it by a rounding error


def above(numbers: Floats, threshold: float) -> Masks:
    """(B,) whether each number reaches the threshold, rounding errors aside."""
    return np.asarray(np.round(numbers, _DECIMALS) >= round(threshold, _DECIMALS), dtype=np.bool_)
