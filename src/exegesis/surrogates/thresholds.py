"""From which number on a model is said to decide for a target, and what it decides for below it."""

import math
from collections.abc import Sequence

from exegesis.adapters.base import Model
from exegesis.data.records import Target


def threshold_of(target: Target, model: Model) -> float | None:
    """Half of the probability, in the target's own unit; 0 for a difference of two; None where nothing is decided.

    The raw logit of one class among several that share their probability decides nothing by itself.
    """
    if target.versus is not None or target.output == "log-odds":
        return 0.0
    if target.output == "probability":
        return 0.5
    if target.output == "log-probability":
        return math.log(0.5)
    single = target.output == "logit" and (model.scale == "probability" or model.kind == "multi-label")
    return 0.0 if single and target.kind == "class" else None


def against(target: Target, labels: Sequence[str], is_single: bool) -> str:
    """The name of the other side: the other label of two, what a contrast is against, or "not" the target."""
    if target.versus is not None:
        return target.versus.name
    if target.kind == "class" and is_single and len(labels) == 2:
        return labels[1 - target.index]
    return f"not {target.name}"
