"""Another baseline: whether the words stay where "absent" means something else.

It does not refute an explanation: words that lead for one baseline only move the prediction all the same, as
docs/results/verdicts.md shows. So an explanation holds in part where this sign does not: for its own baseline.
"""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.staying import lasting
from exegesis.verdict.thresholds import BASELINES
from exegesis.verdict.wording import held, listed, quoted

_ADVICE = "Name the baseline where you compare explanations."


def sign(figures: Figures) -> Reason | None:
    """None where no other baseline was tried."""
    tried = None if figures.checks is None else figures.checks.baselines
    if tried is None:
        return None
    words = lasting(tried, figures.of, BASELINES)
    share = tried.share(min(words + 1, figures.of))
    text = _said(figures, words, listed([quoted(name) for name in tried.conditions]))
    mark = f"other baseline {words}/{figures.of}"
    return Reason("baselines", mark, share, BASELINES, words, figures.of, text, _ADVICE)


def _said(figures: Figures, words: int, names: str) -> str:
    if words == figures.of:
        return f"with {names} the same {figures.unit}s lead"
    if words == 0:
        return f"with {names} other {figures.unit}s lead"
    return f"with {names} only {held(words, figures)} stay{'s' if words == 1 else ''}"
