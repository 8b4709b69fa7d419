"""From which confidence on answers are given, with what is guaranteed of it. Arithmetic over answers not fitted on.

Two guarantees, each over the draw of the rows on which the threshold is set, and for rows drawn as these were:

- `precise`: with chance 1 - delta at least, the share of wrong ones *among the answers given* is at most 1 - precision.
  That share does not fall steadily as the threshold rises. So thresholds, and their order, are fixed by other rows, and
  tested one after another, each by the exact binomial tail, until one fails (fixed sequence testing: Angelopoulos,
  Bates, Candès, Jordan & Lei, "Learn then Test", 2021, section 3; Clopper & Pearson 1934). Which answers are given
  hangs on the confidence alone, so of those given the wrong ones are binomial.
- `sparing`: in the mean over such draws, the share of wrong answers given *among all rows*, answered or not, is at most
  `wrong`. That share falls as the threshold rises, so conformal risk control applies (Angelopoulos, Bates, Fisch, Lei &
  Schuster, "Conformal Risk Control", 2022, theorem 1): no delta, but a mean and no high probability.

An answer is given where its confidence is *above* the threshold.
"""

from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from exegesis.confidence.curves import checked
from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats, Integers

PRECISION, WRONG = "precision", "wrong"
_STEPS = 100  # thresholds that are tested at most


@dataclass(frozen=True)
class FoundThreshold:
    """`threshold` None: none does it, and `why` says what is missing. `given`: answers above it, `missed`: wrong."""

    threshold: float | None
    given: int
    missed: int
    why: str = ""


def share(name: str, value: object) -> float:
    """A share between 0 and 1, neither of both; `InputError` for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        usual = 0.1 if name == "delta" else 0.9  # a chance to be wrong, and shares that are right
        raise InputError(f"{name} must be a number between 0 and 1, such as {usual}, not {shown(value)}.")
    return float(value)


def least_rows(precision: float, delta: float) -> int:
    """So many answers without one error are the fewest that show the precision."""
    return ceil(round(log(delta) / log(precision), 9))


def thresholds_to_test(fitted: ArrayLike, right: ArrayLike, precision: float) -> Floats:
    """Thresholds to be tested one after another, chosen by *other* rows: their confidences (n,) and what was right.

    Quantiles of those, falling. The first is where these rows show the precision best (the smallest p), so that the
    search does not begin among few answers of which one error ends it ("split fixed sequence testing" of Learn then
    Test); at the last, 0, everything passes.
    """
    sure, hits = checked(fitted, right)
    levels = np.append(np.unique(np.quantile(sure, np.linspace(0, 1, _STEPS)[:-1]))[::-1], 0.0)
    ps, _, _ = _tested(sure, hits, levels, precision)
    return np.asarray(levels[int(np.argmin(ps)) :])


def precise(
    confidence: ArrayLike, right: ArrayLike, levels: ArrayLike, precision: float, delta: float
) -> FoundThreshold:
    """The lowest of the thresholds `levels` (falling, fixed without these answers) that keeps the precision.

    Its p is the chance of so few errors among the answers given, were the share of wrong ones 1 - precision; the first
    with p above delta ends the search.
    """
    sure, hits = checked(confidence, right)
    falling = np.asarray(levels, dtype=np.float64)
    ps, given, missed = _tested(sure, hits, falling, precision)
    passed = len(ps) if (ps <= delta).all() else int(np.argmax(ps > delta))
    if not passed:
        why = _too_few(len(sure), precision, delta) or _not_shown(int(given[0]), int(missed[0]), precision)
        return FoundThreshold(None, int(given[0]), int(missed[0]), why)
    return FoundThreshold(float(falling[passed - 1]), int(given[passed - 1]), int(missed[passed - 1]))


def sparing(confidence: ArrayLike, right: ArrayLike, wrong: float) -> FoundThreshold:
    """The lowest threshold at which (errors given + 1) / (n + 1) is at most `wrong`."""
    sure, hits = checked(confidence, right)
    allowed = wrong * (len(sure) + 1) - 1
    if allowed < 0:
        why = f"{len(sure):,} answers cannot show a share as small; {ceil(round(1 / wrong - 1, 9)):,} are needed"
        return FoundThreshold(None, 0, 0, why)
    falling = np.sort(sure[~hits])[::-1]
    budget = int(allowed + 1e-9)
    level = 0.0 if len(falling) <= budget else float(falling[budget])
    given = sure > level
    return FoundThreshold(level, int(given.sum()), int((given & ~hits).sum()))


def _tested(
    sure: Floats, hits: NDArray[np.bool_], levels: Floats, precision: float
) -> tuple[Floats, Integers, Integers]:
    """(p, answers above the level, wrong ones of these) of each level (s,); p 1 where there is none."""
    from scipy.stats import binom

    given, missed = (len(some) - np.searchsorted(np.sort(some), levels, side="right") for some in (sure, sure[~hits]))
    ps = np.where(given > 0, binom.cdf(missed, np.maximum(given, 1), 1 - precision), 1.0)
    return ps, given, missed


def _too_few(rows: int, precision: float, delta: float) -> str:
    needed = least_rows(precision, delta)
    return f"{rows:,} answers cannot show it even if all are right; {needed:,} are needed" if rows < needed else ""


def _not_shown(given: int, missed: int, precision: float) -> str:
    where = "where the rows fitted on show it best"
    return f"{where}, {missed:,} of {given:,} answers are wrong: too many to show that {100 * precision:.3g}% are right"
