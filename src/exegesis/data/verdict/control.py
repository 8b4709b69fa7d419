"""Controls: methods that are yardsticks, and no explanations."""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, Reason

CONTROL = "control"


def sign(figures: Figures) -> Reason | None:
    """None for every method that is no control."""
    if figures.diagnostics.get("is_control") is not True:
        return None
    text = "its method is a control, a yardstick that explanations must beat"
    return Reason(CONTROL, "explains", None, None, 0, FAILS, text)
