"""The fit of a surrogate: how much of the prediction's movement the scores account for."""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, Reason
from exegesis.data.verdict.thresholds import FIT
from exegesis.data.verdict.wording import percent


def sign(figures: Figures) -> Reason | None:
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
