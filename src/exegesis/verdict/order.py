"""Random orders: whether removing the words from the highest score down moves the prediction more than chance does."""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.thresholds import ORDER


def sign(figures: Figures) -> Reason | None:
    """None where random orders were not tried. It holds for all words or for none."""
    tried = None if figures.checks is None else figures.checks.order
    if tried is None:
        return None
    beats = tried.deviations >= ORDER
    words = f"removing {figures.unit}s by their scores moves the prediction"
    said = f"{words} more than random orders do" if beats else f"{words} no more than random orders may"
    return Reason("order", tried.deviations, ORDER, figures.of if beats else 0, said)
