"""Controls: methods that are yardsticks, and no explanations."""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason

CONTROL = "control"


def sign(figures: Figures) -> Reason | None:
    """None for every method that is no control."""
    if figures.diagnostics.get("is_control") is not True:
        return None
    return Reason(CONTROL, None, None, 0, "the method is a yardstick for others, no explanation")
