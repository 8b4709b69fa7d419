"""The verdict: the headline follows the worst sign; what was not tried leaves the explanation unchecked."""

from collections.abc import Sequence

import numpy as np

from exegesis.core.plurals import several
from exegesis.core.ranking import rounded
from exegesis.data.verdict.checks import BASELINES, NO_BASELINE, NO_CHANCE, ORDER, SEEDS
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED, Reason, Verdict
from exegesis.data.verdict.signs import SIGNS
from exegesis.data.verdict.thresholds import LITTLE
from exegesis.data.verdict.wording import held, quoted

_NOTHING = 1e-7  # of the explained number: less is the rounding of float32
_LITTLE = "nearly nothing to explain"
HOW = "Not checked: --check, in Python exegesis.check, says whether it holds."


def decide(figures: Figures) -> Verdict:
    """The verdict on one explanation."""
    why = _nothing(figures)
    if why is not None:
        return Verdict(UNDEFINED, 0, figures.of, f"There is nothing to explain: {why}.", "nothing to explain")
    if (little := _little(figures)) is not None:
        return Verdict(UNDEFINED, 0, figures.of, f"There is nearly nothing to explain: {little}", _LITTLE)
    reasons = tuple(reason for sign in SIGNS if (reason := sign(figures)) is not None)
    words, untried = _words(figures, reasons), _untried(figures)
    level = _level(figures, reasons, words, untried)
    text, headline = _said(figures, level, reasons, words)
    return Verdict(level, words, figures.of, text, headline, reasons, untried)


def _nothing(figures: Figures) -> str | None:
    """Why there is nothing to rely on; None where there is something."""
    scores, unit = figures.scores, figures.unit
    if len(scores) == 0:
        return f"there is no {unit} to score"
    if not np.isfinite(scores).all():
        return "some scores are no numbers"
    if not scores.any():
        return "every score is 0"
    if float(np.abs(scores).max()) <= _NOTHING * max(1.0, abs(figures.value)):
        return f"the prediction does not depend on the {several(unit)}"
    if len(scores) == 1:
        return f"there is only one {unit}, with nothing to set it against, and smaller units may tell more"
    if len(np.unique(rounded(scores))) == 1:
        return f"every {unit} has the same score"
    if "weighted_r2" in figures.diagnostics and figures.number("weighted_r2") is None:
        return f"the prediction did not move when {several(unit)} were removed"
    return None


def _little(figures: Figures) -> str | None:
    """What little an explanation is of; None where it is of more, or nobody knows how much.

    Of probabilities, which have a natural size. Shares of almost nothing can be as steady as any other scores, so that
    no check tells: a model that is as sure without the input has not been explained.
    """
    if figures.output != "probability" or figures.base_value is None:
        return None
    largest, change = float(np.abs(figures.scores).max()), abs(figures.value - figures.base_value)
    if not max(largest, change) < LITTLE * max(abs(figures.value), abs(figures.base_value)):
        return None
    return (
        f"with every {figures.unit} absent the probability is {figures.base_value:.4g} instead of {figures.value:.4g}, "
        f"and no score is above {largest:.2g}. Another baseline or other units may show more."
    )


def _words(figures: Figures, reasons: Sequence[Reason]) -> int:
    """For how many words every sign holds, but the one of another baseline, which sets a condition instead."""
    return min((reason.words for reason in reasons if reason.sign != BASELINES), default=figures.of)


def _untried(figures: Figures) -> tuple[str, ...]:
    """What would have to be tried before the explanation can be said to hold."""
    checks = figures.checks
    if checks is None:
        return (SEEDS, BASELINES, ORDER)
    none_needed = {SEEDS: NO_CHANCE, BASELINES: NO_BASELINE}
    tried = {SEEDS: checks.seeds, BASELINES: checks.baselines, ORDER: checks.order}
    return tuple(
        name for name, result in tried.items()
        if result is None and checks.not_tried.get(name, "") != none_needed.get(name)
    )  # fmt: skip


def _level(figures: Figures, reasons: Sequence[Reason], words: int, untried: Sequence[str]) -> str:
    if words == 0:
        return FAILS
    if untried:
        return UNCHECKED
    whole = all(reason.level == HOLDS for reason in reasons)
    return HOLDS if whole and not figures.truncated else PARTLY


def _said(figures: Figures, level: str, reasons: Sequence[Reason], words: int) -> tuple[str, str]:
    """The sentence and the headline."""
    if level == UNCHECKED:
        return _unchecked(figures), "not checked"
    if level == FAILS:
        return _failed(next(reason for reason in reasons if reason.words == 0 and reason.sign != BASELINES))
    first = held(words, figures)
    if level == HOLDS:
        return f"The explanation holds: {first} move{'s' if words == 1 else ''} this answer.", "holds"
    return _in_part(figures, reasons, words)


def _unchecked(figures: Figures) -> str:
    """How to check; or why a check could not tell."""
    reasons = {} if figures.checks is None else figures.checks.not_tried
    why = next((f"{said}" for name, said in reasons.items() if said not in (NO_CHANCE, NO_BASELINE)), None)
    return HOW if why is None else f"Not checked in full: {why}."


def _failed(reason: Reason) -> tuple[str, str]:
    return f"The explanation does not hold: {reason.text}. {reason.advice}".rstrip(), "does not hold"


def _in_part(figures: Figures, reasons: Sequence[Reason], words: int) -> tuple[str, str]:
    """What limits it most: the words, then a doubt, then the baseline, then what the model read."""
    limits = [reason for reason in reasons if reason.sign != BASELINES and reason.words < figures.of]
    if limits:
        worst, first = min(limits, key=lambda reason: reason.words), held(words, figures)
        hold = "holds" if words == 1 else "hold"
        return f"Only {first} {hold}: {worst.text}. {worst.advice}", f"{first.removeprefix('the ')} {hold}"
    doubt = next((reason for reason in reasons if reason.level == PARTLY), None)
    if doubt is not None:
        return f"The explanation holds narrowly: {doubt.text}. {doubt.advice}", "holds narrowly"
    other = next((reason for reason in reasons if reason.level == FAILS), None)
    if other is not None:
        own = quoted(figures.baseline)
        return f"The explanation holds for the baseline {own}: {other.text}. {other.advice}", "holds for this baseline"
    return "The explanation holds for the part of the text that the model read.", "holds for the part read"
