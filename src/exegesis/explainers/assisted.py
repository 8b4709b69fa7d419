"""Assisted estimation: bfloat16 for all masks, float32 for a few, and still the float32 answer.

The cheap values, brought to the scale of the exact ones by a straight line, are a control variate: on the few masks
with both, the difference between them is counted as often as there are masks for each of the few. What a fit that is
linear in the values then finds is right on average whatever the cheap values are (a difference estimator, Cochran 1977,
chapter 7), and its standard errors hold the noise that this adds, because the differences stand among the residuals.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.data.requests import Request
from exegesis.explainers.rounds import Known

EVERY = 20  # draws for one in float32
FEWEST = 400  # samples, below which float32 on one in twenty says too little
_POOR = 0.99


@dataclass(frozen=True)
class MaskAnswers:
    """Values of masks: those to fit, the best known of each mask, and what is to be told of each target."""

    fitted: Values  # (B, T)
    best: Values  # (B, T)
    told: tuple[dict[str, Any], ...]  # (T,)
    warnings: tuple[tuple[str, ...], ...]  # (T,)

    @classmethod
    def plain(cls, values: Values) -> "MaskAnswers":
        """Values as they are, with nothing to tell."""
        return cls(values, values, tuple({} for _ in values.T), ((),) * values.shape[1])


@dataclass(frozen=True)
class PlainAnswering:
    """Every mask at the engine's own precision."""

    known: Known = field(default_factory=Known)

    def ask(self, masks: Masks, draws: Integers, unseen: Floats) -> Generator[Request, Any, MaskAnswers]:
        """The values of the masks (B, n)."""
        return MaskAnswers.plain((yield from self.known.ask(masks)))


@dataclass(frozen=True)
class Assisted:
    """Masks that were drawn (some must be) in bfloat16, one draw in twenty in float32 too; others in float32 alone."""

    cheap: Known = field(default_factory=lambda: Known("bfloat16"))
    exact: Known = field(default_factory=lambda: Known("float32"))

    def ask(self, masks: Masks, draws: Integers, unseen: Floats) -> Generator[Request, Any, MaskAnswers]:
        """The values of the masks (B, n); row i belongs to draw `draws[i]`, and is always there if `unseen[i]` is 0."""
        always = unseen == 0
        sampled = ~always
        chosen = sampled & ((draws - draws[sampled].min()) % EVERY == 0)
        exact = yield from self.exact.ask(masks[always | chosen])
        both = exact[chosen[always | chosen]]
        cheap = yield from self.cheap.ask(masks[sampled])
        follow = chosen[sampled]
        line = _line(cheap[follow], both)
        best = np.empty((len(masks), exact.shape[1]))
        best[sampled] = line[0] + line[1] * cheap
        rest = both - best[chosen]
        fitted = best.copy()
        fitted[chosen] += rest * (sampled.sum() / max(chosen.sum(), 1))
        best[always | chosen] = exact
        fitted[always] = exact[always[always | chosen]]
        return MaskAnswers(fitted, best, *_told(cheap[follow], both, rest, float((always | chosen).mean())))


def _line(cheap: Values, exact: Values) -> tuple[Floats, Floats]:
    """(T,) a and b of exact = a + b cheap by least squares; b = 1 where the cheap values do not vary."""
    off, exact_off = cheap - cheap.mean(axis=0), exact - exact.mean(axis=0)
    squares = (off**2).sum(axis=0)
    slope = np.ones(cheap.shape[1])
    np.divide((off * exact_off).sum(axis=0), squares, out=slope, where=_vary(cheap))
    return exact.mean(axis=0) - slope * cheap.mean(axis=0), slope


def _vary(values: Values) -> NDArray[np.bool_]:
    """(T,) whether they differ by more than rounding."""
    return np.asarray(np.ptp(values, axis=0) > 1e-9 * np.abs(values).max(axis=0))


def _told(
    cheap: Values, exact: Values, rest: Values, share: float
) -> tuple[tuple[dict[str, Any], ...], tuple[tuple[str, ...], ...]]:
    told, warnings = [], []
    varying = _vary(cheap) & _vary(exact)
    for one, other, left, varies in zip(cheap.T, exact.T, rest.T, varying, strict=True):
        correlation = float(np.corrcoef(one, other)[0, 1]) if varies else None
        told.append({"assisted_correlation": correlation, "assisted_share": share, "assisted_error": float(left.std())})
        poor = correlation is not None and correlation < _POOR
        warnings.append(
            (f"bfloat16 follows float32 poorly here (correlation {correlation:.3f}); leave out assisted=.",)
            if poor
            else ()
        )
    return tuple(told), tuple(warnings)


def check_assisted(assisted: bool, samples: int) -> None:
    """`InputError` where there are too few samples to correct them by one in twenty."""
    if assisted and samples < FEWEST:
        raise InputError(f"assisted needs samples of at least {FEWEST}, not {samples}: fewer cost little in float32.")
