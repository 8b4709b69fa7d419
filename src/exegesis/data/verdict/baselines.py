"""Another baseline: whether the words lead too where "absent" means something else.

It does not refute an explanation: words that lead for one baseline only move the prediction all the same. So where this
sign does not hold, the explanation holds in part: for its own baseline.
"""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, Reason
from exegesis.data.verdict.thresholds import BASELINES
from exegesis.data.verdict.wording import listed, quoted

_ADVICE = "Name the baseline where you compare explanations."


def sign(figures: Figures) -> Reason | None:
    """None where no other baseline was tried. Of several the worst counts."""
    tried = None if figures.checks is None else figures.checks.baselines
    if tried is None or not tried.stays:
        return None
    of, words = figures.of, min(tried.stays)
    share, names = words / of, listed([quoted(name) for name in tried.conditions])
    level = HOLDS if share >= BASELINES - 1e-9 else FAILS
    text = f"with {names} {words if words else 'none'} of its {of} {figures.unit}s lead{'s' if words == 1 else ''}"
    return Reason("baselines", f"other baseline {words}/{of}", share, BASELINES, words, level, text, _ADVICE)
