"""Standard errors: which of the first words lead by more than chance explains."""

import numpy as np

from exegesis.core.types import Floats
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.leading import strongest
from exegesis.data.verdict.result import Reason, level_of
from exegesis.data.verdict.thresholds import LEAD
from exegesis.data.verdict.wording import held

_FAR = 99.0  # no lead is told as more


def sign(figures: Figures) -> Reason | None:
    """None where the method gives no standard errors, and where other seeds show what these predict."""
    if figures.checks is not None and figures.checks.seeds is not None:
        return None
    certain = figures.number("certain_top")
    ahead = leads(figures) if figures.errors is not None else None
    if ahead is None and certain is None:
        return None
    words = min(max(int(certain or 0), 0), figures.of) if ahead is None else _until(ahead >= LEAD)
    figure = None if ahead is None else float(ahead[min(words, figures.of - 1)])
    mark = f"certain {words}/{figures.of}"
    level = level_of(words, figures.of)
    return Reason("uncertainty", mark, figure, LEAD, words, level, _said(figures, words), "Raise samples.")


def leads(figures: Figures) -> Floats | None:
    """(of,) by how many standard errors each leading word is above each of those behind at least, to two decimals.

    The errors of two words count as independent. None where an error is unknown.
    """
    assert figures.errors is not None
    order = strongest(figures.scores)
    sizes, errors = np.abs(figures.scores)[order], np.asarray(figures.errors)[order]
    if not np.isfinite(errors).all():
        return None
    first, rest = slice(0, figures.of), slice(figures.of, None)
    gaps = sizes[first, None] - sizes[rest]
    # Without any error a gap is certain, and none is not.
    least = max(1e-9 * float(sizes[0]), 1e-150)
    with np.errstate(over="ignore"):
        spread = np.maximum(np.hypot(errors[first, None], errors[rest]), least)
        # Rounded: the model's last decimals, which batching moves, must not decide.
        return np.asarray(np.minimum(np.round((gaps / spread).min(axis=1), 2), _FAR))


def _until(flags: np.ndarray) -> int:
    """How many flags are set before the first that is not."""
    return len(flags) if flags.all() else int(np.argmin(flags))


def _said(figures: Figures, words: int) -> str:
    if words == 0:
        return f"by its standard errors chance may have put other {figures.unit}s first"
    if words == figures.of:
        return f"its standard errors hold {held(words, figures)} apart from the rest"
    return f"by its standard errors only {held(words, figures)} {'is' if words == 1 else 'are'} certain"
