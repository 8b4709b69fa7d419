"""Logits as probabilities. scipy has these functions; to import it takes longer than most explanations compute."""

import numpy as np

from exegesis.core.types import Floats


def softmax(logits: Floats) -> Floats:
    """Probabilities that sum to 1 over the last axis; of any size, since the largest logit is taken off first."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def expit(logits: Floats) -> Floats:
    """The logistic function of each, without overflow on either side."""
    lowered = np.exp(-np.abs(logits))
    found: Floats = np.where(logits >= 0, 1.0, lowered) / (1.0 + lowered)
    return found


def logsumexp(logits: Floats) -> Floats:
    """The logarithm of the sum of exponentials over the last axis; -inf of nothing but -inf."""
    top = logits.max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        found: Floats = np.log(np.exp(logits - top).sum(axis=-1)) + top[..., 0]
    return found
