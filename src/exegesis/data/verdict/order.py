"""Random orders: whether removing the words from the highest score down moves the prediction more than chance does."""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, Reason
from exegesis.data.verdict.thresholds import FEW, ORDER, ORDER_DOUBT


def sign(figures: Figures) -> Reason | None:
    """None where random orders were not tried. It holds for all words or for none, in between with a doubt.

    By rank, and not by deviations: where one word decides, chance depends on its place alone, and even the best order
    is but 1.7 deviations from the mean of a uniform distribution.
    """
    tried = None if figures.checks is None else figures.checks.order
    if tried is None:
        return None
    mark = f"beats chance {tried.beaten * tried.orders:g}/{tried.orders}"
    moves = f"removing its first {figures.unit}s moves the answer"
    units = len(figures.scores)
    if ORDER_DOUBT > tried.beaten >= 1 - 1 / max(units, 1) and units < FEW:
        # One random order in `units` begins with the same word: the rank cannot tell it from the explanation's.
        text = f"with {units} {figures.unit}s random orders come too near any order to tell"
        return Reason("order", mark, tried.beaten, ORDER, figures.of, PARTLY, text, "Set another method beside it.")
    if tried.beaten < ORDER_DOUBT - 1e-9:
        text = f"{moves} no more than removing random ones may"
        return Reason("order", mark, tried.beaten, ORDER_DOUBT, 0, FAILS, text, "Do not use it.")
    if tried.beaten < ORDER - 1e-9:
        text = f"one of {tried.orders} random orders moves the answer as much as its own"
        return Reason("order", mark, tried.beaten, ORDER, figures.of, PARTLY, text, "Set another method beside it.")
    return Reason("order", mark, tried.beaten, ORDER, figures.of, HOLDS, f"{moves} more than removing random ones")
