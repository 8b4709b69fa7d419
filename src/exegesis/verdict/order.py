"""Random orders: whether removing the words from the highest score down moves the prediction more than chance does."""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.thresholds import ORDER


def sign(figures: Figures) -> Reason | None:
    """None where random orders were not tried. It holds for all words or for none.

    By rank, and not by deviations: where one word decides, chance depends on its place alone, and even the best order
    is but 1.7 deviations from the mean of a uniform distribution.
    """
    tried = None if figures.checks is None else figures.checks.order
    if tried is None:
        return None
    beats = tried.beaten >= ORDER - 1e-9
    mark = f"beats chance {tried.beaten * tried.orders:g}/{tried.orders}"
    words = f"removing its first {figures.unit}s moves the answer"
    text = f"{words} more than removing random ones" if beats else f"{words} no more than removing random ones may"
    return Reason("order", mark, tried.beaten, ORDER, figures.of if beats else 0, figures.of, text, "Do not use it.")
