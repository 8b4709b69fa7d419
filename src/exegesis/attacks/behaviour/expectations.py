"""What a test expects of a case, and whether the answers are so (Ribeiro et al., "Beyond Accuracy", ACL 2020)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import regex

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats

NOT = "not "
NEUTRAL = "neutral"
SAME, NOT_LOWER, NOT_HIGHER = "same", "not lower", "not higher"
_TOLERANCE = 0.1  # of a probability
_MIDDLE = 1 / 3, 2 / 3  # of two classes: a probability between these is neutral, as CheckList's authors take it
# The words of CheckList's released suites.
_RELEASED = {
    regex.compile(r"same label or \|dp\| <= (0?\.\d+)"): SAME,
    regex.compile(r"confidence of the first label must not fall by more than (0?\.\d+)"): NOT_LOWER,
    regex.compile(r"confidence of the first label must not rise by more than (0?\.\d+)"): NOT_HIGHER,
}


@dataclass(frozen=True)
class Expectation:
    """A label ("positive", "not negative"), "same", "not lower" or "not higher", and how much probability is nothing.

    "not lower": the label of the first text loses no more than `tolerance` of its probability.
    """

    wished: str
    tolerance: float

    @property
    def label(self) -> str | None:
        """The label that is wished or not; None of a change."""
        return None if self.wished in (SAME, NOT_LOWER, NOT_HIGHER) else self.wished.removeprefix(NOT)

    @property
    def needs_neutral(self) -> bool:
        """Whether only a model with a neutral answer can pass."""
        return self.wished == NEUTRAL

    def holds(self, probabilities: Floats, label: int | None, middle: bool) -> bool:
        """Whether a case's answers (texts, classes) are as wished.

        `label`: the place of the label, None where it is no class of the model (neutral). `middle`: two classes have
        a neutral answer, where neither is above two thirds.
        """
        first = int(probabilities[0].argmax())
        if self.label is not None:
            is_neutral = middle and bool(_MIDDLE[0] <= probabilities[0, 0] <= _MIDDLE[1])
            answered = is_neutral if self.label == NEUTRAL and label is None else first == label and not is_neutral
            return answered != self.wished.startswith(NOT)
        changes = probabilities[1:, first] - probabilities[0, first]
        if self.wished == SAME:
            stays = probabilities[1:].argmax(axis=1) == first
            return bool(np.all(stays | (np.abs(changes) <= self.tolerance)))
        return bool(np.all(changes >= -self.tolerance if self.wished == NOT_LOWER else changes <= self.tolerance))

    def can_fail(self, probabilities: Floats) -> bool:
        """Whether the change that is not wished would fit in what is left of the probability."""
        first = float(probabilities[0].max())
        if self.wished == NOT_LOWER:
            return first > self.tolerance
        return self.wished != NOT_HIGHER or 1 - first > self.tolerance


def expectation(kind: str, wished: Any, tolerance: Any, where: str) -> Expectation:
    """What is written of a test; `InputError` for what its type cannot expect."""
    size = _TOLERANCE if tolerance is None else tolerance
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 <= size < 1:
        raise InputError(f"{where}: tolerance is a share of probability, from 0 to less than 1, not {shown(size)}.")
    if kind == "MFT":
        if not isinstance(wished, str) or not wished.removeprefix(NOT).strip():
            raise InputError(f"{where}: an MFT expects a label, or 'not LABEL'.")
        return Expectation(wished.strip(), float(size))
    for pattern, name in _RELEASED.items():
        match = pattern.fullmatch(wished) if isinstance(wished, str) else None
        if match:
            wished, size = name, float(match[1])
    if kind == "INV":
        wished = SAME if wished is None else wished
    known = (SAME,) if kind == "INV" else (NOT_LOWER, NOT_HIGHER)
    if wished not in known:
        raise InputError(f"{where}: {kind} expects {' or '.join(map(repr, known))}, not {shown(wished)}.")
    return Expectation(wished, float(size))
