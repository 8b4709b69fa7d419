"""A second run of a method that draws nothing: other words mean that the scores are not what it gives here."""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, Reason
from exegesis.data.verdict.staying import lasting


def sign(figures: Figures) -> Reason | None:
    """None where the method was not run again. It holds for all words or for none: there is no chance to differ."""
    tried = None if figures.checks is None else figures.checks.again
    if tried is None:
        return None
    words = lasting(tried, figures.of, 1.0)
    same = words == figures.of
    mark, share = f"run again {words}/{figures.of}", tried.share(figures.of)
    text = f"run again, its method gives {'the same' if same else 'other'} {figures.unit}s"
    advice = "It is of another model, target or version: explain again."
    return Reason("again", mark, share, 1.0, figures.of if same else 0, HOLDS if same else FAILS, text, advice)
