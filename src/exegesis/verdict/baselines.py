"""Another baseline: whether the words stay where "absent" means something else.

It does not refute an explanation: words that lead for one baseline only move the prediction all the same, as
docs/results/verdicts.md shows. So the verdict names its own baseline as a condition where this sign does not hold.
"""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.staying import lasting
from exegesis.verdict.thresholds import BASELINES
from exegesis.verdict.wording import held, listed


def sign(figures: Figures) -> Reason | None:
    """None where no other baseline was tried."""
    tried = None if figures.checks is None else figures.checks.baselines
    if tried is None:
        return None
    words = lasting(tried, figures.of, BASELINES)
    share = tried.share(min(words + 1, figures.of))
    return Reason("baselines", share, BASELINES, words, _said(figures, words, listed(tried.conditions)))


def _said(figures: Figures, words: int, names: str) -> str:
    if words == 0:
        return f"another baseline ({names}) gives other {figures.unit}s"
    if words < figures.of:
        return f"another baseline ({names}) keeps only {held(words, figures)}"
    return f"another baseline ({names}) gives the same {figures.unit}s"
