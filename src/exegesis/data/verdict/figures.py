"""What a verdict is drawn from: the figures of an explanation, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np

from exegesis.core.ranking import rounded
from exegesis.core.types import Floats, Scores
from exegesis.data.verdict.checks import Checks
from exegesis.data.verdict.leading import shown


@dataclass(frozen=True)
class Figures:
    """One explanation, as far as a verdict looks at it."""

    unit: str  # "word", "token", ...
    scores: Scores  # (n,)
    errors: Floats | None  # (n,), NaN where unknown
    value: float
    base_value: float | None
    diagnostics: Mapping[str, Any]
    output: str = ""  # the unit of the number: "probability", "log-odds", ...
    baseline: str = ""  # its name: what "absent" means here
    truncated: bool = False
    checks: Checks | None = None

    @property
    def of(self) -> int:
        """How many words the verdict speaks of: a word whose score is 0 leads nowhere, and is none of them."""
        leading = int(np.count_nonzero(rounded(np.where(np.isfinite(self.scores), self.scores, 0.0))))
        return min(shown(len(self.scores)), max(leading, 1))

    def number(self, name: str) -> float | None:
        """A diagnostic that is a finite number, else None."""
        found: object = self.diagnostics.get(name)
        if isinstance(found, bool) or not isinstance(found, Real):
            return None
        try:
            number = float(found)
        except OverflowError:  # a whole number out of a file, beyond what a float holds
            return None
        return number if isfinite(number) else None
