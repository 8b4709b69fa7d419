"""Signals of which one tells right from wrong and one does not, and fits of them."""

from functools import cache
from typing import Any

import numpy as np

from exegesis.confidence import ConfidenceFit, fit_signals
from exegesis.confidence.result import SignalAsking
from exegesis.data.records import Fingerprint


def answers(seed: int = 0, rows: int = 400) -> tuple[dict[str, Any], Any]:
    """(signals, right): "good" follows the truth closely, "probability" loosely, "bad" not at all."""
    rng = np.random.default_rng(seed)
    right = rng.random(rows) < 0.8
    noise = rng.normal(size=(3, rows))
    return {"probability": 0.7 * right + noise[0], "good": 2 * right + noise[1], "bad": noise[2]}, right


@cache
def fitted() -> ConfidenceFit:
    return fit_signals(*answers(), precision=0.9)


@cache
def whole() -> ConfidenceFit:
    """A fit with all that one of a model has."""
    from dataclasses import replace

    return replace(
        fitted(),
        task="class",
        vocabulary=("a", "film"),
        asking=SignalAsking(("gradient",), "word", 0, None),
        fingerprint=Fingerprint("toy", None, None, None, {}),
    )
