"""Other seeds: whether they give the same words."""

from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import Reason, level_of
from exegesis.data.verdict.staying import lasting
from exegesis.data.verdict.thresholds import SEEDS
from exegesis.data.verdict.wording import held


def sign(figures: Figures) -> Reason | None:
    """None where no other seed was tried."""
    tried = None if figures.checks is None else figures.checks.seeds
    if tried is None:
        return None
    words = lasting(tried, figures.of, SEEDS)
    share = tried.share(min(words + 1, figures.of))
    mark, level = f"seeds {words}/{figures.of}", level_of(words, figures.of)
    return Reason("seeds", mark, share, SEEDS, words, level, _said(figures, words), "Raise samples.")


def _said(figures: Figures, words: int) -> str:
    if words == 0:
        return f"another seed puts other {figures.unit}s first"
    if words < figures.of:
        return "the others change with the seed"
    return f"with other seeds {held(words, figures)} stay{'s' if words == 1 else ''}"
