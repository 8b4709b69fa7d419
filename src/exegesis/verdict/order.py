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
    words = f"removing {figures.unit}s by their scores moves the prediction"
    said = f"{words} more than random orders do" if beats else f"{words} no more than random orders may"
    return Reason("order", tried.beaten, ORDER, figures.of if beats else 0, said)
