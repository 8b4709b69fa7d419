"""The fit of a surrogate: how much of the prediction's movement the scores account for."""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.thresholds import FIT
from exegesis.verdict.wording import percent


def sign(figures: Figures) -> Reason | None:
    """None where the method fits none. It holds for all words or for none."""
    found = figures.number("weighted_r2")
    if found is None:
        return None
    fits = found >= FIT
    said = f"the scores account for {'' if fits else 'only '}{percent(found)} of how the prediction moves"
    return Reason("fit", found, FIT, figures.of if fits else 0, said)
