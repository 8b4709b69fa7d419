"""Whether new inputs are like those that a confidence was fitted on: two-sample tests, one signal at a time.

Kolmogorov-Smirnov of each signal, of the length, and of the share of words that the fitted rows do not have, corrected
together by Holm. Labels are not needed, and so a change of what is *right* alone is not seen.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from exegesis.core.codec import Limit
from exegesis.core.statistics import holm
from exegesis.core.types import Floats

LENGTH, UNKNOWN_WORDS = "length", "unknown words"
LEVEL = 0.05
FEWEST = 20  # rows that can be compared
_KEPT = 2_000  # values of a sample that are written


@dataclass(frozen=True)
class ShiftTest:
    """One number, here against where the confidence was fitted. `distance`: the largest gap between the two shares of
    rows below a value (Kolmogorov-Smirnov), `p` corrected over all tests; medians `before` and `now`."""

    name: str
    distance: Annotated[float, Limit(at_least=0, at_most=1)]
    p: Annotated[float, Limit(at_least=0, at_most=1)]
    before: float
    now: float

    @property
    def moved(self) -> bool:
        """Whether p is below 0.05."""
        return self.p < LEVEL


def shift_tests(before: Mapping[str, Floats], now: Mapping[str, Floats]) -> tuple[ShiftTest, ...]:
    """A test of each name of `before`; none where one of the sides has fewer than 20 rows."""
    from scipy.stats import ks_2samp

    if not before or min(len(one) for one in (*before.values(), *now.values())) < FEWEST:
        return ()
    found = [ks_2samp(before[name], now[name]) for name in before]
    ps = holm([float(one.pvalue) for one in found])
    return tuple(
        ShiftTest(name, float(one.statistic), float(p), float(np.median(before[name])), float(np.median(now[name])))
        for name, one, p in zip(before, found, ps, strict=True)
    )


def unknown_share(words: Sequence[str], known: Collection[str]) -> float:
    """The share of a row's different words that are not among the known; 0 of a row without words."""
    return sum(word not in known for word in words) / len(words) if words else 0.0


def kept_sample(values: Floats, rng: np.random.Generator) -> Floats:
    """The values that are written, rising: of more than 2,000 a random part."""
    some = values if len(values) <= _KEPT else rng.choice(values, _KEPT, replace=False)
    return np.sort(some)
