"""A confidence fitted on one half of a table of signals and judged on the other: curves, areas, threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from exegesis.confidence.combining import FEWEST, SignalCombination, check_both
from exegesis.confidence.curves import RankedAnswers, bounds, chance_area, gap, oracle_area, thinned
from exegesis.confidence.result import COMBINATION, ConfidenceFit, Guarantee, ReferenceSample, RiskCurve
from exegesis.confidence.shift import UNKNOWN_WORDS, kept_sample, unknown_share
from exegesis.confidence.signals.table import YARDSTICK
from exegesis.confidence.table import SignalTable, check_rows, halves
from exegesis.confidence.thresholds import WRONG, precise, sparing, thresholds_to_test
from exegesis.core.randomness import stream
from exegesis.core.types import Floats

_VOCABULARY = 20_000  # words that are kept at most, the most frequent


def judged_fit(table: SignalTable, seed: int, goal: Guarantee) -> ConfidenceFit:
    """Signals put together on one half of the rows, and judged on the other; `goal`: what is wished of a threshold.

    `InputError` for too few rows, and where no answer is right, or none is wrong.
    """
    assert table.right is not None  # fits have truths
    check_rows(len(table.right))
    check_both(table.right, "the rows", 2 * FEWEST)
    first, second = halves(table.right, seed)
    fitted, judged = table.rows(first), table.rows(second)
    assert fitted.right is not None
    assert judged.right is not None
    combination = SignalCombination.fitted(table.names, fitted.values, fitted.right)
    right = judged.right.astype(bool)
    orders = {COMBINATION: combination.confidence(judged.values)}
    orders |= {name: combination.alone(place, judged.values) for place, name in enumerate(table.names)}
    vocabulary = _vocabulary(fitted.words)
    return ConfidenceFit(
        task="",
        combination=combination,
        curves=tuple(risk_coverage(order, right, seed, name=name) for name, order in orders.items()),
        against_probability=(
            gap(orders[COMBINATION], orders[YARDSTICK], right, seed)
            if YARDSTICK in orders and len(table.names) > 1
            else None
        ),
        oracle=oracle_area(right),
        chance=chance_area(right),
        guarantee=_guarantee(goal, (combination.confidence(fitted.values), fitted.right), orders[COMBINATION], right),
        fitted=len(first),
        judged=len(second),
        failed=0,
        reference=_reference(judged, vocabulary, seed),
        vocabulary=vocabulary,
        asking=None,
        seed=seed,
        fingerprint=None,
    )


def risk_coverage(confidence: ArrayLike, right: ArrayLike, seed: int = 0, *, name: str = "confidence") -> RiskCurve:
    """How often answers are wrong as fewer of them are given, the surest first, with the area below.

    Args:
        confidence: of each answer (n,), higher where it is surer; equal ones stand in no order.
        right: whether each answer is right (n,).
        seed: of the bootstrap.
        name: what the curve is called.

    Returns:
        The curve (at most 200 points of it), its area (AURC), the area's interval and its excess over the best order's.

    Raises:
        InputError: no answer, NaN, lengths that differ.
    """
    ranked = RankedAnswers.of(confidence, right)
    coverage, risk = thinned(ranked.coverage, ranked.risk)
    return RiskCurve(name, tuple(coverage), tuple(risk), bounds(confidence, right, seed))


def _guarantee(goal: Guarantee, fitted: tuple[Floats, Floats], judged: Floats, right: ArrayLike) -> Guarantee:
    if goal.kind == WRONG:
        found = sparing(judged, right, goal.wished)
    else:
        assert goal.delta is not None
        levels = thresholds_to_test(*fitted, goal.wished)
        found = precise(judged, right, levels, goal.wished, goal.delta)
    return replace(
        goal, threshold=found.threshold, given=found.given, missed=found.missed, rows=len(judged), why=found.why
    )


def _vocabulary(words: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Words of two rows at least: those of one alone may be anybody's name."""
    counted = Counter(word for row in words for word in set(row))
    return tuple(sorted(word for word, count in counted.most_common(_VOCABULARY) if count > 1))


def _reference(judged: SignalTable, vocabulary: Sequence[str], seed: int) -> tuple[ReferenceSample, ...]:
    """Of the half whose words the vocabulary has not seen, as it has not seen those of new rows."""
    samples = judged.samples()
    if judged.words:
        known = frozenset(vocabulary)
        samples[UNKNOWN_WORDS] = np.array([unknown_share(row, known) for row in judged.words])
    rng = stream(seed, "reference")
    return tuple(ReferenceSample(name, kept_sample(values, rng)) for name, values in samples.items())
