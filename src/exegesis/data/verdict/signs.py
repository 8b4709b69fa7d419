"""The signs of a verdict, each one function of the figures: adding one is a function and a line of SIGNS."""

from collections.abc import Callable

import numpy as np

from exegesis.core.plurals import several
from exegesis.core.ranking import strongest
from exegesis.core.types import Floats
from exegesis.data.verdict.checks import Again
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, Reason, level_of
from exegesis.data.verdict.thresholds import BASELINES, FEW, FIT, LEAD, MISSED, ORDER, ORDER_DOUBT, SEEDS
from exegesis.data.verdict.wording import held, listed, percent, quoted

CONTROL = "control"
_EXACT = 1e-6  # of the scores' size: the method forces the sum, which says nothing of the scores
_FAR = 99.0  # no lead is told as more


def lasting(tried: Again, of: int, share: float) -> int:
    """The most first words, up to `of`, that stay under at least that share of the conditions."""
    return max((words for words in range(1, of + 1) if tried.share(words) >= share), default=0)


def control(figures: Figures) -> Reason | None:
    """None for every method that is no control."""
    if figures.diagnostics.get("is_control") is not True:
        return None
    text = "its method is a control, a yardstick that explanations must beat"
    return Reason(CONTROL, "explains", None, None, 0, FAILS, text)


def again(figures: Figures) -> Reason | None:
    """None where the method was not run again. It holds for all words or for none: there is no chance to differ."""
    tried = None if figures.checks is None else figures.checks.again
    if tried is None:
        return None
    words = lasting(tried, figures.of, 1.0)
    same = words == figures.of
    mark, share = f"run again {words}/{figures.of}", tried.share(figures.of)
    text = f"run again, its method gives {'the same' if same else 'other'} {several(figures.unit)}"
    advice = "It is of another model, target or version: explain again."
    return Reason("again", mark, share, 1.0, figures.of if same else 0, HOLDS if same else FAILS, text, advice)


def order(figures: Figures) -> Reason | None:
    """None where random orders were not tried. It holds for all words or for none, in between with a doubt.

    By rank, and not by deviations: where one word decides, chance depends on its place alone, and even the best order
    is but 1.7 deviations from the mean of a uniform distribution.
    """
    tried = None if figures.checks is None else figures.checks.order
    if tried is None:
        return None
    mark = f"beats chance {tried.beaten * tried.orders:g}/{tried.orders}"
    moves = f"removing its first {several(figures.unit)} moves the answer"
    units = len(figures.scores)
    if ORDER_DOUBT > tried.beaten >= 1 - 1 / max(units, 1) and units < FEW:
        # One random order in `units` begins with the same word: the rank cannot tell it from the explanation's.
        text = f"with {units} {several(figures.unit)} random orders come too near any order to tell"
        return Reason("order", mark, tried.beaten, ORDER, figures.of, PARTLY, text, "Set another method beside it.")
    if tried.beaten < ORDER_DOUBT - 1e-9:
        text = f"{moves} no more than removing random ones may"
        return Reason("order", mark, tried.beaten, ORDER_DOUBT, 0, FAILS, text, "Do not use it.")
    if tried.beaten < ORDER - 1e-9:
        text = f"one of {tried.orders} random orders moves the answer as much as its own"
        return Reason("order", mark, tried.beaten, ORDER, figures.of, PARTLY, text, "Set another method beside it.")
    return Reason("order", mark, tried.beaten, ORDER, figures.of, HOLDS, f"{moves} more than removing random ones")


def fit(figures: Figures) -> Reason | None:
    """None where the method fits none. It holds for all words or for none."""
    found = figures.number("weighted_r2")
    if found is None:
        return None
    fits = found >= FIT
    text = f"its linear model accounts for {'' if fits else 'only '}{percent(found)} of how the answer moves"
    advice = "More samples will not help, another method may."
    return Reason(
        "fit", f"fit {percent(found)}", found, FIT, figures.of if fits else 0, HOLDS if fits else FAILS, text, advice
    )


def completeness(figures: Figures) -> Reason | None:
    """None where the method promises no sum. As a share of the sum of absolute scores; for all words or for none."""
    delta = figures.number("convergence_delta")
    if delta is None:
        return None
    with np.errstate(over="ignore"):
        missed = abs(delta) / float(np.abs(figures.scores).sum())
    adds = missed <= MISSED
    text = "its scores add up to the change they explain"
    if not adds:
        text = f"its scores miss the change they should add up to by {percent(missed)} of their size"
    mark = f"sum off by {percent(missed)}" if missed > _EXACT else ""
    words, level = (figures.of, HOLDS) if adds else (0, FAILS)
    return Reason("completeness", mark, missed, MISSED, words, level, text, "Raise steps or samples.")


def uncertainty(figures: Figures) -> Reason | None:
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
    return Reason("uncertainty", mark, figure, LEAD, words, level, _uncertainty_said(figures, words), "Raise samples.")


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


def _uncertainty_said(figures: Figures, words: int) -> str:
    if words == 0:
        return f"by its standard errors chance may have put other {several(figures.unit)} first"
    if words == figures.of:
        return f"its standard errors hold {held(words, figures)} apart from the rest"
    return f"by its standard errors only {held(words, figures)} {'is' if words == 1 else 'are'} certain"


def seeds(figures: Figures) -> Reason | None:
    """None where no other seed was tried."""
    tried = None if figures.checks is None else figures.checks.seeds
    if tried is None:
        return None
    words = lasting(tried, figures.of, SEEDS)
    share = tried.share(min(words + 1, figures.of))
    mark, level = f"seeds {words}/{figures.of}", level_of(words, figures.of)
    return Reason("seeds", mark, share, SEEDS, words, level, _seeds_said(figures, words), "Raise samples.")


def _seeds_said(figures: Figures, words: int) -> str:
    if words == 0:
        return f"another seed puts other {several(figures.unit)} first"
    if words < figures.of:
        return "the others change with the seed"
    return f"with other seeds {held(words, figures)} stay{'s' if words == 1 else ''}"


def baselines(figures: Figures) -> Reason | None:
    """None where no other baseline was tried. Of several the worst counts.

    It does not refute an explanation: words that lead for one baseline only move the prediction all the same. So where
    this sign does not hold, the explanation holds in part: for its own baseline.
    """
    tried = None if figures.checks is None else figures.checks.baselines
    if tried is None or not tried.stays:
        return None
    of, words = figures.of, min(tried.stays)
    share, names = words / of, listed([quoted(name) for name in tried.conditions])
    level = HOLDS if share >= BASELINES - 1e-9 else FAILS
    text = (
        f"with {names} {words if words else 'none'} of its {of} {several(figures.unit)} lead{'s' if words == 1 else ''}"
    )
    return Reason(
        "baselines",
        f"other baseline {words}/{of}",
        share,
        BASELINES,
        words,
        level,
        text,
        "Name the baseline where you compare explanations.",
    )


# In the order in which a verdict names them.
SIGNS: tuple[Callable[[Figures], Reason | None], ...] = (
    control,
    again,
    order,
    fit,
    completeness,
    uncertainty,
    seeds,
    baselines,
)
