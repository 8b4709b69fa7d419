"""Other seeds: whether they give the same words."""

from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason
from exegesis.verdict.staying import lasting
from exegesis.verdict.thresholds import SEEDS
from exegesis.verdict.wording import counted, held

# Methods that draw nothing: any seed gives the same scores. A test runs every method of the table with two seeds.
CHANCELESS = frozenset(
    ("exact_shap", "partition_shap", "integrated_gradients", "gradient", "occlusion", "attention_rollout", "greedy",
     "parzen")
)  # fmt: skip


def sign(figures: Figures) -> Reason | None:
    """None where no other seed was tried and one would matter."""
    if figures.method in CHANCELESS:
        return Reason("seeds", None, None, figures.of, "the method leaves nothing to chance")
    tried = None if figures.checks is None else figures.checks.seeds
    if tried is None:
        return None
    words = lasting(tried, figures.of, SEEDS)
    share = tried.share(min(words + 1, figures.of))
    return Reason("seeds", share, SEEDS, words, _said(figures, words, len(tried.stays)))


def _said(figures: Figures, words: int, seeds: int) -> str:
    if words == 0:
        return f"another seed gives other {figures.unit}s"
    if words < figures.of:
        return f"another seed keeps only {held(words, figures)}"
    return f"{counted(seeds, 'other seed')} {'gives' if seeds == 1 else 'give'} the same {figures.unit}s"
